"""Is this document what it says it is: its data, its text, its signature, what the ledger knows of it.

Every doubt has an answer of its own, in Kazakh, Russian and English. Nothing is fetched and nothing is written.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from .answers import Answer, bad
from .errors import CallerError, ContentError
from .file_shape import shape
from .ledger import tables as t
from .messages import Message, _
from .model import Outcome
from .pdf_content import Content, NotPdf, content_of
from .proof import certified_again, is_certificate
from .seal.answers import signature_answers
from .wording.caption import before_records
from .wording.document import LANGS
from .wording.embedded import text_hash

if TYPE_CHECKING:
    from .app import Engine


@dataclass(frozen=True, slots=True)
class Verification:
    """All answers; the document is good where none is bad."""

    answers: tuple[Answer, ...]
    document: dict[str, Any] = field(default_factory=dict)  # kind, number, date, issuer …, as the file says of itself

    @property
    def good(self) -> bool:
        return all(answer.verdict != "bad" for answer in self.answers)


def verify(
    data: bytes,
    *,
    engine: "Engine | None" = None,
    roots: Sequence[bytes] = (),
    evidence: bytes | None = None,
    number: str | None = None,
    signature: bytes | None = None,
) -> Verification:
    """`engine` knows what was issued, `roots` are trusted certificates (DER), `number` is what it should be.

    `signature` is a CMS beside the file (.p7s), `evidence` what was kept with it; the engine's archive is asked for
    both where they are not given.
    """
    if not data:
        return Verification((bad("V-001", _("is empty.")),))
    beside = _beside(data, roots, evidence, signature)
    if b"%PDF" not in data[:1024]:
        return Verification((*_other_file(data, engine), *beside))
    try:
        content = content_of(data)
    except NotPdf as error:
        return Verification((bad("V-001", error.message), *beside))
    if engine is not None:
        name = content.named.get("number", "")
        evidence = evidence or _kept(name, "evidence.zip", engine)
        if signature is None:
            beside = _beside(data, roots, evidence, _kept(name, "p7s", engine))
    inside, found = _within(data, roots, evidence)
    answers = [*_inside(content), *_asked(content, number), *shape(data, content, signed=inside), *found, *beside]
    if not found and not beside:
        answers.append(Answer("V-010", "unknown", _("it carries no signature.")))
    if engine is not None:
        answers += _issued(data, content, engine)
    else:
        answers.append(Answer("V-020", "unknown", _("whether it was issued was not asked: no ledger is at hand.")))
    if not any(answer.verdict == "good" and answer.rule in ("V-012", "V-022") for answer in answers):
        answers += _beside_code(content)
    return Verification(tuple(answers), content.named)


def _kept(number: str, ending: str, engine: "Engine") -> bytes | None:
    """What the archive keeps beside the document's PDF under a name that ends so."""
    entry = t.archive_entry.c
    query = select(t.archive_entry).where(entry.document == number, entry.name.like(f"%.{ending}"))
    with engine.store.reading() as connection:
        row = connection.execute(query).first()
    try:
        return engine.archive.get(row.sha256) if row is not None else None
    except ContentError:
        return None  # of a loss `archive verify` tells


def _inside(content: Content) -> Iterator[Answer]:
    """Text, data and the acts attached, against each other."""
    if not content.data:
        yield bad("V-002", _("carries no data of ours: it is another document, or was saved anew without them."))
        return
    for lang in LANGS:
        lines = content.lines[lang]
        if not lines or text_hash(lines) != content.data["text"][lang]:
            yield bad("V-004", _("the {lang} act attached to it belongs to another text.", lang=lang))
            return
    wrong = content.first_difference()
    if wrong is not None:
        missing, found = wrong
        if missing:
            yield bad("V-003", _("the page does not say what the data say: «{line}» is not there.", line=missing[:200]))
        else:
            yield bad("V-006", _("the page says more than the data: «{line}».", line=found[:200]))
        return
    yield Answer("V-003", "good", _("the page, its data and the acts attached say the same."))


def _beside_code(content: Content) -> Iterator[Answer]:
    """Words of another office are no fault, but where nobody vouches for the file a person must see them."""
    known = before_records(content.named.get("code") or "")
    for line in content.beside:
        if line not in known:
            yield Answer(
                "V-009", "unknown", _("the words beside its code are not known here: «{line}».", line=line[:200])
            )


def _asked(content: Content, number: str | None) -> Iterator[Answer]:
    if number is None or not content.named:
        return
    named = content.named
    if number in (named["number"], named["case"]):
        yield Answer("V-005", "good", _("it is the document asked for."))
    else:
        yield bad("V-005", _("it is another document: {number}.", number=named["number"]))


