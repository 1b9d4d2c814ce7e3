"""Wording editions: one file a document or notice and start date, Kazakh and Russian of each clause together.

`legal_texts/<procedure>/<kind>/<start>.yaml`. The edition in force on a day is the one with the latest start not
after it; where none is, that is an error that names kind and day, never the nearest edition.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ..content import Content
from ..errors import ContentError, Finding
from ..messages import _
from ..yamlfile import line_of, load, quoted
from .approvals import Approvals, State, load_approvals
from .document import Lang, Role


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Pair(Strict):
    kk: str = Field(min_length=1)
    ru: str = Field(min_length=1)

    @field_validator("kk", "ru")
    @classmethod
    def _says_something(cls, text: str) -> str:
        if not text.strip():
            raise ValueError(_("the text is empty"), _("Every clause needs both languages."))
        return text

    def __getitem__(self, lang: Lang) -> str:
        return self.kk if lang == "kk" else self.ru


class SourceName(Strict):
    act: str
    article: str | None = None
    clause: str | None = None


class Clause(Pair):
    """One clause in both languages, with the source it rests on; `drafting` marks our own drafting decision."""

    id: str
    source: str | tuple[str, ...]
    when: str | None = None
    each: str | None = None  # the clause is said once for every `item` of this list
    verbatim: bool = False
    block: Role = "paragraph"

    @property
    def condition(self) -> str:
        """When, and over which list, the clause is said."""
        return " each ".join(part for part in (self.when or "", self.each) if part is not None)

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source


class EmailBlocks(Strict):
    subject: Pair
    body: tuple[Clause, ...] = Field(min_length=1)


class NoticeBlocks(Strict):
    sms: tuple[Clause, ...] = ()
    egov: tuple[Clause, ...] = ()
    email: EmailBlocks | None = None
    telegram: tuple[Clause, ...] = ()


class Note(Strict):
    """What a reader asked in Word and nobody has settled yet; `at` is the cell, such as ru:clauses.7.term."""

    at: str
    by: str
    text: str


_COPY = _("Take an edition of the same kind as the pattern.")


class Edition(Strict):
    """The wording of one kind from its start on; documents and pages have clauses, notices have blocks."""

    schema_: Literal["wording/1"] = Field(alias="schema")
    id: str
    start: date
    status: Literal["draft", "review", "approved", "withdrawn"]
    correction_of: date | None = None
    note: str | None = None
    review: tuple[Note, ...] = ()
    sources: dict[str, SourceName] = {}
    glossary: tuple[str, ...] = ()
    issuer: str | None = None  # names another issuer than the procedure's letterhead
    place: str | None = None
    picture: str | None = None  # names an attachment; it is printed where the clause of the block `picture` stands
    kind: Pair | None = None
    title: Pair | None = None
    clauses: tuple[Clause, ...] = ()
    blocks: NoticeBlocks | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Edition":
        if self.is_notice:
            if self.blocks is None or self.clauses or self.kind or self.title:
                raise ValueError(_("a notice has `blocks`, and neither `clauses`, `kind` nor `title`"), _COPY)
        elif self.is_page:
            if not (self.clauses and self.title) or self.kind or self.blocks is not None:
                raise ValueError(_("a page has `title` and `clauses`, and neither `kind` nor `blocks`"), _COPY)
        elif not (self.clauses and self.kind and self.title) or self.blocks is not None:
            raise ValueError(_("a document has `kind`, `title` and `clauses`, and no `blocks`"), _COPY)
        if not self.is_page and any(clause.block == "heading" for clause in self.clauses):
            raise ValueError(_("headings stand in pages alone"), _("Make it a paragraph."))
        names = [(path[:-1], clause.id) for path, clause in clauses_of(self)]
        for path, clause in clauses_of(self):
            if names.count((path[:-1], clause.id)) > 1:
                raise ValueError(
                    _("the clause id {name} stands twice", name=clause.id), _("Give one of them another id."), path
                )
            for source in clause.sources:
                if source != "drafting" and source not in self.sources:
                    raise ValueError(
                        _("the clause {name} names the source {source}, which `sources` lacks",
                          name=clause.id, source=source),
                        _("Known sources: {known}.", known=", ".join(["drafting", *self.sources])),
                        (*path, "source"),
                    )  # fmt: skip
        return self

    @property
    def is_notice(self) -> bool:
        return self.id.startswith("notice.")

    @property
    def is_page(self) -> bool:
        return self.id.startswith("page.")

    def walk(self) -> Iterator[tuple[str, Clause]]:
        """Every clause with the group it belongs to: `clauses`, or the medium of a notice."""
        for clause in self.clauses:
            yield "clauses", clause
        if self.blocks is not None:
            yield from (("sms", clause) for clause in self.blocks.sms)
            yield from (("egov", clause) for clause in self.blocks.egov)
            yield from (("email", clause) for clause in (self.blocks.email.body if self.blocks.email else ()))
            yield from (("telegram", clause) for clause in self.blocks.telegram)

    @cached_property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of each language's text with its conditions and sources: what an approval is bound to."""
        return {lang: hashlib.sha256(self._text(lang).encode()).hexdigest() for lang in ("kk", "ru")}

    def _text(self, lang: Any) -> str:
        heads = [pair[lang] for pair in (self.kind, self.title) if pair]
        if self.blocks and self.blocks.email:
            heads.append(self.blocks.email.subject[lang])
        frame = (self.issuer, self.place, self.picture, sorted(self.sources.items()))
        lines = [
            f"{group}.{clause.id}[{clause.condition}] {clause.block} {clause.sources} {clause.verbatim} {clause[lang]}"
            for group, clause in self.walk()
        ]
        return unicodedata.normalize("NFC", "\n".join(" ".join(line.split()) for line in [repr(frame), *heads, *lines]))


