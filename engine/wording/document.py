"""What composing yields: a document or a notice in both languages, in no format yet.

A `Document` holds its Kazakh and its Russian version side by side; one of them alone cannot be represented.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .caption import Beside

Lang = Literal["kk", "ru"]
Form = Literal["docx", "pdf", "html", "txt", "sms"]  # in which a document, notice or page is previewed
LANGS: tuple[Lang, Lang] = ("kk", "ru")

Role = Literal["paragraph", "formula", "columns", "fact", "point", "note", "signature", "picture", "heading"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages."""

    kk: str
    ru: str

    def __getitem__(self, lang: Lang) -> str:
        return self.kk if lang == "kk" else self.ru

    def both(self, between: str = "\n\n") -> str:
        """Kazakh first."""
        return f"{self.kk}{between}{self.ru}"

    def as_json(self) -> dict[str, str]:
        return {"kk": self.kk, "ru": self.ru}


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of an act. `text` has no markup; its typography (« », no-break spaces) is final.

    Roles: paragraph; formula (the fixed words in capitals, set apart); fact (label and value, parted by the first
    ": "); columns (headings over labels and values of the facts that follow, parted likewise); point (numbered,
    operative); note (small print at the end); signature (a line of the signature block); picture (what stands below
    the document's picture); heading (begins a section of a page).
    """

    role: Role
    clause: str  # id of the clause in the edition
    text: str
    number: int | None = None  # of a point, counted per document

    @property
    def label(self) -> str:
        """Of a fact: what stands before the first colon, the colon included."""
        head, colon, _ = self.text.partition(": ")
        return head + ":" if colon else ""

    @property
    def value(self) -> str:
        """Of a fact: what stands after the first colon."""
        _, colon, tail = self.text.partition(": ")
        return tail if colon else self.text


@dataclass(frozen=True, slots=True)
class Version:
    """The act in one language, from the top of the page to its foot."""

    lang: Lang
    kind: str  # ҚАУЛЫ, ПОСТАНОВЛЕНИЕ
    heading: str  # what the act is about
    place: str  # empty where it is not known
    date: str  # written out
    number: str  # with №
    blocks: tuple[Block, ...]
    draft_mark: str  # ЖОБА / ПРОЕКТ on unapproved wording, else empty

    def lines(self) -> Iterator[str]:
        """The version's own text in reading order, one paragraph a line; every format carries exactly this."""
        yield self.kind
        yield self.heading
        if self.place:
            yield self.place
        yield self.date
        for block in self.blocks:
            yield f"{block.number}. {block.text}" if block.number is not None else block.text


@dataclass(frozen=True, slots=True)
class Document:
    """An act in two authentic versions under one number and date."""

    kind: str  # resolution.initiation …
    procedure: str
    case: str
    number: str  # <case>/<n>
    date: datetime.date
    edition: datetime.date
    draft: bool
    issuer: Bilingual  # letterhead
    title: Bilingual  # for the file's metadata: kind and heading
    kk: Version
    ru: Version
    data: Mapping[str, Any] = field(default_factory=dict)  # JSON that travels inside the PDF
    picture: bytes | None = None  # PNG or JPEG as it was sent, such as a signature by stylus
    code: str | None = None  # what a person types to verify the document
    verify_url: str | None = None  # address where anybody can check the document; printed beside its QR code
    beside: "Beside | None" = None  # the other lines beside it; None: those of the catalogs, unrecorded

    def version(self, lang: Lang) -> Version:
        return self.kk if lang == "kk" else self.ru


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail in one language."""

    subject: str
    body: str  # paragraphs parted by a blank line


@dataclass(frozen=True, slots=True)
class NoticeTexts:
    """The words of one notice for each medium its edition has; every one of them in both languages."""

    sms: Bilingual | None = None
    sms_segments: int = 0
    sms_budget: int | None = None  # most parts, where the regime says; a longer text is told of, never cut
    egov: Bilingual | None = None
    email_kk: Letter | None = None
    email_ru: Letter | None = None
    telegram: Bilingual | None = None

    def as_json(self) -> dict[str, Any]:
        """The texts as the outcome shows them, medium by medium."""
        out: dict[str, Any] = {}
        if self.sms:
            out["sms"] = {**self.sms.as_json(), "segments": self.sms_segments, "budget": self.sms_budget}
        if self.egov:
            out["egov"] = self.egov.as_json()
        if self.email_kk and self.email_ru:
            out["email"] = {
                lang: {"subject": letter.subject, "body": letter.body}
                for lang, letter in (("kk", self.email_kk), ("ru", self.email_ru))
            }
        if self.telegram:
            out["telegram"] = self.telegram.as_json()
        return out


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the law has told to somebody: who, by which ladder of media, in which words."""

    kind: str  # notice.initiate …
    to: str
    ladder: tuple[str, ...]
    edition: datetime.date
    draft: bool
    texts: NoticeTexts
    link: str | None = None
    attachments: tuple[str, ...] = ()  # kinds of the documents that go with it


@dataclass(frozen=True, slots=True)
class Said:
    """One paragraph of a page in both languages."""

    role: Role
    clause: str
    kk: str
    ru: str

    def __getitem__(self, lang: Lang) -> str:
        return self.kk if lang == "kk" else self.ru

    def block(self, lang: Lang) -> Block:
        """The paragraph in one language."""
        return Block(self.role, self.clause, self[lang])


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under its heading; the part before the first heading has none, and the name `lead`."""

    name: str  # id of the heading's clause: layouts put forms and lists by it
    heading: Said | None
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page of the site says in both languages; forms and lists are the layout's."""

    kind: str
    edition: datetime.date
    draft: bool
    title: Bilingual
    sections: tuple[Section, ...]

    def lines(self, lang: Lang) -> Iterator[str]:
        yield self.title[lang]
        for section in self.sections:
            yield from (each[lang] for each in (section.heading, *section.said) if each is not None)
