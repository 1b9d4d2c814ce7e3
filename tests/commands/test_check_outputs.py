"""check --fix, --sarif, --comments: the same findings where people and tools want them."""

import json
from pathlib import Path

import pytest

from qauly.engine.content import Content

from .conftest import Qauly

ACT = "legal_texts/simplified_proceeding/resolution.initiation/2024-01-18.yaml"


@pytest.fixture
def office(tmp_path: Path, content: Content) -> Path:
    place = tmp_path / "office" / ACT
    place.parent.mkdir(parents=True)
    text = content.read_text(ACT)
    assert "Борышкер: {{ debtor.name }}" in text
    text = text.replace("Борышкер: {{ debtor.name }}", "Бoрышкер: {{ debtor.name }}")
    place.write_text(text.replace("документ: № {{", "документ: N {{"), "utf-8")
    return tmp_path / "office"


def errors(qauly: Qauly, office: Path) -> set[str]:
    return {
        each["rule"] for each in qauly("check", "--json", "--content", office).objects if each["severity"] == "error"
    }


def test_fix_mends_signs_and_letters_and_nothing_else(qauly: Qauly, office: Path, content: Content) -> None:
    assert errors(qauly, office) == {"W-001", "W-004", "W-006", "W-011"}
    run = qauly("check", "--fix", "--content", office)
    assert run.code == 0 and ACT in run.out
    assert errors(qauly, office) == set()
    before = content.read_text(ACT).splitlines()
    assert [line for line in (office / ACT).read_text("utf-8").splitlines() if line not in before] == []


def test_fix_leaves_approved_wording_alone(qauly: Qauly, office: Path, content: Content) -> None:
    (office / ACT).write_text(content.read_text(ACT), "utf-8")
    wording = "simplified_proceeding/resolution.initiation"
    who = ("--by", "Б. Б.", "--drafted-by", "А. А.", "--on", "2024-01-17")
    assert qauly("approve", wording, "2024-01-18", *who, "--content", office).code == 0
    broken = content.read_text(ACT).replace("Борышкер: {{", "Бoрышкер: {{")
    (office / ACT).write_text(broken, "utf-8")
    qauly("check", "--fix", "--content", office)
    assert (office / ACT).read_text("utf-8") == broken


def test_sarif_names_file_line_and_rule(qauly: Qauly, office: Path, tmp_path: Path) -> None:
    assert qauly("check", "--content", office, "--sarif", tmp_path / "check.sarif", "--ui", "kk").code == 1
    report = json.loads((tmp_path / "check.sarif").read_text("utf-8"))
    (run,) = report["runs"]
    results = {each["ruleId"]: each for each in run["results"]}
    place = results["W-011"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == f"office/{ACT}" and place["region"]["startLine"] > 1
    assert "мәтініндегі" in results["W-011"]["message"]["text"]
    assert all(run["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])


def test_json_marks_the_spot(qauly: Qauly, office: Path) -> None:
    found = next(each for each in qauly("check", "--json", "--content", office).objects if each["rule"] == "W-004")
    start, end = found["spot"]
    assert found["quote"][start:end] == "Бoрышкер"


def test_faulty_layouts_get_comments(qauly: Qauly, office: Path, tmp_path: Path, content: Content) -> None:
    from docx import Document

    (office / "templates").mkdir()
    document = Document(str(content.path("templates/act.docx")))
    document.add_paragraph("{{ act.nmae }}")
    document.save(str(office / "templates" / "act.docx"))
    run = qauly("check", "--content", office, "--comments", tmp_path / "copies", "--ui", "ru")
    assert run.code == 1
    comments = [comment.text for comment in Document(str(tmp_path / "copies" / "act.docx")).comments]
    assert any("act.nmae" in text and "Исправьте" in text for text in comments)
