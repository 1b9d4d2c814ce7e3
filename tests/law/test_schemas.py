"""The shapes that case systems build on: the event, the outcome and each type's facts as JSON Schema."""

import pytest
from jsonschema import Draft202012Validator

from qauly.engine import Event, Outcome
from qauly.engine.content import Content
from qauly.engine.courses.story import load_courses
from qauly.engine.law.library import Law

COURSES = load_courses(Content.open())


@pytest.mark.parametrize("model", [Event, Outcome])
def test_models_have_a_schema(model: type[Event] | type[Outcome]) -> None:
    Draft202012Validator.check_schema(model.model_json_schema())


def test_every_event_of_the_courses_fits_the_schema_of_events() -> None:
    schema = Draft202012Validator(Event.model_json_schema())
    for course in COURSES:
        for step in course.steps:
            if step.on:
                schema.validate(course.event(step).model_dump(mode="json"))


def test_every_type_of_event_has_a_schema_that_its_examples_fit(law: Law) -> None:
    seen: dict[tuple[str, str], int] = {}
    for course in COURSES:
        procedure = law.procedure(course.procedure)
        for step in course.steps:
            if step.on and not any(then.error for then in step.expected):
                procedure.schemas[step.on].check(course.event(step).facts)
                seen[course.procedure, step.on] = seen.get((course.procedure, step.on), 0) + 1
    for name in {course.procedure for course in COURSES}:
        timed = {row.type for rule in law.procedure(name).rules for row in rule.timers}
        assert set(law.procedure(name).events) - {kind for owner, kind in seen if owner == name} <= timed
