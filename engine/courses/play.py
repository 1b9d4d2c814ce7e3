"""Playing a course: in memory for previews and checks, or on a real engine for the demo and the tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..errors import CallerError
from ..law.decide import decide
from ..law.decision import Case, Decision
from ..law.library import Law
from ..messages import Message, _
from ..model import Event, Outcome
from ..timer_events import timer_event
from .expected import Came, Difference, came_of, differences
from .story import Course, Step


@dataclass(frozen=True, slots=True)
class Played:
    """One event of a course and what the law required of it."""

    event: Event
    decision: Decision


@dataclass(frozen=True, slots=True)
class StepPlayed:
    """A step of a course in memory: its place among the steps, its events, or the refusal of its event."""

    number: int
    step: Step
    played: tuple[Played, ...]
    error: CallerError | None = None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where it brought something else than the course says."""
        return tuple(differences(self.step, [_came(each) for each in self.played], self.error))


def play_steps(course: Course, law: Law) -> Iterator[StepPlayed]:
    """Every step of the course in memory, fired timers included; nothing is written.

    The course ends with an event that is refused where the course does not say so.
    """
    case: Case | None = None
    for number, step in enumerate(course.steps):
        played: list[Played] = []
        if step.wait_until is None:
            try:
                event = course.event(step)
                played.append(Played(event, decide(case, event, law)))
            except CallerError as error:
                yield StepPlayed(number, step, (), error)
                if not step.refused:
                    return
                continue
            case = played[0].decision.case
        while step.wait_until is not None and case is not None:
            due = sorted((timer for timer in case.timers if timer.at <= step.wait_until), key=lambda timer: timer.at)
            if not due:
                break
            event = timer_event(case.procedure, case.id, due[0].type, due[0].at)
            played.append(Played(event, decide(case, event, law, by_timer=True)))
            case = played[-1].decision.case
        yield StepPlayed(number, step, tuple(played))


def play(course: Course, law: Law) -> Iterator[Played]:
    """Every event of the course in memory; raises `CallerError` where one is refused and the course says nothing."""
    for done in play_steps(course, law):
        if done.error is not None and not done.step.refused:
            raise done.error
        yield from done.played


def _came(played: Played) -> Came:
    decision = played.decision
    return Came(
        event=played.event.type,
        transition=decision.transition,
        status=decision.case.status,
        regime=decision.case.regime,
        documents=tuple(document.kind for document in decision.documents),
        notices=tuple(notice.kind for notice in decision.notices),
        messages=tuple(message.to for message in decision.messages),
        timers={timer.type: timer.at for timer in decision.timers},
        reason=decision.reason is not None,
        opens=tuple(payload["case"] for payload in decision.opens),
    )


class Runner(Protocol):
    """What a course needs of an engine."""

    def handle(self, event: Event) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class StepRun:
    """What a step brought, and where that differs from what the course says."""

    step: Step
    outcomes: tuple[Outcome, ...]
    error: CallerError | None
    faults: tuple[Message, ...]


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


def _faults(step: Step, outcomes: tuple[Outcome, ...], error: CallerError | None) -> Iterator[Message]:
    if error is not None and not step.refused:
        yield _("the event {type} is refused: {problem}", type=step.on, problem=error.sentence)
    for difference in differences(step, [came_of(outcome) for outcome in outcomes], error):
        yield difference.message
