"""Who approved which edition: records bound to the words of both languages, author ≠ approver."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..content import Content
from ..yamlfile import load

FILE = "legal_texts/approvals.yaml"


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
    """One edition's approval; it lapses by itself when a word of either language changes."""

    wording: str
    start: date
    sha256: Hashes
    drafted: Signature
    approved: Signature

    @model_validator(mode="after")
    def _two_people(self) -> "Approval":
        if self.drafted.by.strip().casefold() == self.approved.by.strip().casefold():
            raise ValueError("author and approver must be two people")
        return self


class ApprovalsFile(Strict):
    schema_: Literal["approvals/1"] = Field(alias="schema")
    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True)
class Approvals:
    records: Mapping[tuple[str, date], Approval]

    def approves(self, wording: str, start: date, hashes: Mapping[str, str]) -> bool:
        record = self.records.get((wording, start))
        return record is not None and record.sha256.model_dump() == dict(hashes)


def load_approvals(content: Content) -> Approvals:
    if not content.exists(FILE):
        return Approvals({})
    entries = load(content, FILE, ApprovalsFile).approvals
    return Approvals({(entry.wording, entry.start): entry for entry in entries})
