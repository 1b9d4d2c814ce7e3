"""Cases that live by a clock: each is opened on one day, its citizen acts by the number of the telephone.

`legal_texts/<procedure>/clock.yaml` says who does what; the engine's timers and channels do the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import AwareDatetime, Field

from ..content import Content
from ..law.almaty import at_time, day_of
from ..model import Event
from ..yamlfile import load
from .story import SentFacts, Strict, Title, load_samples, merged, sample_of

NOW = "now"  # in the facts of an act: the moment of the act


class Act(Strict):
    """What a citizen, or somebody else, does on the n-th day after the opening."""

    day: int = Field(ge=0)
    time: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    on: str
    facts: SentFacts = {}


class Citizen(Strict):
    phone: str
    title: Title
    acts: tuple[Act, ...] = ()


class ClockFile(Strict):
    schema_: Literal["clock/1"] = Field(alias="schema")
    title: Title
    start: AwareDatetime
    days: int = Field(ge=1)
    open: str
    given: str
    phone: str
    citizens: tuple[Citizen, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Life:
    """A month of some cases: every event that does not come from a timer, in the order of time."""

    title: Title
    start: datetime
    end: datetime
    citizens: tuple[tuple[str, Citizen], ...]  # case and citizen
    events: tuple[Event, ...]

    def days(self) -> Iterator[tuple[datetime, tuple[Event, ...]]]:
        """Each day's last moment with the events of the day."""
        moment = at_time(day_of(self.start), "23:59")
        before = self.start - timedelta(seconds=1)
        while moment <= self.end:
            yield moment, tuple(event for event in self.events if before < event.at <= moment)
            before, moment = moment, moment + timedelta(days=1)


def load_lives(content: Content) -> tuple[Life, ...]:
    """One life a procedure that has a clock."""
    found = []
    for procedure in content.folders("legal_texts"):
        name = f"legal_texts/{procedure}/clock.yaml"
        if content.exists(name):
            found.append(_life(procedure, load(content, name, ClockFile), content))
    return tuple(found)


def _life(procedure: str, file: ClockFile, content: Content) -> Life:
    samples = load_samples(content, procedure)
    sample = sample_of(content, samples, file.given, f"legal_texts/{procedure}/clock.yaml")
    citizens = tuple((f"{file.start.year}-{citizen.phone[-6:]}", citizen) for citizen in file.citizens)
    events = []
    for case, citizen in citizens:
        facts = merged(sample, _nested(file.phone, citizen.phone))
        events.append(_event(procedure, case, file.open, file.start, facts))
        for act in citizen.acts:
            at = at_time(day_of(file.start) + timedelta(days=act.day), act.time)
            events.append(_event(procedure, case, act.on, at, _filled(act.facts, at)))
    end = at_time(day_of(file.start) + timedelta(days=file.days), "23:59")
    return Life(file.title, file.start, end, citizens, tuple(sorted(events, key=lambda event: event.at)))


def _event(procedure: str, case: str, kind: str, at: datetime, facts: dict[str, Any]) -> Event:
    name = uuid5(NAMESPACE_URL, f"qauly:clock:{procedure}:{case}:{kind}:{at.isoformat()}")
    return Event(id=str(name), procedure=procedure, case=case, type=kind, at=at, facts=facts)


def _nested(path: str, value: str) -> dict[str, Any]:
    head, _dot, rest = path.partition(".")
    return {head: _nested(rest, value) if rest else value}


def _filled(facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {key: at.isoformat() if value == NOW else value for key, value in facts.items()}
