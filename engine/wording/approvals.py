"""Where an edition stands: draft, in review, approved, withdrawn. Records bound to the words, author ≠ approver."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..content import Content
from ..language.typography import read_alike
from ..messages import _
from ..yamlfile import load

FILE = "legal_texts/approvals.yaml"
State = Literal["draft", "review", "approved", "changed", "withdrawn"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Signature(Strict):
    by: str = Field(min_length=1)
    on: date
    basis: str | None = None


class Hashes(Strict):
    kk: str = Field(pattern="^[0-9a-f]{64}$")
    ru: str = Field(pattern="^[0-9a-f]{64}$")


class Approval(Strict):
    """The way of one edition's words: drafted, approved by another person, perhaps withdrawn."""

    wording: str
    start: date
    sha256: Hashes
    drafted: Signature
    approved: Signature | None = None
    withdrawn: Signature | None = None

    @model_validator(mode="after")
    def _two_people(self) -> "Approval":
        if self.approved is not None and same_person(self.drafted.by, self.approved.by):
            raise ValueError(
                _("author and approver must be two people"),
                _("A record is not edited by hand: restore the file, and let another person run qauly approve."),
                ("approved",),
            )
        signed = [each.on for each in (self.drafted, self.approved, self.withdrawn) if each is not None]
        if signed != sorted(signed):
            raise ValueError(
                _("the days of the record run backwards"), _("Restore the file: a record is not edited by hand.")
            )
        if self.withdrawn is not None and self.approved is None:
            raise ValueError(_("only what was approved can be withdrawn"), _("Take `withdrawn` out."), ("withdrawn",))
        return self

    def state(self, hashes: Mapping[str, str]) -> State:
        """Where words with these hashes stand. Approved words that differ are `changed`: nobody may do that."""
        same = self.sha256.model_dump() == dict(hashes)
        if self.withdrawn is not None:
            return "withdrawn" if same else "draft"
        if self.approved is not None:
            return "approved" if same else "changed"
        return "review" if same else "draft"

    def differing(self, hashes: Mapping[str, str]) -> list[str]:
        """The languages whose words are others than those signed."""
        return [lang for lang, words in self.sha256.model_dump().items() if hashes[lang] != words]


def same_person(one: str, other: str) -> bool:
    """Whether two signatures name one person: spaces, capitals, dots, order and Latin look-alikes make no other."""
    return _signed(one) == _signed(other)


def _signed(name: str) -> list[str]:
    return sorted(read_alike(name).casefold().replace(".", " ").split())


class ApprovalsFile(Strict):
    schema_: Literal["approvals/1"] = Field(alias="schema")
    approvals: tuple[Approval, ...] = ()

    @model_validator(mode="after")
    def _one_approval_stands(self) -> "ApprovalsFile":
        standing: set[tuple[str, date]] = set()
        for index, each in enumerate(self.approvals):
            if (each.wording, each.start) in standing:
                raise ValueError(
                    _("an approval of this edition stands already"),
                    _("Restore the file: qauly withdraw takes an approval back, and the record stays."),
                    ("approvals", index),
                )
            if each.approved is not None and each.withdrawn is None:
                standing.add((each.wording, each.start))
        return self


@dataclass(frozen=True, slots=True)
class Approvals:
    """The latest record of each edition; earlier ones were withdrawn and stay in the file."""

    records: Mapping[tuple[str, date], Approval]

    def state(self, wording: str, start: date, hashes: Mapping[str, str]) -> State:
        record = self.records.get((wording, start))
        return record.state(hashes) if record is not None else "draft"


def load_approvals(content: Content) -> Approvals:
    """Raises `ContentError` where a record is malformed or names one person twice."""
    if not content.exists(FILE):
        return Approvals({})
    entries = load(content, FILE, ApprovalsFile).approvals
    return Approvals({(entry.wording, entry.start): entry for entry in entries})
