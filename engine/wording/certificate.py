"""The certificate of service in words: facts of the ledger and what follows from them, spoken by an edition."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ..law.decision import Case, Issued
from ..law.expressions import Scope
from ..law.library import Law
from ..law.procedure import Procedure
from ..law.service import FOLDER
from ..law.values import Facts, as_json
from .compose import Code, check_parity, refuse_draft, speaker_of, version_in
from .document import LANGS, Bilingual, Document
from .embedded import Decided, Embedded, Hashes, Named, Value, Worded, as_data, text_hash


def certificate(
    issued: Issued,
    case: Case,
    names: Scope,
    proof: Facts,
    record: Mapping[str, Any],
    law: Law,
    code: Code,
    on: date,
    *,
    approved_only: bool,
) -> Document:
    """The document; `record` is the JSON of the facts, which travels inside its PDF.

    Raises `ContentError` where no wording is in force, or with `approved_only` none that two people approved.
    """
    # its wording stands in a folder of its own, that is what errors must name
    procedure: Procedure = law.procedure(case.procedure).model_copy(update={"id": FOLDER})
    edition = law.editions.at(FOLDER, issued.kind, on)
    if approved_only:
        refuse_draft(law, procedure, edition)
    draft = law.editions.is_draft(FOLDER, edition)
    head = speaker_of(law, procedure, edition, names, None).pair("letterhead", procedure.letterhead.issuer)
    scope = names.extended(
        proof=Facts({**{name: proof[name] for name in proof}, "issuer": head}),
        document=Facts({"kind": issued.kind, "number": issued.number, "date": issued.date}),
    )
    # it states facts of the ledger, so it was made nowhere in particular
    placeless = procedure.model_copy(update={"letterhead": procedure.letterhead.model_copy(update={"place": None})})
    speaker = replace(speaker_of(law, procedure, edition, scope, None), procedure=placeless)
    versions = {lang: version_in(speaker, lang, issued, draft) for lang in LANGS}
    data = Embedded(
        document=Named(
            kind=issued.kind,
            procedure=case.procedure,
            case=case.id,
            number=issued.number,
            date=issued.date.isoformat(),
            issuer={"kk": head.kk, "ru": head.ru},
            code=code.code,
        ),
        edition=Worded(start=edition.start.isoformat(), sha256=Hashes(**edition.hashes), draft=draft),
        event=dict(record),
        decision=Decided(
            transition=issued.kind,
            regime=case.regime,
            values={
                name: Value(parameter=value.name, value=as_json(value.value), start=value.start.isoformat())
                for name, value in case.values.items()
            },
            trace=(),
        ),
        beside=code.beside.as_record() if code.beside else None,
        text=Hashes(**{lang: text_hash(versions[lang].lines()) for lang in LANGS}),
    )
    document = Document(
        kind=issued.kind,
        procedure=case.procedure,
        case=case.id,
        number=issued.number,
        date=issued.date,
        edition=edition.start,
        draft=draft,
        issuer=head,
        title=Bilingual(*(f"{versions[lang].kind} {versions[lang].heading}" for lang in LANGS)),
        kk=versions["kk"],
        ru=versions["ru"],
        data=as_data(data),
        code=code.code,
        verify_url=code.address,
        beside=code.beside,
    )
    check_parity(document, procedure, scope)
    return document