def _within(data: bytes, roots: Sequence[bytes], evidence: bytes | None) -> tuple[bool, list[Answer]]:
    """Whether the file has signatures inside, and what they are worth."""
    from .seal.judge import judge

    try:
        found = judge(data, roots, evidence)
    except ValueError:
        return False, [bad("V-001", _("is damaged: its signatures cannot be read."))]
    return bool(found), list(signature_answers(found, roots=bool(roots)))


def _beside(data: bytes, roots: Sequence[bytes], evidence: bytes | None, signature: bytes | None) -> list[Answer]:
    """What the signature in a file of its own is worth."""
    if signature is None:
        return []
    from .seal.cms import judge_detached

    try:
        return list(signature_answers(judge_detached(data, signature, roots, evidence), roots=bool(roots)))
    except ValueError:
        return [bad("V-017", _("what lies beside it is no signature (CMS) that can be read."))]


def _issued(data: bytes, content: Content, engine: "Engine") -> Iterator[Answer]:
    number = content.named.get("number", "")
    if is_certificate(number):
        yield _certified(content, number, engine)
        return
    digest = hashlib.sha256(data).hexdigest()
    with engine.store.reading() as connection:
        known = connection.execute(select(t.document).where(t.document.c.number == number)).first()
        file = connection.execute(
            select(t.archived).where(t.archived.c.document == number, t.archived.c.format == "pdf")
        ).first()
        same = connection.execute(select(t.archived).where(t.archived.c.sha256 == digest)).first()
    if known is None or file is None:
        yield bad("V-021", _("no document {number} was issued here.", number=number or "–"))
        return
    if same is not None:
        yield Answer("V-022", "good", _("it is the file that was issued, to the byte."))
    else:
        try:
            yield bad("V-022", _cause(data, content, known, engine.archive.get(file.sha256)))
        except ContentError:
            yield bad("V-022", _("it is not the file that was issued, and the archive has lost that file."))
    yield from _status(known, engine)


def _certified(content: Content, number: str, engine: "Engine") -> Answer:
    """A certificate of service is not kept: it is worked out again for its moment."""
    try:
        again = certified_again(engine, number)
    except (CallerError, ContentError) as error:
        return bad("V-023", _("the certificate cannot be worked out again: {problem}", problem=error.message))
    # the words beside the code change nothing of what is certified: `_beside_code` tells of strange ones
    if {**content.data, "beside": None} == {**again.data, "beside": None}:
        return Answer("V-023", "good", _("the ledger certifies the same today for that moment."))
    return bad("V-023", _("the ledger certifies something else for that moment."))


def _cause(data: bytes, content: Content, known: Any, issued: bytes) -> Message:
    """Why the bytes are not those issued, as far as the file itself shows it."""
    if issued.startswith(data.rstrip(b"\r\n")):
        return _("it is not whole: what was issued goes on, with a signature or further pages.")
    if data.startswith(issued):
        return _("something was added to the file after it was issued.")
    alike = content.data and {lang: content.data["text"][lang] for lang in LANGS} == {
        "kk": known.text_kk,
        "ru": known.text_ru,
    }
    if not alike:
        return _("it says something else than the document that was issued under this number.")
    if content.first_difference() is not None:
        return _("its page was changed; the data inside are those that were issued.")
    if content.data != content_of(issued).data:
        return _("its text is that of the document, but the data inside were changed.")
    return _("it was saved anew by another program: text and data are those that were issued, the file is not.")


def _status(known: Any, engine: "Engine") -> Iterator[Answer]:
    events = t.event.c
    with engine.store.reading() as connection:
        rows = connection.execute(select(t.event).where(events.case_id == known.case_id).order_by(events.seq)).all()
    outcomes = [Outcome.model_validate_json(each.outcome) for each in rows]
    at = next(place for place, each in enumerate(rows) if each.id == known.event_id)
    then = outcomes[at]
    now = outcomes[-1].status
    words = {"kk": now.kk, "ru": now.ru}
    later = [document.number for each in outcomes[at + 1 :] for document in each.documents]
    if now.code != then.status.code or later:
        yield Answer(
            "V-030",
            "unknown",
            _("since then the case has gone on: {kk} / {ru}; later documents: {numbers}.",
              **words, numbers=", ".join(later) or "–"),
        )  # fmt: skip
    else:
        yield Answer("V-030", "good", _("the state of the case is still the same: {kk} / {ru}.", **words))


def _other_file(data: bytes, engine: "Engine | None") -> Iterator[Answer]:
    """A Word, HTML or text file has nothing inside to check: only the ledger knows whether it was issued."""
    if engine is None:
        yield bad("V-001", _("is no PDF, and no ledger is at hand that might know the file."))
        return
    digest = hashlib.sha256(data).hexdigest()
    with engine.store.reading() as connection:
        row = connection.execute(select(t.archived).where(t.archived.c.sha256 == digest)).first()
    if row is None:
        yield bad("V-021", _("no such file was issued here: it was changed, or comes from elsewhere."))
    else:
        yield Answer("V-022", "good", _("it is a file of document {number}, to the byte.", number=row.document))
