"""What is told of a course that does not go as it is written: where it stands, what was expected, how to mend it."""

from collections.abc import Iterator

from ..content import Content
from ..errors import CallerError, Finding
from ..law.library import Law
from ..messages import Message, _
from ..yamlfile import line_of, quoted, reached, written
from .expected import Difference
from .play import StepPlayed
from .story import Course

# the fields of an event that a step writes under another name
_KEYS = {"type": "on", "at": "at"}


def step_findings(course: Course, done: StepPlayed, law: Law) -> Iterator[Finding]:
    """C-031 for an event that is refused, C-032 for each `then` that is not what came."""
    content = law.editions.content
    if done.error is not None and not done.step.refused:
        yield _refusal(course, done, done.error, content)
    for difference in done.differences:
        yield _otherwise(course, done, difference, law)


def _refusal(course: Course, done: StepPlayed, error: CallerError, content: Content) -> Finding:
    file, line = _cause(course, done, error.field, content)
    return Finding(
        file,
        line,
        "C-031",
        _("the event {type} of the course {course} is refused: {problem}",
          type=done.step.on, course=course.name, problem=error.sentence),
        error.fix or _("Correct the value."),
        quoted(content.read_text(file), line),
    )  # fmt: skip


def _cause(course: Course, done: StepPlayed, field: str, content: Content) -> tuple[str, int]:
    """File and line of the value that is refused: among the facts of the step, or in the samples it takes them from."""
    text = content.read_text(course.file)
    step: tuple[str | int, ...] = ("steps", done.number)
    group, *path = field.split(".")
    if group != "facts":
        return course.file, line_of(text, (*step, _KEYS.get(field, "on")))
    parts = [int(part) if part.isdigit() else part for part in path]
    line, found = reached(text, (*step, "facts", *parts))
    if done.step.given is None:
        return course.file, line
    samples = f"legal_texts/{course.procedure}/samples.yaml"
    their_line, theirs = reached(content.read_text(samples), ("facts", done.step.given, *parts))
    return (samples, their_line) if theirs - 2 > max(found - 3, 0) else (course.file, line)


def _otherwise(course: Course, done: StepPlayed, difference: Difference, law: Law) -> Finding:
    text = law.editions.content.read_text(course.file)
    path: tuple[str | int, ...] = ("steps", done.number)
    if done.step.compared:
        path = (*path, "then")
    if isinstance(done.step.then, tuple) and difference.position is not None:
        path = (*path, difference.position)
    line = line_of(text, (*path, *difference.keys[:1]))
    spots = [f"{key}: {written(text, (*path, key))}" for key in difference.keys]
    quotes = (written(text, path), quoted(text, line))
    return Finding(
        course.file,
        line,
        "C-032",
        difference.message,
        _fix(done, difference, law),
        next(quote for quote in quotes if (quote and all(spot in quote for spot in spots[:1])) or quote == quotes[-1]),
        spots[0] if spots else "",
    )


def _fix(done: StepPlayed, difference: Difference, law: Law) -> Message:
    place = difference.position or 0
    if place >= len(done.played):
        return _("If that is right, write {came}; if not, correct the rules or the numbers of the law.",
                 came=difference.came)  # fmt: skip
    decision = done.played[place].decision
    row, procedure = decision.trace[0].rule, law.procedure(decision.case.procedure)
    file = f"legal_texts/{procedure.id}/procedure.yaml"
    index = next(index for index, rule in enumerate(procedure.rules) if rule.id == row)
    return _(
        "If that is right, write {came}; if not, correct the row {row} ({place}) or the numbers it rests on.",
        came=difference.came,
        row=row,
        place=f"{file}:{line_of(law.editions.content.read_text(file), ('rules', index))}",
    )
