"""What a change of an edition touches: documents, regimes, courses, and the facts it asks for or asks for no more."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..courses.play import play
from ..courses.story import Course
from ..errors import CallerError, ContentError
from ..law.library import Law
from ..law.serving import serving
from .agreement import places
from .document import LANGS
from .editions import Edition, clauses_of, fixed_of


@dataclass(frozen=True, slots=True)
class Delta:
    """Names only the old edition has, and names only the new one has."""

    gone: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """`regimes` overlap the new edition's time; `courses` issue the document or notice."""

    wording: str
    regimes: tuple[str, ...]
    transitions: tuple[str, ...]
    courses: tuple[str, ...]
    clauses: Delta
    fields: Delta
    conditions: Delta


def impact(law: Law, courses: Iterable[Course], wording: str, before: Edition, after: Edition) -> Impact:
    """The list a lawyer sees before approving; the courses are played under the law as it stands."""
    procedure, _slash, kind = wording.partition("/")
    starts = sorted(day for day in law.editions.starts[procedure, kind] if day > after.start)
    end = starts[0] if starts else None
    regimes = tuple(regime.id for regime in serving(law.procedures.get(procedure), kind, after.start, end))
    names, transitions = set(), set()
    for course in courses:
        if course.procedure != procedure:
            continue
        for transition in _issuing(course, law, kind):
            names.add(course.name)
            transitions.add(transition)
    return Impact(
        wording,
        regimes,
        tuple(sorted(transitions)),
        tuple(sorted(names)),
        _delta(_clauses(before), _clauses(after)),
        _delta(_fields(before), _fields(after)),
        _delta(_conditions(before), _conditions(after)),
    )


def _issuing(course: Course, law: Law, kind: str) -> set[str]:
    found = set()
    try:
        for played in play(course, law):
            decision = played.decision
            if kind in {*(each.kind for each in decision.documents), *(each.kind for each in decision.notices)}:
                found.add(decision.transition)
    except (CallerError, ContentError):
        return found  # `check` reports a course that cannot be played
    return found


def _delta(before: set[str], after: set[str]) -> Delta:
    return Delta(tuple(sorted(before - after)), tuple(sorted(after - before)))


def _clauses(edition: Edition) -> set[str]:
    return {f"{group}.{clause.id}" for group, clause in edition.walk()}


def _fields(edition: Edition) -> set[str]:
    everything = (*fixed_of(edition), *clauses_of(edition))
    return {
        place.partition(" | ")[0] for _path, clause in everything for lang in LANGS for place in places(clause[lang])
    }


def _conditions(edition: Edition) -> set[str]:
    return {f"{clause.id}: {clause.condition}" for _group, clause in edition.walk() if clause.condition}
