"""What the bot of a messenger says, owned by lawyers: a wording of `legal_texts/service`, approved like every other.

It speaks before any case is known, so its clauses hold no places.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from ..content import Content
from ..errors import ContentError, Finding
from ..law.service import FOLDER, load_service
from ..messages import Message, _
from ..yamlfile import line_of
from .document import LANGS, Bilingual, Lang
from .editions import Clause, Edition, Editions, clauses_of
from .sentence import spoken


@dataclass(frozen=True, slots=True)
class BotTexts:
    """The bot's words from a day on; `draft` until two people have approved them."""

    start: date
    draft: bool
    notice: Bilingual  # stands before the link to a notice
    consent: Bilingual
    agree: Bilingual  # the two buttons
    refuse: Bilingual
    agreed: Bilingual
    refused: Bilingual
    expired: Bilingual
    hello: Bilingual


CLAUSES = tuple(each.name for each in fields(BotTexts) if each.name not in ("start", "draft"))


def bot_texts(content: Content, on: date) -> BotTexts:
    """The words in force on the day; raises `ContentError` where there are none, or one is missing."""
    editions = Editions(content)
    edition = editions.at(FOLDER, load_service(content).bot, on)
    faults = tuple(_faults(editions, edition))
    if faults:
        raise ContentError(*faults)
    said = {each.id: Bilingual(*(_said(each, lang) for lang in LANGS)) for each in edition.clauses}
    return BotTexts(edition.start, editions.is_draft(FOLDER, edition), **said)


def bot_findings(editions: Editions) -> Iterator[Finding]:
    """What would stop the bot, in any edition."""
    for file in editions.starts.get((FOLDER, load_service(editions.content).bot), {}).values():
        yield from _faults(editions, editions.read(file))


def _faults(editions: Editions, edition: Edition) -> Iterator[Finding]:
    file = editions.starts[FOLDER, edition.id][edition.start]
    text = editions.content.read_text(file)
    found = [each.id for each in edition.clauses]
    for name in CLAUSES:
        if name not in found:
            missing = _("the bot's clause {name} is missing.", name=name)
            yield Finding(file, line_of(text, ("clauses",)), "C-029", missing, _("Add it in both languages."))
    for path, clause in clauses_of(edition):
        wrong: tuple[Message, Message] | None = None
        if clause.id not in CLAUSES:
            wrong = _("the bot says no clause {name}.", name=clause.id), _("Its clauses are: {known}.",
                                                                          known=", ".join(CLAUSES))  # fmt: skip
        elif clause.when or clause.each or any("{{" in clause[lang] for lang in LANGS):
            wrong = (
                _("the bot knows no case when it says {name}.", name=clause.id),
                _("Write it without {{{{ }}}}, `when` and `each`."),
            )
        if wrong:
            yield Finding(file, line_of(text, path), "C-029", *wrong, " ".join(clause.kk.split()), clause=clause.id)


def _said(clause: Clause, lang: Lang) -> str:
    return "\n\n".join(spoken(part, lang, {}) for part in clause[lang].strip().split("\n\n") if part.strip())
