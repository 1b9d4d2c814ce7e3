"""What deciding takes and gives: the case as it stands, and what the law requires of one event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ..wording.document import Bilingual


@dataclass(frozen=True, slots=True)
class Issued:
    """A document of the case: its kind, number and date, for later documents to cite."""

    kind: str
    number: str
    date: date


@dataclass(frozen=True, slots=True)
class LegalValue:
    """A number the law set, as fixed when the case was opened: the value, since when, and on whose word."""

    name: str  # the parameter's id in legal_texts/parameters
    value: Any  # int, Decimal or text
    unit: str
    start: date
    source: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that happens by itself: the type of the event and its moment (Almaty, with offset)."""

    type: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A case between two events. Everything later events need, and nothing about files, channels or clocks."""

    id: str
    procedure: str
    regime: str | None
    status: str
    opened_at: datetime
    last_at: datetime
    values: Mapping[str, LegalValue]  # fixed at opening, under the regime's own names
    kept: Mapping[str, tuple[str, Any]]  # name -> (event type whose schema types it, raw JSON)
    memory: Mapping[str, Any]  # typed by the procedure's `memory`
    issued: tuple[Issued, ...] = ()
    timers: tuple[Timer, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeOrder:
    """A notice that must go out: its kind, its addressee, the media in the order of the ladder."""

    kind: str
    to: str
    ladder: tuple[str, ...]
    attach: tuple[str, ...] = ()  # kinds of this event's documents that go with it
    link: str | None = None  # purpose of the link, where there is one


@dataclass(frozen=True, slots=True)
class SystemMessage:
    """A message to another system of the state: erap, distribution, bmg, bank, bailiff, court."""

    to: str
    body: Mapping[str, Any]  # JSON values only


@dataclass(frozen=True, slots=True)
class Trace:
    """One rule that applied, the article it rests on, the values it used (JSON values only)."""

    rule: str
    act: str | None
    article: str | None
    clause: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the law requires of one event, before any word of it is written.

    `case` is the case after the event; a refused event leaves it as it was but for `last_at`.
    """

    case: Case
    transition: str
    accepted: bool
    reason: Bilingual | None
    documents: tuple[Issued, ...]  # to be composed, numbered already, dated by the event
    notices: tuple[NoticeOrder, ...]
    messages: tuple[SystemMessage, ...]
    timers: tuple[Timer, ...]  # set by this event
    cancelled: tuple[str, ...]  # types of timers that no longer stand
    trace: tuple[Trace, ...]
    names: Mapping[str, Any] = field(default_factory=dict)  # what the wording may call upon
    opens: tuple[Mapping[str, Any], ...] = ()  # payloads of events to handle in the same transaction
    passed_over: tuple[str, ...] = ()  # rows that were looked at before and did not hold
    otherwise: str | None = None  # the row that would have applied, had this one not held
