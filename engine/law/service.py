"""Service: whether and when a notice counts as served, worked out from what the ledger holds and the rules of the day.

Pure. What a provider says is one of the things looked at, never the answer: a medium counts only where a rule in force
names it, with the proof that the rule asks for, and nothing on record against it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import Field

from ..content import Content
from ..yamlfile import load
from .almaty import day_of
from .parameters import Strict
from .procedure import Pair, Source

FILE = "legal_texts/service/rules.yaml"
FOLDER = "service"

Proof = Literal["sent", "delivered", "read"]
Why = Literal["no_rule", "not_sent", "not_proven", "medium", "no_evidence", "alone", "contradicted"]

# what the ledger says -> what it proves; whoever has read a notice has had it delivered
_PROVES: Mapping[str, tuple[Proof, ...]] = {
    "accepted": ("sent",),
    "delivered": ("sent", "delivered"),
    "read": ("sent", "delivered", "read"),
}


class MediumRule(Strict):
    """What must be on record for a notice that went by one medium."""

    by: tuple[Proof, ...] = Field(min_length=1)
    moment: Literal["sent", "recorded", "happened"]
    parts: Literal["all", "first"] = "all"
    evidence: bool = False
    alone: bool = True


class ServiceRule(Strict):
    """The rule from its start on; `checked` names who compared it with the official text."""

    source: Source
    media: dict[str, MediumRule] = Field(min_length=1)
    note: str
    checked: str | None


class NoticeRules(Strict):
    """Rules for the notices whose kind fits a pattern; null as a rule: none is in force from that day on."""

    notices: tuple[str, ...] = Field(min_length=1)
    starts: dict[date, ServiceRule | None] = Field(min_length=1)


class ServiceWords(Strict):
    """How the certificate names media, states and reasons."""

    media: dict[str, Pair]
    states: dict[str, Pair]
    verdicts: dict[str, Pair]
    why: dict[Why, Pair]
    no_time: Pair


class ServiceRules(Strict):
    """The whole of `legal_texts/service/rules.yaml`."""

    schema_: Literal["service/1"] = Field(alias="schema")
    certificate: str  # kind of the document that tells of it
    bot: str  # kind of the wording that a messenger's bot speaks
    procedures: dict[str, tuple[NoticeRules, ...]]
    words: ServiceWords

    def at(self, procedure: str, notice: str, on: date) -> ServiceRule | None:
        """The rule in force on the day for the kind of notice; None where there is none, never the nearest."""
        for rules in self.procedures.get(procedure, ()):
            if any(fnmatchcase(notice, pattern) for pattern in rules.notices):
                past = [start for start in rules.starts if start <= on]
                return rules.starts[max(past)] if past else None
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the ledger about a way: an attempt, a finding, or a receipt that was matched."""

    state: str
    recorded: datetime  # when we wrote it down
    happened: datetime | None = None  # as the provider says
    part: int | None = None  # of a long message; None where it speaks of the whole
    evidence: bool = False  # the raw answer is kept
    conflict: bool = False  # contradicts what was told before


@dataclass(frozen=True, slots=True)
class Way:
    """A notice on its way by one medium; `parts` is how many pieces it went in."""

    medium: str
    steps: tuple[Step, ...]
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Served:
    """The notice counts as served from this moment, since that medium proves it under that rule."""

    moment: datetime
    medium: str
    proof: Proof
    rule: ServiceRule


@dataclass(frozen=True, slots=True)
class NotServed:
    """It does not, or nobody can say (`no_rule`); `rule` is the one that was asked, where there is one."""

    why: Why
    rule: ServiceRule | None = None


def service_of(procedure: str, notice: str, ways: Sequence[Way], rules: ServiceRules) -> Served | NotServed:
    """The legal fact: the earliest moment at which any of the ways served the notice, else why none did."""
    tried = [way for way in ways if way.steps]
    if not tried:
        return NotServed("not_sent")
    found = [_by(way, tried, rules.at(procedure, notice, day_of(way.steps[0].recorded))) for way in tried]
    served = [each for each in found if isinstance(each, Served)]
    if served:
        return min(served, key=lambda each: each.moment)
    order: tuple[Why, ...] = ("contradicted", "alone", "no_evidence", "medium", "not_proven", "no_rule")
    return min((each for each in found if isinstance(each, NotServed)), key=lambda each: order.index(each.why))


def _by(way: Way, tried: Sequence[Way], rule: ServiceRule | None) -> Served | NotServed:
    if rule is None:
        return NotServed("no_rule")
    proven = {proof for step in way.steps for proof in _PROVES.get(step.state, ())}
    terms = rule.media.get(way.medium)
    if terms is None:
        return NotServed("medium" if "delivered" in proven else "not_proven", rule)
    if any(step.conflict for step in way.steps):
        return NotServed("contradicted", rule)
    enough = [step for step in way.steps if step.evidence or not terms.evidence]
    moments = [(moment, proof) for proof in terms.by if (moment := _moment(way, enough, proof, terms)) is not None]
    if not moments:
        missing = any(_moment(way, way.steps, proof, terms) is not None for proof in terms.by)
        return NotServed("no_evidence" if missing else "not_proven", rule)
    moment, proof = min(moments, key=lambda each: each[0])
    if not terms.alone and not any(other.medium != way.medium for other in tried):
        return NotServed("alone", rule)
    return Served(moment, way.medium, proof, rule)


def _moment(way: Way, steps: Sequence[Step], proof: Proof, terms: MediumRule) -> datetime | None:
    """When the proof was whole: at once where a step speaks of the whole, else with the last part that is asked for."""
    parts: dict[int, datetime] = {}
    wanted = range(1, way.parts + 1) if terms.parts == "all" else (1,)
    for step in steps:
        if proof not in _PROVES.get(step.state, ()):
            continue
        moment = _counted(way, step, terms)
        if step.part is None or way.parts == 1:
            return moment
        parts.setdefault(step.part, moment)
        if all(number in parts for number in wanted):
            return max(parts[number] for number in wanted)
    return None


def _counted(way: Way, step: Step, terms: MediumRule) -> datetime:
    if terms.moment == "sent":
        return next(each.recorded for each in way.steps if "sent" in _PROVES.get(each.state, ()))
    return step.happened or step.recorded if terms.moment == "happened" else step.recorded


def load_service(content: Content) -> ServiceRules:
    """Raises `ContentError` with every fault of the file."""
    return load(content, FILE, ServiceRules)
