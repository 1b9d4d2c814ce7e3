"""Faults a lawyer could leave in an office's folder: each told with file, line, quote and fix in Kazakh and Russian."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qauly.engine.content import Content

from .conftest import Qauly

HOME = "legal_texts/simplified_proceeding"
ACT = f"{HOME}/resolution.initiation/2024-01-18.yaml"
NOTICE = f"{HOME}/notice.initiate/2024-01-18.yaml"
BOT = "legal_texts/service/page.telegram/2024-01-01.yaml"
NUMBERS = "legal_texts/parameters/simplified_proceeding.yaml"
FIVE = '{value: 5, source: "order-40-27nk-2024, п. 2", checked: null}'

FAULTS = [
    pytest.param(ACT, "    kk: ", "\tkk: ", "C-001", "tabs", id="a tab"),
    pytest.param(ACT, "status: draft", "status: draft\nstatus: draft", "C-001", "every name once", id="a name twice"),
    pytest.param(ACT, "status: draft", "status: draft\ncolour: red", "C-002", "correct its name", id="unknown key"),
    pytest.param(ACT, "status: draft", "status: ready", "C-002", "draft, review, approved", id="unknown status"),
    pytest.param(ACT, "start: 2024-01-18", "start: yesterday", "C-002", "2024-01-18", id="no date"),
    pytest.param(ACT, "start: 2024-01-18", "start: 2024-01-19", "C-021", "rename the file", id="another date"),
    pytest.param(ACT, "    ru: О принятом решении сообщить сторонам исполнительного производства.\n", "", "C-002",
                 "Write `ru: …`", id="a language missing"),
    pytest.param(ACT, "ru: О принятом решении сообщить сторонам исполнительного производства.", 'ru: " "', "C-002",
                 "both languages", id="a language blank"),
    pytest.param(ACT, "source: algorithm_2", "source: nowhere", "C-002", "Known sources: drafting", id="no source"),
    pytest.param(ACT, "act: law-261-iv", "act: law-999", "W-007", "Known acts: ", id="no act"),
    pytest.param(ACT, "{{ debt | money }} (", "{{ debt | monye }} (", "W-009", "legal_texts/README.md", id="filter"),
    pytest.param(ACT, "ЖСН: {{ debtor.iin }}", "ЖСН: {{ detbor.iin }}", "W-001", "debtor", id="a name mistyped"),
    pytest.param(ACT, "ЖСН: {{ debtor.iin }}", "ЖСН: {{ dеbtor.iin }}", "W-004", "debtor", id="a name in Cyrillic"),
    pytest.param(ACT, "ЖСН: {{ debtor.iin }}", "ЖСН: {{ debtor.iin }}-ға", "W-003", "case filter", id="a typed ending"),
    pytest.param(ACT, "when: has_offence", "when: (has_offence", "W-009", "and, or, not", id="a broken condition"),
    pytest.param(ACT, "when: has_offence", "when: has_ofence", "W-009", "has_offence", id="an unknown condition"),
    pytest.param(NUMBERS, FIVE, FIVE.replace("5", "five"), "C-002", "whole numbers", id="days in words"),
    pytest.param(NUMBERS, FIVE, FIVE.replace("5", "-5"), "C-002", "whole numbers", id="days below nothing"),
    pytest.param(NUMBERS, FIVE, "{value: 5, checked: null}", "C-002", "Write `source: …`", id="no source of a number"),
    pytest.param(NUMBERS, f"2024-01-18: {FIVE}", f"2024-02-30: {FIVE}", "C-001", "this line", id="no such day"),
    pytest.param(NUMBERS, f"      2024-01-18: {FIVE}", f"      2024-01-18: {FIVE}\n      2024-01-18: {FIVE}", "C-001",
                 "every name once", id="a day twice"),
    pytest.param(BOT, "- id: agreed", "- id: thanks", "C-029", "both languages", id="the bot lacks a clause"),
    pytest.param(BOT, "- id: hello", "- id: hello\n    when: status == 1", "C-029", "Write it without {{ }}",
                 id="the bot knows no case"),
]  # fmt: skip


@pytest.fixture
def office(content: Content, tmp_path: Path) -> Callable[..., Path]:
    """Puts files of ours, with something exchanged, into a folder of an office's own."""

    def write(file: str, old: str, new: str) -> Path:
        text = content.read_text(file)
        assert old in text
        place = tmp_path / "office" / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.replace(old, new, 1), "utf-8")
        return tmp_path / "office"

    return write


