"""Composing: what was decided becomes documents and notices in both languages, clause by clause.

The edition is that in force on the day of the event. A language that cannot be spoken stops the document.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ..errors import ContentError, Finding
from ..language import sms, typography
from ..law.almaty import day_of
from ..law.decision import Case, Decision, Issued, NoticeOrder
from ..law.expressions import ExpressionError, Scope
from ..law.library import Law
from ..law.procedure import Procedure
from ..law.values import Facts
from ..messages import Message, _
from ..model import Event
from .caption import Beside, beside_now
from .document import LANGS, Bilingual, Block, Document, Lang, Letter, Notice, NoticeTexts, PageText, Version
from .editions import Clause, Edition
from .embedded import embedded
from .parity import difference, texts_of
from .sentence import WordingError, spoken
from .sources import named_sources

DRAFT_MARK = {"kk": "ЖОБА", "ru": "ПРОЕКТ"}
NUMBERED = "point"
SMS_PARTS = "sms_parts"  # the regime's value that holds the most parts a text message may have


@dataclass(frozen=True, slots=True)
class Code:
    """How anybody can verify a document: what a person types, and the address that takes it."""

    code: str
    address: str
    beside: Beside | None  # what is printed beside it; None on documents from before it was recorded

    @classmethod
    def now(cls, code: str, address: str) -> "Code":
        """For a document that is issued now, in the words of the catalogs."""
        return cls(code, address, beside_now(code))


@dataclass(frozen=True, slots=True)
class Printed:
    """Which edition of a kind was issued, and whether it was a draft."""

    edition: date
    draft: bool = False


Heard = Callable[[Edition, Clause], None]
Failed = Callable[[ContentError], None]


@dataclass(frozen=True, slots=True)
class Issue:
    """What one event issues: its documents and its notices, in their order."""

    documents: tuple[Document, ...]
    notices: tuple[Notice, ...]


def compose(
    decision: Decision,
    event: Event,
    law: Law,
    *,
    link: Callable[[str], str],
    code: Callable[[str], Code] | None = None,
    approved_only: bool = False,
    again: Mapping[str, Printed] | None = None,
    heard: Heard | None = None,
    failed: Failed | None = None,
) -> Issue:
    """The words of what was decided; `heard` is told of each clause said.

    `failed` is told of each clause that cannot be spoken, and the next is tried; without it the first one stops all.

    `link` gives the address for a purpose, `code` the code and address at which a document's number can be verified;
    `again` names the edition of each kind as it was issued then, for printing an old case again.

    Raises `ContentError` with file and clause where wording is missing or cannot be spoken, or, with `approved_only`,
    where two people have not approved it.
    """
    procedure = law.procedure(event.procedure)
    scope = decision.names
    assert isinstance(scope, Scope)
    on = day_of(event.at)
    documents = tuple(
        _document(
            issued,
            speaker_of(
                law, procedure, edition_for(law, procedure, issued.kind, on, approved_only, again), scope, heard, failed
            ),
            decision,
            event,
            law,
            code(issued.number) if code else None,
            (again or {}).get(issued.kind),
        )
        for issued in decision.documents
    )
    notices = tuple(
        _notice(
            order,
            speaker_of(
                law, procedure, edition_for(law, procedure, order.kind, on, approved_only, again), scope, heard, failed
            ),
            law,
            link,
            decision.case,
        )
        for order in decision.notices
    )
    for document in documents:
        check_parity(document, procedure, scope)
    for notice in notices:
        check_parity(notice, procedure, scope)
    return Issue(documents, notices)


def check_parity(issued: Document | Notice | PageText, procedure: Procedure, scope: Scope) -> None:
    """Raises `ContentError` where the two languages say other numbers or months."""
    for texts in texts_of(issued):
        kk, ru = difference(texts, scope)
        if kk or ru:
            clause, said = _differing(issued, texts, scope)
            raise ContentError(
                Finding(
                    f"legal_texts/{procedure.id}/{issued.kind}/{issued.edition.isoformat()}.yaml",
                    0,
                    "C-025",
                    _(
                        "the two languages do not say the same: only kk has {kk}, only ru has {ru}.",
                        kk=", ".join(kk) or "–",
                        ru=", ".join(ru) or "–",
                    ),
                    _("Correct the wording; until then it is not issued."),
                    clause=clause,
                    texts=said,
                )
            )


def _differing(
    issued: Document | Notice | PageText, texts: Mapping[Lang, str], scope: Scope
) -> tuple[str, dict[str, str]]:
    """The clause whose two texts differ, and these texts; a message or a page is told whole."""
    if isinstance(issued, Document):
        for kk, ru in zip(issued.kk.blocks, issued.ru.blocks, strict=False):
            if any(difference({"kk": kk.text, "ru": ru.text}, scope)):
                return kk.clause, {"kk": kk.text, "ru": ru.text}
    return "", {lang: texts[lang] for lang in LANGS}


def edition_for(
    law: Law,
    procedure: Procedure,
    kind: str,
    on: date,
    approved_only: bool,
    again: Mapping[str, Printed] | None = None,
) -> Edition:
    """The edition of the day, or as it was printed then; raises `ContentError` for one that must not be issued."""
    then = (again or {}).get(kind)
    if then is not None:
        return law.editions.of(procedure.id, kind, then.edition)
    edition = law.editions.at(procedure.id, kind, on)
    if approved_only:
        refuse_draft(law, procedure, edition)
    return edition


def refuse_draft(law: Law, procedure: Procedure, edition: Edition) -> None:
    """Raises `ContentError` where two people have not approved the wording."""
    if law.editions.is_draft(procedure.id, edition):
        raise ContentError(
            Finding(
                _file(procedure, edition),
                0,
                "C-023",
                _("this wording is not approved and must not be issued."),
                _("Have a second person approve it: qauly approve."),
            )
        )


def speaker_of(
    law: Law,
    procedure: Procedure,
    edition: Edition,
    scope: Scope,
    heard: Heard | None,
    failed: Failed | None = None,
) -> "Speaker":
    """Speaks the edition over the names, its sources among them."""
    return Speaker(procedure, edition, named_sources(scope, edition, law), heard, failed)


def _document(
    issued: Issued,
    speaker: "Speaker",
    decision: Decision,
    event: Event,
    law: Law,
    code: Code | None,
    then: Printed | None,
) -> Document:
    procedure, edition = speaker.procedure, speaker.edition
    assert edition.kind and edition.title
    draft = law.editions.is_draft(procedure.id, edition) if then is None else then.draft
    speaker = speaker.knowing(document=Facts({"kind": issued.kind, "number": issued.number, "date": issued.date}))
    versions = {lang: version_in(speaker, lang, issued, draft) for lang in LANGS}
    issuer = speaker.pair("letterhead", edition.issuer or procedure.letterhead.issuer)
    return Document(
        kind=issued.kind,
        procedure=procedure.id,
        case=event.case,
        number=issued.number,
        date=issued.date,
        edition=edition.start,
        draft=draft,
        issuer=issuer,
        title=Bilingual(*(f"{versions[lang].kind} {versions[lang].heading}" for lang in LANGS)),
        kk=versions["kk"],
        ru=versions["ru"],
        data=embedded(issued, edition, draft, decision, event, issuer.as_json(), code, versions),
        picture=speaker.picture(),
        code=code.code if code else None,
        verify_url=code.address if code else None,
        beside=code.beside if code else None,
    )


def version_in(speaker: "Speaker", lang: Lang, issued: Issued, draft: bool) -> Version:
    """The edition's clauses that hold, spoken in one language over the speaker's names."""
    edition, procedure = speaker.edition, speaker.procedure
    assert edition.kind and edition.title
    blocks: list[Block] = []
    points = 0
    for clause in edition.clauses:
        if not speaker.holds(clause):
            continue
        for text in speaker.paragraphs(clause, lang):
            points += clause.block == NUMBERED
            blocks.append(Block(clause.block, clause.id, text, points if clause.block == NUMBERED else None))
    return Version(
        lang=lang,
        kind=speaker.say("kind", edition.kind[lang], lang),
        heading=speaker.say("title", edition.title[lang], lang),
        place=_place(speaker, edition.place or procedure.letterhead.place, lang),
        date=speaker.say("date", "{{ document.date | date }}", lang),
        number=f"№{typography.NBSP}{issued.number}",
        blocks=tuple(blocks),
        draft_mark=DRAFT_MARK[lang] if draft else "",
    )


def _place(speaker: "Speaker", expression: str | None, lang: Lang) -> str:
    return speaker.pair("letterhead", expression)[lang] if expression else ""


def _notice(order: NoticeOrder, speaker: "Speaker", law: Law, link: Callable[[str], str], case: Case) -> Notice:
    edition = speaker.edition
    blocks = edition.blocks
    assert blocks is not None
    address = link(order.link) if order.link else None
    speaker = speaker.knowing(link=address) if address else speaker
    letters = {lang: _letter(speaker, lang) for lang in LANGS} if blocks.email and "email" in order.ladder else {}
    text_message = speaker.both(blocks.sms, " ") if "sms" in order.ladder else None
    if text_message:
        # in a text message no-break spaces buy nothing and some gateways damage them
        text_message = Bilingual(*(text_message[lang].replace("\u00a0", " ") for lang in LANGS))
    budget = case.values.get(SMS_PARTS)
    return Notice(
        kind=order.kind,
        to=order.to,
        ladder=order.ladder,
        edition=edition.start,
        draft=law.editions.is_draft(speaker.procedure.id, edition),
        texts=NoticeTexts(
            sms=text_message,
            sms_segments=sms.segments(f"{text_message.kk}\n{text_message.ru}") if text_message else 0,
            sms_budget=budget.value if budget is not None else None,
            egov=speaker.both(blocks.egov, "\n\n") if "egov" in order.ladder else None,
            email_kk=letters.get("kk"),
            email_ru=letters.get("ru"),
            telegram=speaker.both(blocks.telegram, "\n\n") if "telegram" in order.ladder else None,
        ),
        link=address,
        attachments=order.attach,
    )


def _letter(speaker: "Speaker", lang: Lang) -> Letter:
    blocks = speaker.edition.blocks
    assert blocks is not None and blocks.email is not None
    return Letter(
        speaker.say("email.subject", blocks.email.subject[lang], lang), speaker.joined(blocks.email.body, lang, "\n\n")
    )


def _file(procedure: Procedure, edition: Edition) -> str:
    return f"legal_texts/{procedure.id}/{edition.id}/{edition.start.isoformat()}.yaml"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks the clauses of one edition over one set of names, and says which clause it was that failed."""

    procedure: Procedure
    edition: Edition
    names: Scope
    heard: Heard | None = None
    failed: Failed | None = None

    def knowing(self, **names: Any) -> "Speaker":
        return replace(self, names=self.names.extended(**names))

    def say(self, clause: str, text: str, lang: Lang) -> str:
        try:
            said = spoken(text, lang, self.names)
        except WordingError as error:
            stopped = self._stop(clause, lang, error.message, text)
        except ExpressionError as error:
            stopped = self._stop(clause, lang, error.told, text)
        else:
            if said:
                return said
            stopped = self._stop(clause, lang, _("it has no text"), text)
        if self.failed is None:
            raise stopped
        self.failed(stopped)
        return "–"

    def _items(self, clause: Clause) -> list[Any]:
        try:
            return list(self.names.evaluate(clause.each or ""))
        except ExpressionError as error:
            raise self._stop(clause.id, "kk", error.told, clause.each or "") from None
        except TypeError:
            raise self._stop(clause.id, "kk", _("`each` is no list"), clause.each or "") from None

    def holds(self, clause: Clause) -> bool:
        try:
            held = self.names.holds(clause.when)
            if held and self.heard is not None:
                self.heard(self.edition, clause)
            return held
        except ExpressionError as error:
            raise self._stop(clause.id, "kk", error.told, clause.when or "") from None

    def paragraphs(self, clause: Clause, lang: Lang) -> list[str]:
        """The paragraphs of a clause; a blank line parts them, and every item of its list has its own."""
        parts = [part for part in clause[lang].strip().split("\n\n") if part.strip()]
        if clause.each is None:
            return [self.say(clause.id, part, lang) for part in parts]
        speakers = [self.knowing(item=item) for item in self._items(clause)]
        return [speaker.say(clause.id, part, lang) for speaker in speakers for part in parts]

    def joined(self, clauses: tuple[Clause, ...], lang: Lang, between: str) -> str:
        return between.join(text for clause in clauses if self.holds(clause) for text in self.paragraphs(clause, lang))

    def both(self, clauses: tuple[Clause, ...], between: str) -> Bilingual | None:
        return Bilingual(*(self.joined(clauses, lang, between) for lang in LANGS)) if clauses else None

    def picture(self) -> bytes | None:
        """The bytes of the attachment that the edition shows; None where the event brought none."""
        if self.edition.picture is None:
            return None
        try:
            attached = self.names.evaluate(self.edition.picture)
        except ExpressionError as error:
            raise self._stop("picture", "kk", error.told, self.edition.picture) from None
        return None if attached is None else b64decode(attached.data_base64)

    def pair(self, clause: str, expression: str) -> Bilingual:
        """Both languages of a value that is words already, such as the office's name."""
        text = "{{ " + expression + " }}"
        return Bilingual(*(self.say(clause, text, lang) for lang in LANGS))

    def _stop(self, clause: str, lang: Lang, problem: Message, quote: str) -> ContentError:
        return ContentError(
            Finding(
                _file(self.procedure, self.edition),
                0,
                "C-024",
                _("the {lang} text cannot be spoken: {problem}.", lang=lang, problem=problem),
                _("Correct the name, the filter or the condition of this clause."),
                quote=" ".join(quote.split()),
                clause=clause,
            )
        )
