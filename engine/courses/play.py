"""Playing a course: in memory for previews and checks, or on a real engine for the demo and the tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..errors import CallerError
from ..law.decide import decide
from ..law.decision import Case, Decision
from ..law.library import Law
from ..model import Event, Outcome
from ..timer_events import timer_event
from .story import Course, Step, Then


@dataclass(frozen=True, slots=True)
class Played:
    """One event of a course and what the law required of it."""

    event: Event
    decision: Decision


def play(course: Course, law: Law) -> Iterator[Played]:
    """Every event of the course in memory, fired timers included; nothing is written.

    Raises `CallerError` where an event is refused and the course does not say so.
    """
    case: Case | None = None
    for step in course.steps:
        if step.wait_until is None:
            event = course.event(step)
            try:
                decision = decide(case, event, law)
            except CallerError:
                if not any(then.error for then in step.expected):
                    raise
                continue
            case = decision.case
            yield Played(event, decision)
            continue
        while case is not None:
            due = sorted((timer for timer in case.timers if timer.at <= step.wait_until), key=lambda timer: timer.at)
            if not due:
                break
            event = timer_event(case.procedure, case.id, due[0].type, due[0].at)
            decision = decide(case, event, law, by_timer=True)
            case = decision.case
            yield Played(event, decision)


class Runner(Protocol):
    """What a course needs of an engine."""

    def handle(self, event: Event) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class StepRun:
    """What a step brought, and where that differs from what the course says."""

    step: Step
    outcomes: tuple[Outcome, ...]
    error: CallerError | None
    faults: tuple[str, ...]


def run(course: Course, engine: Runner, wait: Callable[[datetime], tuple[Outcome, ...]]) -> Iterator[StepRun]:
    """The course on a real engine; `wait` lets time pass and gives the outcomes of the timers that fired."""
    for step in course.steps:
        error: CallerError | None = None
        outcomes: tuple[Outcome, ...] = ()
        if step.wait_until is not None:
            outcomes = tuple(each for each in wait(step.wait_until) if each.case == course.case)
        else:
            try:
                outcomes = (engine.handle(course.event(step)),)
            except CallerError as refused:
                error = refused
        yield StepRun(step, outcomes, error, tuple(_faults(step, outcomes, error)))


def _faults(step: Step, outcomes: tuple[Outcome, ...], error: CallerError | None) -> Iterator[str]:
    wanted = step.expected
    if error is not None and not any(then.error for then in wanted):
        yield f"refused: {error}"
        return
    if error is not None:
        if error.field != wanted[0].error:
            yield f"error names {error.field}, not {wanted[0].error}"
        return
    if wanted and len(wanted) != len(outcomes):
        yield f"{len(outcomes)} outcomes, {len(wanted)} expected"
    for then, outcome in zip(wanted, outcomes, strict=False):
        yield from _differences(then, outcome)


def _differences(then: Then, outcome: Outcome) -> Iterator[str]:
    if then.error is not None:
        yield f"an error on {then.error} was expected"
    seen = {
        "transition": outcome.transition,
        "status": outcome.status.code,
        "regime": outcome.regime,
        "documents": tuple(document.kind for document in outcome.documents),
        "notices": tuple(notice.kind for notice in outcome.notices),
        "messages": tuple(message.to for message in outcome.messages),
        "reason": outcome.reason is not None,
        "opens": tuple(opened.case for opened in outcome.opened),
    }
    for name, value in seen.items():
        wanted = getattr(then, name)
        if wanted is not None and wanted != value:
            yield f"{name}: {value}, expected {wanted}"
    if then.timers is not None:
        timers = {timer.type: datetime.fromisoformat(timer.at) for timer in outcome.timers}
        if timers != then.timers:
            yield f"timers: {timers}, expected {then.timers}"
