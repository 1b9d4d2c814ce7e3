"""Acts that rules and wording cite, and the citation of one of their articles in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from ..content import Content
from ..yamlfile import load
from .parameters import Strict


class RussianName(Strict):
    """`head` is declined, `tail` never changes."""

    head: str
    tail: str


class ActName(Strict):
    kk: str
    ru: RussianName


class InForce(Strict):
    from_: date = Field(alias="from")
    until: date | None = None


class Act(Strict):
    date: date | None
    number: str | None
    name: ActName
    in_force: InForce | None = None
    address: str | None = None
    note: str | None = None
    checked: str | None


class ActsFile(Strict):
    schema_: Literal["acts/1"] = Field(alias="schema")
    acts: dict[str, Act]


@dataclass(frozen=True, slots=True)
class Citation:
    """An act, or an article or clause of it; labels are text, such as "10-1" or "3.2"."""

    act: Act
    article: str | None = None
    clause: str | None = None


def load_acts(content: Content) -> Mapping[str, Act]:
    return load(content, "legal_texts/acts.yaml", ActsFile).acts