class Editions:
    """The wording of all procedures; files are read when first asked for, and once."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._read: dict[str, Edition] = {}

    @cached_property
    def starts(self) -> dict[tuple[str, str], dict[date, str]]:
        """(procedure, kind) -> start -> file; raises `ContentError` for a file name that is no date."""
        found: dict[tuple[str, str], dict[date, str]] = {}
        for name in self.content.files("legal_texts", "*/*/*.yaml"):
            _top, procedure, kind, file = name.split("/")
            if kind == "courses":
                continue
            found.setdefault((procedure, kind), {})[_start_of(name, file)] = name
        return found

    @cached_property
    def approvals(self) -> Approvals:
        return load_approvals(self.content)

    def at(self, procedure: str, kind: str, on: date) -> Edition:
        """The edition in force on the day; raises `ContentError` that names kind and day where there is none."""
        starts = self.starts.get((procedure, kind), {})
        past = [start for start in starts if start <= on]
        edition = self.read(starts[max(past)]) if past else None
        if edition is None or "withdrawn" in (edition.status, self.state(procedure, edition)):
            raise ContentError(
                Finding(
                    f"legal_texts/{procedure}/{kind}",
                    0,
                    "C-020",
                    _("no wording of {kind} is in force on {date}.", kind=kind, date=on.isoformat()),
                    _(
                        "Add {file}, or an edition that starts earlier.",
                        file=f"legal_texts/{procedure}/{kind}/{on.isoformat()}.yaml",
                    ),
                )
            )
        return edition

    def of(self, procedure: str, kind: str, start: date) -> Edition:
        """This very edition, withdrawn or not; raises `ContentError` where it is not there any more."""
        file = self.starts.get((procedure, kind), {}).get(start)
        if file is None:
            name = f"legal_texts/{procedure}/{kind}/{start.isoformat()}.yaml"
            raise ContentError(
                Finding(name, 0, "C-026", _("is gone: a case was issued in its words."), _("Restore the file."))
            )
        return self.read(file)

    def read(self, name: str) -> Edition:
        """The edition of a file; its id and start must be those of its folder and name."""
        if name not in self._read:
            edition = load(self.content, name, Edition)
            kind, file = name.split("/")[-2:]
            if (edition.id, f"{edition.start.isoformat()}.yaml") != (kind, file):
                text = self.content.read_text(name)
                line = line_of(text, ("start" if edition.id == kind else "id",))
                raise ContentError(
                    Finding(
                        name,
                        line,
                        "C-021",
                        _("`id` and `start` must be those of the folder and the file name."),
                        _(
                            "Write `id: {id}` and `start: {start}`, or rename the file.",
                            id=kind,
                            start=file.removesuffix(".yaml"),
                        ),
                        quoted(text, line),
                    )
                )
            self._read[name] = edition
        return self._read[name]

    def state(self, procedure: str, edition: Edition) -> State:
        """Where these very words stand on their way from draft to approval."""
        return self.approvals.state(f"{procedure}/{edition.id}", edition.start, edition.hashes)

    def is_draft(self, procedure: str, edition: Edition) -> bool:
        """Whether two people have yet to approve these very words."""
        return self.state(procedure, edition) != "approved"


def _start_of(name: str, file: str) -> date:
    try:
        return date.fromisoformat(file.removesuffix(".yaml"))
    except ValueError:
        raise ContentError(
            Finding(
                name,
                0,
                "C-022",
                _("the file name must be the start date, such as 2024-01-18.yaml."),
                _("Rename the file."),
            )
        ) from None


Placed = tuple[tuple[str | int, ...], Clause]


def clauses_of(edition: Edition) -> Iterator[Placed]:
    """Every clause of the edition with its place in the file."""
    for index, clause in enumerate(edition.clauses):
        yield ("clauses", index), clause
    if edition.blocks is None:
        return
    for medium in ("sms", "egov", "telegram"):
        for index, clause in enumerate(getattr(edition.blocks, medium)):
            yield ("blocks", medium, index), clause
    if edition.blocks.email is not None:
        for index, clause in enumerate(edition.blocks.email.body):
            yield ("blocks", "email", "body", index), clause


def fixed_of(edition: Edition) -> Iterator[Placed]:
    """What is said in every case: the kind, the title, the subject of the e-mail, each as a clause."""
    for name in ("kind", "title"):
        pair = getattr(edition, name)
        if pair is not None:
            yield (name,), Clause(id=name, source="drafting", kk=pair.kk, ru=pair.ru)
    if edition.blocks is not None and edition.blocks.email is not None:
        subject = edition.blocks.email.subject
        yield ("blocks", "email", "subject"), Clause(id="subject", source="drafting", kk=subject.kk, ru=subject.ru)


def named(edition: Edition) -> dict[str, Placed]:
    """Everything that is said, each with its place, by names that stay when clauses move: clauses.term."""
    return {
        ".".join(str(part) for part in path if not isinstance(part, int)) + f".{clause.id}": (path, clause)
        for path, clause in (*fixed_of(edition), *clauses_of(edition))
    }
