"""Every sentence that the courses bring, pinned in a readable file a course: a change of the law shows as a diff."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from tests.wording.readable import told

from qauly.engine.content import Content
from qauly.engine.courses.story import Course, load_courses
from qauly.engine.law.library import Law

COURSES = load_courses(Content.open())


class TextFile(SingleFileSnapshotExtension):
    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.mark.parametrize("course", COURSES, ids=lambda course: f"{course.procedure}-{course.name}")
def test_told(course: Course, law: Law, snapshot: SnapshotAssertion) -> None:
    assert told(course, law) == snapshot(extension_class=TextFile)


def test_no_snapshot_is_left_over() -> None:
    """The files are those of the courses: a course that went away takes its texts with it."""
    folder = Path(__file__).parent / "__snapshots__" / "test_texts"
    names = {path.name.partition("[")[2].removesuffix("].txt") for path in folder.iterdir()}
    assert names == {f"{course.procedure}-{course.name}" for course in COURSES}
