"""The form of `procedure.yaml`: regimes, statuses, event types and the table of rules that Python only walks."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .facts import FactSchema
from .parameters import Strict

MessageTo = Literal["erap", "distribution", "bmg", "bank", "bailiff", "court"]


class Pair(Strict):
    kk: str = Field(min_length=1)
    ru: str = Field(min_length=1)


class Source(Strict):
    """Where the law says so; `drafting` in its place marks a decision of our own."""

    act: str
    article: str | None = None
    clause: str | None = None


RuleSource = Source | Literal["drafting"]


class Covers(Strict):
    from_: date = Field(alias="from")
    until: date


class Regime(Strict):
    """A way the procedure runs from a day on, where its condition holds; its values are fixed when a case opens."""

    id: str
    title: Pair
    from_: date = Field(alias="from")
    until: date | None = None
    when: str | None = None
    source: RuleSource
    values: dict[str, str] = {}

    def in_force(self, on: date) -> bool:
        return self.from_ <= on and (self.until is None or on <= self.until)


class StatusWords(Strict):
    kk: str
    ru: str
    final: bool = False  # no timer stands in a final state
    silences: bool = False  # what was to be told before and has not gone out yet is not told any more


class Memory(Strict):
    """Something a case remembers between events."""

    type: Literal["money", "flag", "text", "list", "date", "count"]
    start: str | bool | int | list[str] | None
    of: dict[str, Literal["money", "flag", "text", "date", "count"]] = {}  # of a list of records: their fields


class KeepAll(Strict):
    """Every event of the type is kept under one name, each by the value of one of its facts."""

    name: str
    by: str


class EventType(Strict):
    title: Pair
    opens: bool = False
    timer: bool = False
    keep: tuple[str, ...] = ()  # facts that later events of the case can see
    keep_as: str | None = None  # the name under which all facts are kept
    keep_all: KeepAll | None = None
    facts: dict[str, Any] = {}
    ask_phone: str | None = None  # the person whose phone the engine looks up where the event does not tell it
    not_after_event: tuple[str, ...] = ()  # days and moments that cannot lie after the event itself


class Reason(Strict):
    kk: str
    ru: str
    when: str | None = None


class DocumentRow(Strict):
    kind: str
    when: str | None = None
    regime: str | None = None  # the only regime that knows this document


class NoticeRow(Strict):
    kind: str
    to: str
    when: str | None = None
    ladder: tuple[str, ...] | None = None
    attach: tuple[str, ...] = ()
    link: str | None = None


class MessageRow(Strict):
    to: MessageTo
    when: str | None = None
    body: dict[str, str]


class TimerRow(Strict):
    type: str
    at: str
    when: str | None = None


class OpenRow(Strict):
    """Another case that this event opens: its procedure, type, and facts as expressions."""

    procedure: str
    type: str
    case: str
    facts: dict[str, Any]
    when: str | None = None


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Rule(Strict):
    """One row: on this event, in this state and regime, if this holds, that is what the law requires."""

    id: str
    on: tuple[str, ...]
    from_: tuple[str, ...] = Field(alias="from")
    regime: tuple[str, ...] | None = None  # any regime where absent; "none" where no regime took the case
    when: str | None = None
    in_words: Pair | None = None  # the condition as a lawyer reads it aloud
    transition: str
    to: str | None = None
    source: RuleSource | dict[str, RuleSource]
    values: dict[str, str] = {}
    remember: dict[str, str] = {}
    reason: Reason | tuple[Reason, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    messages: tuple[MessageRow, ...] = ()
    timers: tuple[TimerRow, ...] = ()
    opens: tuple[OpenRow, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {key: _as_tuple(value) if key in ("on", "from", "regime") else value for key, value in data.items()}
        return data

    @property
    def accepted(self) -> bool:
        """Refusals leave the case as it was."""
        return self.transition != "refused"

    def takes(self, event_type: str, state: str, regime: str | None) -> bool:
        """Whether the row speaks of this event in this state and regime; its condition is not looked at."""
        if event_type not in self.on or state not in self.from_:
            return False
        return regime is not None if self.regime is None else (regime or "none") in self.regime

    def rests_on(self, regime: str | None) -> Source | None:
        """The source for the regime; None for our own drafting decision."""
        source = self.source.get(regime or "", "drafting") if isinstance(self.source, dict) else self.source
        return source if isinstance(source, Source) else None


class PaymentRow(Strict):
    """How a payment that a bank tells of enters: as an event of this type, found by the numbers people pay under."""

    event: str
    numbers: tuple[str, ...] = ()  # names, such as writ.number


class Letterhead(Strict):
    """Who issues the documents and where, as names: `office`, `office.locality`; the place may be unknown."""

    issuer: str
    place: str | None = None


class PageButton(Strict):
    """The button of the citizen's page: the event it stands for, when it stands there, and what it says."""

    event: str
    facts: dict[str, Any] = {}
    when: str
    label: Pair
    receipt: str  # kind of the document that the citizen keeps
    words: str  # wording of its own page, the second step


class PagePayment(Strict):
    """When the citizen's page offers to pay, and how much."""

    when: str
    amount: str
    words: str  # wording of the slip


class Page(Strict):
    """What the page behind a link says and offers; each wording is a kind with editions of its own."""

    entry: str  # what is said before the second check
    case: str  # and after it
    verify: str  # what anybody may know of a document
    documents: Literal["case", "event"]  # all of the case, or those alone that the notice's own event issued
    attachments: str | None = None  # when the files that came with that event are handed on beside them
    values: dict[str, str] = {}  # parameters as on the day the case was opened, said as page.<name>
    names: dict[str, str] = {}  # worked out on the day of the visit, which is `today`
    pay: PagePayment | None = None
    objection: PageButton | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The wordings of all its pages."""
        further = [each.words for each in (self.objection, self.pay) if each is not None]
        return (self.entry, self.case, self.verify, *further)


class Procedure(BaseModel):
    """A whole `procedure.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    schema_: Literal["procedure/1"] = Field(alias="schema")
    id: str
    title: Pair
    covers: Covers
    regimes: tuple[Regime, ...] = Field(min_length=1)
    towns: dict[str, Pair] = {}
    statuses: dict[str, StatusWords]
    transitions: dict[str, Pair]
    memory: dict[str, Memory] = {}
    names: dict[str, str] = {}
    events: dict[str, EventType]
    letterhead: Letterhead
    payment: PaymentRow | None = None
    ladder: tuple[str, ...] = ()
    rules: tuple[Rule, ...]
    page: Page | None = None
    not_automated: tuple[Pair, ...] = ()
    defs: dict[str, Any] = Field(default_factory=dict, exclude=True)

    @cached_property
    def schemas(self) -> Mapping[str, FactSchema]:
        return {name: FactSchema(event.facts, self.defs) for name, event in self.events.items()}

    def regime(self, name: str | None) -> Regime | None:
        return next((regime for regime in self.regimes if regime.id == name), None)
