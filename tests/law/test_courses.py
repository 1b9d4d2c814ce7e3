"""Every shipped course of the simplified proceeding, decided in memory, against what the course says."""

import pytest

from qauly.engine.content import Content
from qauly.engine.courses.play import play_steps
from qauly.engine.courses.story import Course, load_courses
from qauly.engine.law.casefile import dump, load
from qauly.engine.law.library import Law
from qauly.engine.wording.compose import compose

COURSES = load_courses(Content.open())


@pytest.mark.parametrize("course", COURSES, ids=lambda course: f"{course.procedure}/{course.name}")
def test_course_in_memory(course: Course, law: Law) -> None:
    steps = list(play_steps(course, law))
    assert [(step.error, step.differences) for step in steps if not step.step.refused] == [(None, ())] * sum(
        not step.refused for step in course.steps
    )
    assert all(step.step.compared and not step.differences for step in steps)
    played = [each for step in steps for each in step.played]
    for each in played:
        decision = each.decision
        assert load(dump(decision.case), law) == decision.case
        issue = compose(decision, each.event, law, link=lambda purpose: "https://example.kz/n/0123456789abcdef")
        assert [document.kind for document in issue.documents] == [order.kind for order in decision.documents]
        for document in issue.documents:
            kk, ru = list(document.kk.lines()), list(document.ru.lines())
            assert len(kk) == len(ru), "both versions have the same paragraphs"
            assert not any("{{" in line or "None" in line for line in (*kk, *ru))
        if decision.reason:
            assert decision.reason.kk != decision.reason.ru
