"""qauly check tells where an example course no longer ends as it says, and which event of it is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qauly.engine.content import Content

from .conftest import Qauly
from .course_fixes import follow

HOME = "legal_texts/simplified_proceeding"
RULES = f"{HOME}/procedure.yaml"
NUMBERS = "legal_texts/parameters/simplified_proceeding.yaml"
ACT = f"{HOME}/resolution.initiation/2024-01-18.yaml"
PAID, TERM, OBJECTED = (
    f"{HOME}/courses/{name}.yaml" for name in ("01-pilot-paid", "02-pilot-term", "03-pilot-objection")
)
CEILING = f"{HOME}/courses/05-pilot-over-ceiling.yaml"
FIVE = '{value: 5, source: "order-40-27nk-2024, п. 2", checked: null}'
TEN = '{value: 10, source: "order-40-27nk-2024, п. 1", checked: null}'
EXACTLY = "when: paid + facts.amount == debt\n    transition: terminate\n"

# what is changed; the course and line it is told at; what the spot marks; what came instead
CHANGES = [
    pytest.param(RULES, EXACTLY, EXACTLY.replace("transition: terminate", "transition: cancel"), PAID, 6,
                 "transition: terminate", "transition: cancel", id="a transition"),
    pytest.param(NUMBERS, FIVE, FIVE.replace("5", "6", 1), PAID, 5,
                 "timers: {term_expired: 2024-01-24T00:00:00+06:00}",
                 "timers: {term_expired: 2024-01-25T00:00:00+06:00}", id="the days of a term"),
    pytest.param(NUMBERS, FIVE, FIVE.replace("5", "4", 1), TERM, 6, "",
                 "then: [{transition: cancel}]", id="a timer that fires where nothing was to come"),
    pytest.param(NUMBERS, TEN, TEN.replace("10", "11", 1), CEILING, 5,
                 "transition: not_initiated", "transition: initiate", id="an amount"),
    pytest.param(PAID, "documents: [resolution.termination]", "documents: [resolution.cancellation]", PAID, 6,
                 "documents: [resolution.cancellation]", "documents: [resolution.termination]", id="a document"),
    pytest.param(TERM, "event: term_expired", "event: reminder_due", TERM, 7,
                 "event: reminder_due", "event: term_expired", id="the event of a timer"),
    pytest.param(OBJECTED, "reason: true", "reason: false", OBJECTED, 7,
                 "reason: false", "reason: true", id="a reason"),
    pytest.param(OBJECTED, "then: {transition: refused, status: cancelled, documents: [], reason: true}",
                 "then: {error: facts.via}", OBJECTED, 7,
                 "error: facts.via", "transition: refused", id="a refusal that does not come"),
]  # fmt: skip


def errors(qauly: Qauly, folder: Path) -> list[Any]:
    return [each for each in qauly("check", "--json", "--content", folder).objects if each["severity"] == "error"]


@pytest.mark.parametrize(("file", "old", "new", "course", "line", "spot", "came"), CHANGES)
def test_a_course_that_ends_otherwise_is_named(
    qauly: Qauly,
    exchanged: Callable[..., Path],
    file: str,
    old: str,
    new: str,
    course: str,
    line: int,
    spot: str,
    came: str,
) -> None:
    found = errors(qauly, exchanged(file, old, new))
    assert {each["rule"] for each in found} == {"C-032"}
    fault = next(each for each in found if (each["file"], each["line"]) == (course, line))
    start, end = fault["spot"] or (0, 0)
    assert fault["quote"] and fault["quote"][start:end] == spot
    assert spot in fault["message"]["en"] and came in fault["message"]["en"]
    for lang in ("kk", "ru", "en"):
        assert came in fault["message"][lang] and came in fault["fix"][lang]
        assert RULES in fault["fix"][lang] or "then:" in came
    if file == course:
        assert len(found) == 1, "nothing else has changed"


def test_the_fix_names_the_row_that_decided(qauly: Qauly, exchanged: Callable[..., Path], content: Content) -> None:
    folder = exchanged(RULES, EXACTLY, EXACTLY.replace("transition: terminate", "transition: cancel"))
    (fault, *_others) = errors(qauly, folder)
    line = content.read_text(RULES).splitlines().index("  - id: terminate") + 1
    assert f"row terminate ({RULES}:{line})" in fault["fix"]["en"]


@pytest.mark.parametrize(("file", "old", "new"), [each.values[:3] for each in CHANGES])
def test_what_the_fix_says_makes_the_courses_clean(
    qauly: Qauly, exchanged: Callable[..., Path], content: Content, file: str, old: str, new: str
) -> None:
    folder = exchanged(file, old, new)
    follow(errors(qauly, folder), content, folder)
    assert [each for each in errors(qauly, folder) if each["rule"] == "C-032"] == []


def test_courses_are_compared_though_the_wording_has_faults(qauly: Qauly, exchanged: Callable[..., Path]) -> None:
    exchanged(ACT, "ЖСН: {{ debtor.iin }}", "ЖСН: {{ detbor.iin }}")
    folder = exchanged(PAID, "transition: terminate", "transition: cancel")
    assert {each["rule"] for each in errors(qauly, folder)} >= {"W-001", "C-032"}


def test_an_office_that_changes_a_rule_brings_its_own_courses(
    qauly: Qauly, exchanged: Callable[..., Path], content: Content
) -> None:
    folder = exchanged(NUMBERS, TEN, TEN.replace("10", "11", 1))
    assert [each["file"] for each in errors(qauly, folder)] == [CEILING]
    exchanged(CEILING, 'amount: "36920.01"', 'amount: "40612.01"')
    assert errors(qauly, folder) == []
    assert qauly("check", "--content", folder).code == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "key", "fix"),
    [
        (PAID, 'amount: "36920.00", paid_at', "amount: 36920.001, paid_at", PAID, "facts.amount", "36920.00"),
        (PAID, "on: payment_received", "on: payment_recieved", PAID, "type", "payment_received"),
        (PAID, "at: 2024-01-20T18:40", "at: 2024-01-17T18:40", PAID, "at", "in their order"),
        (PAID, 'amount: "36920.00", paid_at', "paid_at", PAID, "facts.amount", "facts.amount"),
        (f"{HOME}/samples.yaml", 'iin: "', 'iin: "9', f"{HOME}/samples.yaml", "iin", "twelve digits"),
    ],
)
def test_a_refused_event_is_told_at_the_value_that_is_refused(
    qauly: Qauly, exchanged: Callable[..., Path], file: str, old: str, new: str, place: str, key: str, fix: str
) -> None:
    folder = exchanged(file, old, new)
    found = [each for each in errors(qauly, folder) if each["rule"] == "C-031"]
    fault = next(each for each in found if each["file"] == place)
    lines = (folder / file).read_text("utf-8").splitlines()
    assert (new in lines[fault["line"] - 1] or key not in new) and fault["quote"] == lines[fault["line"] - 1].strip()
    assert key in fault["message"]["en"]
    for lang in ("kk", "ru", "en"):
        assert fault["message"][lang] and fault["fix"][lang]
    assert len(found) == len({each["line"] for each in found}), "told once, though many courses take the same sample"
