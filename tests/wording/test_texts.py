"""Every sentence that the courses bring, pinned in a readable file a course: a change of the law shows as a diff."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.legal_text import LegalText, redlined
from tests.wording.readable import told

from qauly.engine.content import Content
from qauly.engine.courses.story import Course, load_courses
from qauly.engine.law.library import Law

COURSES = load_courses(Content.open())


@pytest.mark.parametrize("course", COURSES, ids=lambda course: f"{course.procedure}-{course.name}")
def test_told(course: Course, law: Law, snapshot: SnapshotAssertion) -> None:
    assert told(course, law) == snapshot.use_extension(LegalText)


def test_no_snapshot_is_left_over() -> None:
    """The files are those of the courses: a course that went away takes its texts with it."""
    folder = Path(__file__).parent / "__snapshots__" / "test_texts"
    names = {path.name.partition("[")[2].removesuffix("].txt") for path in folder.iterdir()}
    assert names == {f"{course.procedure}-{course.name}" for course in COURSES}


OLD = """==== writ_received
---- resolution.initiation 1/1, edition 2024-01-18, kk
Берешек бес күн ішінде төленеді.
Шағым жасауға болады.
---- resolution.initiation 1/1, edition 2024-01-18, ru
Задолженность оплачивается в течение пяти дней.
Можно обжаловать.
"""


def test_a_failure_shows_both_languages_and_the_missing_approval() -> None:
    lines = list(redlined(OLD, OLD.replace("бес күн", "жеті күн")))
    assert "  Берешек [-бес-]{+жеті+} күн ішінде төленеді." in lines
    assert "  Задолженность оплачивается в течение пяти дней." in lines, "the other language stands beside it"
    assert "  Шағым жасауға болады." not in lines
    assert lines[0].endswith("qauly approve simplified_proceeding/resolution.initiation 2024-01-18")


def test_a_failure_in_russian_alone_is_shown_too() -> None:
    lines = list(redlined(OLD, OLD.replace("пяти дней", "семи дней")))
    assert "  Задолженность оплачивается в течение [-пяти-]{+семи+} дней." in lines
    assert "  Берешек бес күн ішінде төленеді." in lines