@pytest.mark.parametrize(("file", "old", "new", "rule", "fix"), FAULTS)
def test_a_fault_is_told_with_place_and_fix(
    qauly: Qauly, office: Callable[..., Path], file: str, old: str, new: str, rule: str, fix: str
) -> None:
    run = qauly("check", "--json", "--content", office(file, old, new))
    assert run.code == 1 and not run.err
    found = [each for each in run.objects if each["severity"] == "error" and each["file"] == file]
    (fault, *_others) = [each for each in found if each["rule"] == rule]
    assert fault["line"] > 1 and (fault["quote"] or fault["texts"] or "is missing" in fault["message"]["en"])
    for lang in ("kk", "ru", "en"):
        assert fault["message"][lang] and fault["fix"][lang]
    assert fix in fault["fix"]["en"]
    assert len({fault["message"]["kk"], fault["message"]["ru"], fault["message"]["en"]}) == 3


def test_all_faults_come_in_one_run(qauly: Qauly, office: Callable[..., Path]) -> None:
    office(ACT, "{{ debt | money }} (", "{{ debt | monye }} (")
    office(NOTICE, "status: draft", "status: ready")
    office(NUMBERS, FIVE, FIVE.replace("5", "five"))
    folder = office("legal_texts/glossary.yaml", "schema: glossary/1", "schema: glossary/1\nfoo: 1")
    faulty = {
        each["file"] for each in qauly("check", "--json", "--content", folder).objects if each["severity"] == "error"
    }
    assert {NOTICE, NUMBERS} <= faulty


def test_every_clause_that_cannot_be_spoken_is_named(
    qauly: Qauly, office: Callable[..., Path], content: Content
) -> None:
    folder = office(ACT, "ЖСН: {{ debtor.iin }}", "ЖСН: {{ debtor.inn }}")
    place = folder / ACT
    text = place.read_text("utf-8").replace("ИИН: {{ debtor.iin }}", "ИИН: {{ debtor.inn }}")
    place.write_text(text.replace("{{ last_day | date }}", "{{ last_day | money }}"), "utf-8")
    found = [each for each in qauly("check", "--json", "--content", folder).objects if each["rule"] == "C-024"]
    assert {each["clause"] for each in found} == {"iin", "term"}
    assert all(each["line"] > 1 and set(each["texts"]) == {"kk", "ru"} for each in found)


def test_a_record_that_is_no_approval_is_a_finding(qauly: Qauly, tmp_path: Path) -> None:
    place = tmp_path / "office" / "legal_texts" / "approvals.yaml"
    place.parent.mkdir(parents=True)
    place.write_text("schema: approvals/1\napprovals:\n  - {wording: a, start: 2024-01-18}\n", "utf-8")
    run = qauly("check", "--json", "--content", tmp_path / "office")
    assert run.code == 1 and {each["file"] for each in run.objects if each["severity"] == "error"} == {
        "legal_texts/approvals.yaml"
    }


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        (ACT.replace("2024-01-18", "2024-13-45"), "C-022"),
        (ACT.replace("simplified_proceeding", "no_procedure"), "C-027"),
        (ACT.replace("resolution.initiation", "resolution.other"), "C-021"),
    ],
)
def test_a_file_in_the_wrong_place_is_a_finding(
    qauly: Qauly, tmp_path: Path, content: Content, name: str, rule: str
) -> None:
    place = tmp_path / "office" / name
    place.parent.mkdir(parents=True)
    place.write_text(content.read_text(ACT), "utf-8")
    run = qauly("check", "--json", "--content", tmp_path / "office")
    assert run.code == 1 and (name, rule) in {(each["file"], each["rule"]) for each in run.objects}


def test_the_shape_for_machines_stays(qauly: Qauly) -> None:
    for each in qauly("check", "--json").objects:
        assert list(each) == ["file", "line", "rule", "severity", "clause", "quote", "spot", "message", "fix", "texts"]
