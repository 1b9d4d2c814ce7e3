"""qauly demo: the main job on the shipped courses."""

from pathlib import Path

from qauly.engine.commands.demo import SETTINGS
from qauly.engine.content import Content
from qauly.engine.courses.story import load_courses

from .conftest import Qauly


def test_every_course_ends_as_its_story_says(qauly: Qauly, content: Content, tmp_path: Path) -> None:
    run = qauly("demo", "--ui", "ru")
    assert (run.code, run.err) == (0, "")
    courses = load_courses(content)
    assert len(courses) >= 8
    for course in courses:
        assert course.title.ru in run.out
    made = tmp_path / "out" / "demo"
    pages = list(made.rglob("*-resolution.*"))
    assert {page.suffix for page in pages} == {".docx", ".html", ".txt", ".pdf"}
    assert list((made / "outbox").rglob("sms-*.txt"))
    shown = qauly("show", courses[0].case, "--config", made / "qauly.toml")
    assert courses[0].case in shown.out


def test_a_second_demo_begins_anew_and_tells_a_course_that_ends_otherwise(qauly: Qauly, tmp_path: Path) -> None:
    old = tmp_path / "here" / "left.txt"
    old.parent.mkdir()
    (tmp_path / "here" / "qauly.toml").write_text(SETTINGS)
    old.write_text("from the first demo")
    run = qauly("demo", "--out", "here", "--content", _overlay(tmp_path, "transition: terminate, documents: []"))
    assert not old.exists()
    assert run.code == 1
    (complaint,) = run.complaints
    assert complaint.startswith("zz-mine: ") and "transition: terminate, documents: []" in complaint
    assert "transition: initiate, documents: [resolution.initiation]" in complaint


def test_somebody_elses_folder_is_left_alone(qauly: Qauly, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    run = qauly("demo", "--out", "mine")
    assert (run.code, len(run.complaints)) == (2, 1)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def _overlay(tmp_path: Path, then: str) -> Path:
    """An overlay with a course of its own."""
    folder = tmp_path / "office" / "legal_texts" / "simplified_proceeding" / "courses"
    folder.mkdir(parents=True)
    (folder / "zz-mine.yaml").write_text(
        "schema: course/1\ntitle: {kk: Сынақ, ru: Проба}\ncase: 2024-777777\nsteps:\n"
        f"  - {{on: writ_received, at: 2024-01-18T10:15:00+06:00, given: taraz_fine, then: {{{then}}}}}\n",
        "utf-8",
    )
    return tmp_path / "office"


def test_a_month_by_the_clock(qauly: Qauly, tmp_path: Path) -> None:
    """The end of the phone number says what the citizen does; a day takes no time here."""
    run = qauly("demo", "--clock", "--day", "0", "--out", tmp_path / "month", "--ui", "ru")
    assert run.code == 0, run.err
    last = {}
    for line in run.out.splitlines():
        if " → " in line:
            _day, case, rest = line.split(maxsplit=2)
            last[case[-4:]] = rest.split("  ")[0]
    assert last == {
        "9000": "cancel → Отменено",
        "9001": "terminate → Прекращено",
        "9002": "cancel → Отменено",
        "9003": "cancel → Отменено",
        "9004": "terminate → Прекращено",
        "9005": "late_payment → Отменено",
        "9006": "terminate → Прекращено",
        "9007": "terminate → Прекращено",
        "9008": "withdraw → Прекращено",
    }
    sent = {path.name.split("-")[0] for path in (tmp_path / "month" / "outbox" / "2025-009003").iterdir()}
    assert "egov" in sent and "sms" not in sent
