"""Printing an old case again: with the law and the editions of its day, and compared with what the archive holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Row, select

from .errors import CallerError, ContentError
from .ledger import tables as t
from .ledger.keeping import LOSSES
from .messages import _
from .pdf_content import NotPdf, content_of
from .render.versions import made_by
from .replay import replay
from .wording.caption import Beside, Recorded
from .wording.compose import Code, Printed, compose
from .wording.document import LANGS, Document
from .wording.embedded import text_hash

if TYPE_CHECKING:
    from .app import Engine

Verdict = Literal["same", "signed", "other_bytes", "other_text", "gone"]


@dataclass(frozen=True, slots=True)
class Reprinted:
    """One file of a document, printed again.

    same: to the byte; signed: the archived file is these very bytes with a signature after them; other_bytes: the text
    is the same and the programs are not (`versions` names those that differ, then and now); other_text: wording, law or
    code say something else today; gone: the archive has lost the file or it was altered.
    """

    number: str
    lang: str
    format: str
    verdict: Verdict
    versions: tuple[tuple[str, str, str], ...] = ()


def reprint(engine: "Engine", case: str) -> Iterator[Reprinted]:
    """Every file of the case in the order of its events; nothing is written. `CallerError` for an unknown case."""
    with engine.store.reading() as connection:
        events = connection.execute(select(t.event).where(t.event.c.case_id == case).order_by(t.event.c.seq)).all()
        documents = {
            row.number: row for row in connection.execute(select(t.document).where(t.document.c.case_id == case))
        }
        files = connection.execute(
            select(t.archived)
            .where(t.archived.c.document.in_(documents))
            .order_by(t.archived.c.document, t.archived.c.path)
        ).all()
        notices = connection.execute(select(t.notice).where(t.notice.c.case_id == case)).all()
    if not events:
        raise CallerError(_("is not known."), field="case", fix=_("Check its number."))
    for event, decision in replay(events, engine.law):
        issued = [each for each in (*documents.values(), *notices) if each.event_id == event.id]
        again = {
            each.kind: Printed(date.fromisoformat(each.edition), bool(getattr(each, "draft", False))) for each in issued
        }
        codes = partial(_code_then, engine, documents, files)
        issue = compose(decision, event, engine.law, link=engine.link_of(event), code=codes, again=again)
        for document in issue.documents:
            mine = [each for each in files if each.document == document.number]
            yield from _compared(engine, document, documents.get(document.number), mine)


def _code_then(engine: "Engine", documents: Mapping[str, Any], files: Sequence[Row[Any]], number: str) -> Code:
    """Code, address and the words beside them as they were printed.

    Another machine may have another secret and another address, and another day other catalogs.
    """
    known = documents.get(number)
    if known is None or known.code is None:
        return engine.code_of(number)
    beside = _beside_then(engine, [file for file in files if file.document == number])
    for file in files:
        if file.document == number and file.format == "txt":
            try:
                lines = engine.archive.get(file.sha256).decode().splitlines()
            except ContentError:
                break  # the comparison tells of the loss
            for printed in reversed(lines):
                if printed.endswith(f"/{known.code}"):
                    return Code(known.code, printed, beside)
    return Code(known.code, f"{engine.config.citizen.verify_url}/{known.code}", beside)


def _beside_then(engine: "Engine", files: Sequence[Row[Any]]) -> Beside | None:
    """What the document's data record; None where they record nothing, or are lost."""
    for file in files:
        if file.format == "pdf":
            try:
                recorded = content_of(engine.archive.get(file.sha256)).data.get("beside")
            except (ContentError, NotPdf):
                break  # the comparison tells of the loss
            return Beside.of_record(Recorded.model_validate(recorded)) if recorded else None
    return None


def _compared(engine: "Engine", document: Document, known: object, files: Sequence[Row[Any]]) -> Iterator[Reprinted]:
    made = {(each.lang, each.format): each.data for each in engine.press.render(document)}
    texts_alike = all(
        text_hash(document.version(lang).lines()) == getattr(known, f"text_{lang}", None) for lang in LANGS
    )
    then: dict[str, str] = json.loads(getattr(known, "made_by", "{}"))
    now = made_by()
    versions = tuple(
        (name, then.get(name, "–"), now.get(name, "–"))
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    )
    for file in files:
        data = made[file.lang, file.format]
        verdict: Verdict
        try:
            archived = engine.archive.get(file.sha256)
        except ContentError as error:
            if error.findings[0].rule not in LOSSES:
                raise
            yield Reprinted(document.number, file.lang, file.format, "gone")
            continue
        if archived == data:
            verdict = "same"
        elif archived.startswith(data):
            verdict = "signed"
        else:
            verdict = "other_bytes" if texts_alike else "other_text"
        shown = versions if verdict == "other_bytes" else ()
        yield Reprinted(document.number, file.lang, file.format, verdict, shown)
