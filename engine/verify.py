"""Is this document what it says it is: its data, its text, its signature, what the ledger knows of it.

Every doubt has an answer of its own, in Kazakh, Russian and English. Nothing is fetched and nothing is written.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from .errors import CallerError, ContentError
from .ledger import tables as t
from .messages import Message, _
from .model import Outcome
from .pdf_content import Content, NotPdf, content_of
from .proof import certified_again, is_certificate
from .wording.document import LANGS
from .wording.embedded import text_hash

if TYPE_CHECKING:
    from .app import Engine

Verdict = Literal["good", "bad", "unknown"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question about the file: its rule, the verdict, the sentence."""

    rule: str
    verdict: Verdict
    message: Message

    def as_json(self) -> dict[str, Any]:
        texts = {lang: self.message.text(lang) for lang in ("kk", "ru", "en")}
        return {"rule": self.rule, "verdict": self.verdict, "message": texts}


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
) -> Verification:
    """`engine` knows what was issued, `roots` are trusted certificates (DER), `number` is what it should be."""
    if not data.startswith(b"%PDF"):
        return Verification(tuple(_other_file(data, engine)))
    try:
        content = content_of(data)
    except NotPdf as error:
        return Verification((_bad("V-001", _("is cut off or damaged: {problem}.", problem=error)),))
    if evidence is None and engine is not None:
        evidence = _kept_evidence(content.named.get("number", ""), engine)
    answers = [*_inside(content), *_asked(content, number), *_signed(data, roots, evidence)]
    if engine is not None:
        answers += _issued(data, content, engine)
    else:
        answers.append(Answer("V-020", "unknown", _("whether it was issued was not asked: no ledger is at hand.")))
    return Verification(tuple(answers), content.named)


def _kept_evidence(number: str, engine: "Engine") -> bytes | None:
    entry = t.archive_entry.c
    query = select(t.archive_entry).where(entry.document == number, entry.name.like("%.evidence.zip"))
    with engine.store.reading() as connection:
        row = connection.execute(query).first()
    return engine.archive.get(row.sha256) if row is not None else None


def _bad(rule: str, message: Message) -> Answer:
    return Answer(rule, "bad", message)


def _inside(content: Content) -> Iterator[Answer]:
    """Text, data and the acts attached, against each other."""
    if not content.data:
        yield _bad("V-002", _("carries no data of ours: it is another document, or was saved anew without them."))
        return
    for lang in LANGS:
        lines = content.lines[lang]
        if not lines or text_hash(lines) != content.data["text"][lang]:
            yield _bad("V-004", _("the {lang} act attached to it belongs to another text.", lang=lang))
            return
    wrong = content.first_difference()
    if wrong is not None:
        missing, found = wrong
        if missing:
            yield _bad(
                "V-003", _("the page does not say what the data say: «{line}» is not there.", line=missing[:200])
            )
        else:
            yield _bad("V-006", _("the page says more than the data: «{line}».", line=found[:200]))
        return
    yield Answer("V-003", "good", _("the page, its data and the acts attached say the same."))


def _asked(content: Content, number: str | None) -> Iterator[Answer]:
    if number is None or not content.named:
        return
    named = content.named
    if number in (named["number"], named["case"]):
        yield Answer("V-005", "good", _("it is the document asked for."))
    else:
        yield _bad("V-005", _("it is another document: {number}.", number=named["number"]))


def _signed(data: bytes, roots: Sequence[bytes], evidence: bytes | None) -> Iterator[Answer]:
    from .seal.judge import judge

    try:
        found = judge(data, roots, evidence)
    except ValueError as error:
        yield _bad("V-001", _("is cut off or damaged: {problem}.", problem=error))
        return
    if not found:
        yield Answer("V-010", "unknown", _("it carries no signature."))
    for each in found:
        at = each.at.isoformat() if each.at else "–"
        who = each.signer or "–"
        if each.verdict == "broken":
            yield _bad("V-011", _("the signature of {signer} does not fit: the file was changed.", signer=who))
        elif each.verdict == "changed_after":
            yield _bad("V-013", _("something was added after {signer} signed it.", signer=who))
        elif each.verdict == "revoked":
            yield _bad("V-014", _("the certificate of {signer} was revoked.", signer=who))
        elif each.verdict == "untrusted":
            verdict: Verdict = "bad" if roots else "unknown"
            yield Answer("V-012", verdict, _("signed by {signer} at {at}; no trusted authority vouches for it.",
                                             signer=who, at=at))  # fmt: skip
        else:
            yield Answer("V-012", "good", _("signed by {signer} at {at}, and unchanged since.", signer=who, at=at))


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
        yield _bad("V-021", _("no document {number} was issued here.", number=number or "–"))
        return
    if same is not None:
        yield Answer("V-022", "good", _("it is the file that was issued, to the byte."))
    else:
        yield _bad("V-022", _cause(data, content, known, engine.archive.get(file.sha256)))
    yield from _status(number, known.case_id, engine)


def _certified(content: Content, number: str, engine: "Engine") -> Answer:
    """A certificate of service is not kept: it is worked out again for its moment."""
    try:
        again = certified_again(engine, number)
    except (CallerError, ContentError) as error:
        return _bad("V-023", _("the certificate cannot be worked out again: {problem}", problem=error.message))
    if content.data == again.data:
        return Answer("V-023", "good", _("the ledger certifies the same today for that moment."))
    return _bad("V-023", _("the ledger certifies something else for that moment."))


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


def _status(number: str, case: str, engine: "Engine") -> Iterator[Answer]:
    with engine.store.reading() as connection:
        events = connection.execute(select(t.event).where(t.event.c.case_id == case).order_by(t.event.c.seq)).all()
    outcomes = [Outcome.model_validate_json(each.outcome) for each in events]
    then = next(each for each in outcomes if number in {document.number for document in each.documents})
    now = outcomes[-1].status
    words = {"kk": now.kk, "ru": now.ru}
    later = [document.number for each in outcomes[outcomes.index(then) + 1 :] for document in each.documents]
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
        yield _bad("V-001", _("is no PDF, and no ledger is at hand that might know the file."))
        return
    digest = hashlib.sha256(data).hexdigest()
    with engine.store.reading() as connection:
        row = connection.execute(select(t.archived).where(t.archived.c.sha256 == digest)).first()
    if row is None:
        yield _bad("V-021", _("no such file was issued here: it was changed, or comes from elsewhere."))
    else:
        yield Answer("V-022", "good", _("it is a file of document {number}, to the byte.", number=row.document))
