"""qauly check: every fault in the content folders, for people and for machines."""

from pathlib import Path

import pytest

from .conftest import Qauly

EDITION = """\
schema: wording/1
id: resolution.initiation
start: 2024-01-18
status: draft
kind: {kk: ҚАУЛЫ, ru: ПОСТАНОВЛЕНИЕ}
title: {kk: сынақ, ru: проба}
clauses:
  - {id: one, source: drafting, kk: Сынақ., ru: Проба., colour: blue}
"""


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """An overlay in which one edition has a key that is none."""
    folder = tmp_path / "office" / "legal_texts" / "simplified_proceeding" / "resolution.initiation"
    folder.mkdir(parents=True)
    (folder / "2024-01-18.yaml").write_text(EDITION, "utf-8")
    return tmp_path / "office"


def test_the_shipped_content_has_no_errors(qauly: Qauly) -> None:
    run = qauly("check", "--json")
    assert (run.code, run.err) == (0, "")
    assert {finding["severity"] for finding in run.objects} <= {"warning"}
    assert not [finding for finding in run.objects if finding["rule"] == "Q-004"], "an example course for every clause"


def test_an_error_names_file_and_line_and_ends_with_code_1(qauly: Qauly, faulty: Path) -> None:
    run = qauly("check", "--content", faulty, "--json")
    assert run.code == 1
    errors = [finding for finding in run.objects if finding["severity"] == "error"]
    place = "legal_texts/simplified_proceeding/resolution.initiation/2024-01-18.yaml"
    assert (place, 8) in {(finding["file"], finding["line"]) for finding in errors}
    for finding in errors:
        assert set(finding["message"]) == {"kk", "ru", "en"}


@pytest.mark.parametrize(("ui", "word"), [("kk", "қате"), ("ru", "ошибка"), ("en", "error")])
def test_people_read_place_rule_and_sentence(qauly: Qauly, faulty: Path, ui: str, word: str) -> None:
    run = qauly("check", "--content", faulty, "--ui", ui)
    assert run.code == 1
    line = next(line for line in run.out.splitlines() if "resolution.initiation/2024-01-18.yaml:8" in line)
    assert f": {word} " in line
    assert "colour" in line
