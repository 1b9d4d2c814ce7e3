"""Dated values: the one in force on the day, or an error that names value and date."""

from datetime import date
from pathlib import Path

import pytest

from qauly.engine.content import Content
from qauly.engine.errors import CallerError, ContentError
from qauly.engine.law.library import Law
from qauly.engine.law.parameters import load_parameters


@pytest.mark.parametrize(
    ("name", "on", "value"),
    [
        ("mrp.fines", "2018-12-31", 2405),
        ("mrp.fines", "2020-03-31", 2651),
        ("mrp.fines", "2020-04-01", 2778),
        ("mrp.fines", "2022-10-21", 3063),
        ("mrp.social", "2022-03-31", 3063),
        ("mrp.social", "2022-04-01", 3180),
        ("mrp.social", "2022-10-21", 3180),
        ("mrp.fines", "2023-01-01", 3450),
        ("mrp.fines", "2024-01-18", 3692),
        ("mrp.fines", "2026-12-31", 4325),
    ],
)
def test_the_index_by_date_and_purpose(law: Law, name: str, on: str, value: int) -> None:
    assert law.value(name, date.fromisoformat(on)).value == value


@pytest.mark.parametrize(
    ("name", "on"), [("mrp.fines", "2017-12-31"), ("mrp.fines", "2027-01-01"), ("national.ceiling", "2024-08-19")]
)
def test_nothing_in_force_is_never_the_nearest(law: Law, name: str, on: str) -> None:
    with pytest.raises(CallerError) as caught:
        law.value(name, date.fromisoformat(on))
    assert name in str(caught.value) and on in str(caught.value)


def _overlay(folder: Path, text: str) -> Content:
    file = folder / "legal_texts" / "parameters" / "extra.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    return Content.open([folder])


GOOD = """\
schema: parameters/1
parameters:
  extra.days:
    unit: working_day
    label: {kk: күн, ru: день}
    values:
      2024-01-01: {value: 3, source: test, checked: null}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("label:", "labels:", 5, "labels"),
        ("source: test, ", "", 7, "source"),
        ("value: 3", "value: 3.5", 7, "quotes"),
        ("working_day", "week", 4, "unit"),
        ("values:", "values: [", 8, "a bracket is opened"),
    ],
)
def test_faults_of_the_file_have_their_line(tmp_path: Path, old: str, new: str, line: int, word: str) -> None:
    with pytest.raises(ContentError) as caught:
        load_parameters(_overlay(tmp_path, GOOD.replace(old, new, 1)))
    seen = [(finding.file, finding.line, finding.message.text("en")) for finding in caught.value.findings]
    assert any(file.endswith("/extra.yaml") and at == line and word in text for file, at, text in seen), seen


def test_an_overlay_adds_a_value(tmp_path: Path) -> None:
    law = Law.load(_overlay(tmp_path, GOOD))
    term = law.value("extra.days", date(2024, 3, 1)).value
    assert (term.days, term.kind) == (3, "working_day")


def test_a_name_stands_once(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"mrp\.fines stands in .*extra\.yaml too"):
        load_parameters(_overlay(tmp_path, GOOD.replace("extra.days", "mrp.fines")))
