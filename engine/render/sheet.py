"""One language of a document as the layouts see it: the same paragraphs, grouped the way a page shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from ..wording.caption import beside_now
from ..wording.document import Bilingual, Block, Document, Lang, Role

LOCALES: dict[Lang, str] = {"kk": "kk-KZ", "ru": "ru-RU"}


class Line(NamedTuple):
    """A paragraph of the act, its number in its text; of a fact also the label and the value."""

    text: str
    label: str = ""
    value: str = ""


Shown = Role | Literal["schedule"]


class Group(NamedTuple):
    """Paragraphs of one role that stand together: a table of facts, a signature block, a run of points.

    The first line of a schedule has the headings of its columns, which every page repeats; the others are facts.
    `kept`: the paragraph before the signature, in a group of its own, so that no page begins with the signature.
    """

    role: Shown
    lines: tuple[Line, ...]
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a layout may print of one language. `locale` is the mark of the language in Word: kk-KZ, ru-RU."""

    lang: Lang
    locale: str
    title: str
    letterhead: Bilingual
    number: str
    kind: str
    heading: str
    place: str
    date: str
    groups: tuple[Group, ...]
    draft_mark: str
    verify_url: str | None
    verify_caption: str  # what the QR code and the address are for
    verify_code: str  # the code with its name, empty where the document has none

    def paragraphs(self) -> Iterator[str]:
        """The text of the sheet in reading order; every format carries exactly this."""
        yield from (self.letterhead.kk, self.letterhead.ru, self.number)
        yield from (self.kind, self.heading, *([self.place] if self.place else []), self.date)
        for group in self.groups:
            yield from (line.text for line in group.lines)
        if self.verify_url:
            yield from (self.verify_caption, self.verify_url, *([self.verify_code] if self.verify_code else []))


def sheet(document: Document, lang: Lang) -> Sheet:
    """The sheet of a document in one language."""
    version = document.version(lang)
    beside = document.beside or beside_now(document.code or "")
    return Sheet(
        lang=lang,
        locale=LOCALES[lang],
        title=document.title[lang],
        letterhead=document.issuer,
        number=version.number,
        kind=version.kind,
        heading=version.heading,
        place=version.place,
        date=version.date,
        groups=tuple(_groups(version.blocks)),
        draft_mark=version.draft_mark,
        verify_url=document.verify_url,
        verify_caption=beside.caption[lang],
        verify_code=beside.code[lang] if document.code else "",
    )


def _groups(blocks: tuple[Block, ...]) -> Iterator[Group]:
    """Neighbours of one role together; the last paragraph before a signature apart, marked `kept`."""
    runs: list[tuple[Shown, list[Line]]] = [
        (role, [_line(block) for block in run]) for role, run in groupby(blocks, key=_shown_role)
    ]
    runs = list(_with_headings(runs))
    signed_next = [*(role == "signature" for role, _ in runs[1:]), False]
    for (role, lines), kept in zip(runs, signed_next, strict=False):
        if kept and role in ("paragraph", "point"):
            *before, last = lines
            if before:
                yield Group(role, tuple(before))
            yield Group(role, (last,), kept=True)
        else:
            yield Group(role, tuple(lines))


def _with_headings(runs: list[tuple[Shown, list[Line]]]) -> Iterator[tuple[Shown, list[Line]]]:
    """Headings and the facts below them as one schedule; headings of nothing are a paragraph."""
    rest = iter([*runs, ("paragraph", [])])
    for role, lines in rest:
        if role == "columns":
            below, facts = next(rest)
            if below == "fact":
                yield "schedule", [*lines, *facts]
                continue
            yield "paragraph", lines
            role, lines = below, facts
        if lines:
            yield role, lines


def _shown_role(block: Block) -> Shown:
    """A fact without a label has no place in a table of labels and values."""
    return "paragraph" if block.role in ("fact", "columns") and not block.label else block.role


def _line(block: Block) -> Line:
    if block.role in ("fact", "columns"):
        return Line(block.text, block.label, block.value)
    return Line(f"{block.number}. {block.text}" if block.number is not None else block.text)
