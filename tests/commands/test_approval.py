"""review, approve, withdraw, editions: two people, these very words, and nothing forgotten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qauly.engine.content import Content

from .conftest import Qauly, Run

ACT = "simplified_proceeding/resolution.termination"
FILE = f"legal_texts/{ACT}/2024-01-18.yaml"
Step = Callable[..., Run]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "office" / "legal_texts").mkdir(parents=True)
    return tmp_path / "office"


@pytest.fixture
def step(qauly: Qauly, office: Path) -> Step:
    def run(name: str, by: str, *more: str, start: str = "2024-01-18") -> Run:
        return qauly(name, ACT, start, "--by", by, "--on", "2024-01-17", "--content", office, *more)

    return run


@pytest.fixture
def found(qauly: Qauly, office: Path) -> Callable[[], dict[str, dict[str, Any]]]:
    def look() -> dict[str, dict[str, Any]]:
        rules = qauly("check", "--json", "--content", office).objects
        return {each["rule"]: each for each in rules if each["file"] in (FILE, "legal_texts/approvals.yaml")}

    return look


@pytest.fixture
def state(qauly: Qauly, office: Path) -> Callable[[], str]:
    def look() -> str:
        rows = qauly("editions", "--json", "--content", office).objects
        return next(str(each["state"]) for each in rows if (each["wording"], each["start"]) == (ACT, "2024-01-18"))

    return look


def edit(office: Path, content: Content, old: str, new: str) -> None:
    text = content.read_text(FILE)
    assert old in text
    (office / FILE).parent.mkdir(parents=True, exist_ok=True)
    (office / FILE).write_text(text.replace(old, new), "utf-8")


def test_draft_review_approved_withdrawn(step: Step, state: Callable[[], str], found: Any, office: Path) -> None:
    assert state() == "draft" and "Q-003" in found()
    assert "не на рассмотрении" in step("approve", "Б. Б.", "--ui", "ru").err
    assert step("review", "А. А.").code == 0
    assert state() == "review" and "А. А." in found()["Q-003"]["message"]["ru"]
    assert step("approve", "а.  а.").code == 2, "the author does not approve"
    assert step("approve", "Б. Б.", "--basis", "№ 1").code == 0
    assert state() == "approved" and not found()
    assert step("approve", "В. В.").code == 1 and step("review", "А. А.").code == 1
    assert step("withdraw", "Б. Б.", "--basis", "№ 2").code == 0
    assert state() == "withdrawn"
    assert step("withdraw", "Б. Б.").code == 1
    records = (office / "legal_texts" / "approvals.yaml").read_text("utf-8")
    assert records.count("wording:") == 1 and "№ 1" in records and "№ 2" in records


def test_an_approved_text_does_not_change(
    step: Step, state: Callable[[], str], found: Any, office: Path, content: Content
) -> None:
    assert step("approve", "Б. Б.", "--drafted-by", "А. А.").code == 0
    edit(office, content, "Прекратить упрощенное", "Прекратить данное упрощенное")
    fault = found()["W-010"]
    assert fault["severity"] == "error" and "(ru)" in fault["message"]["kk"]
    assert state() == "changed"
    assert step("approve", "Б. Б.", "--drafted-by", "А. А.").code == 1, "no second signature over the first"
    assert step("withdraw", "Б. Б.").code == 0
    assert state() == "draft" and set(found()) == {"Q-003", "W-017"}
    assert step("approve", "Б. Б.", "--drafted-by", "А. А.").code == 0
    records = (office / "legal_texts" / "approvals.yaml").read_text("utf-8")
    assert records.count("wording:") == 2, "what was signed before stays in the file"


def test_a_review_lapses_with_a_word(step: Step, state: Callable[[], str], office: Path, content: Content) -> None:
    step("review", "А. А.")
    edit(office, content, "тоқтатылсын", "аяқталсын")
    assert state() == "draft"
    assert step("approve", "Б. Б.").code == 1


def test_a_condition_or_a_source_is_part_of_what_is_signed(
    step: Step, state: Callable[[], str], office: Path, content: Content
) -> None:
    step("approve", "Б. Б.", "--drafted-by", "А. А.")
    edit(office, content, "when: was_paid", "when: not was_paid")
    assert state() == "changed"


def test_an_approved_file_is_kept(step: Step, found: Any, office: Path) -> None:
    step("approve", "Б. Б.", "--drafted-by", "А. А.")
    place = office / "legal_texts" / "approvals.yaml"
    place.write_text(place.read_text("utf-8").replace("start: 2024-01-18", "start: 2024-01-19"), "utf-8")
    assert "Q-006" in found()


def test_a_file_cannot_approve_itself(found: Any, office: Path, content: Content) -> None:
    edit(office, content, "status: draft", "status: approved")
    assert found()["Q-005"]["severity"] == "error"


def test_wording_with_errors_is_not_approved(step: Step, office: Path, content: Content) -> None:
    edit(office, content, "{{ debtor.iin }}", "1")
    for run in (step("review", "А. А."), step("approve", "Б. Б.", "--drafted-by", "А. А.")):
        assert run.code in (1, 2) and "W-002" in run.err


def test_an_edition_that_is_not_there(step: Step) -> None:
    assert "2024-08-20" in step("review", "А. А.", start="2023-01-01").err


@pytest.mark.parametrize("by", ["а. А.", "A. A.", "А.  А", "А А."])
def test_the_author_is_no_second_person_by_another_spelling(step: Step, by: str) -> None:
    assert step("review", "А. А.").code == 0
    run = step("approve", by, "--ui", "ru")
    assert run.code == 2 and "второй человек" in run.err


def test_a_signature_does_not_lie_before_the_one_it_answers(step: Step, found: Any) -> None:
    step("review", "А. А.")
    for name in ("approve", "withdraw"):
        run = step(name, "Б. Б.", "--on", "2024-01-16", "--ui", "ru")
        assert run.code == 2 and "2024-01-17" in run.err and "Traceback" not in run.err
        assert step(name, "Б. Б.").code == 0
    assert "C-002" not in found()


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("by: Б. Б.", "by: А. А.", 12, "разными людьми"),
        ("on: 2024-01-17\n", "on: 2024-01-16\n", 4, "в обратном порядке"),
        ("- wording", "{record}- wording", 15, "уже есть действующее"),
    ],
    ids=["one person", "days", "a second record"],
)
def test_a_record_edited_by_hand_is_told_with_the_fix(
    step: Step, found: Any, office: Path, old: str, new: str, line: int, told: str
) -> None:
    step("review", "А. А.")
    step("approve", "Б. Б.")
    file = office / "legal_texts" / "approvals.yaml"
    text = file.read_text("utf-8")
    record = text[text.index("- wording") :]
    head, _old, tail = text.rpartition(old)
    file.write_text(head + new.replace("{record}", record) + tail, "utf-8")
    fault = found()["C-002"]
    assert told in fault["message"]["ru"] and fault["fix"]["kk"] and fault["line"] == line
