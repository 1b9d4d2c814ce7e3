"""Faults a lawyer could leave in an office's folder: each told with file, line, quote and fix in Kazakh and Russian."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qauly.engine.content import Content

from .conftest import Qauly

HOME = "legal_texts/simplified_proceeding"
ACT = f"{HOME}/resolution.initiation/2024-01-18.yaml"
NOTICE = f"{HOME}/notice.initiate/2024-01-18.yaml"
BOT = "legal_texts/service/page.telegram/2024-01-01.yaml"
RULES = f"{HOME}/procedure.yaml"
FACTS = "legal_texts/facts.yaml"
YEAR = "legal_texts/calendar/2024.yaml"
CLOCK = f"{HOME}/clock.yaml"
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
    pytest.param(ACT, "ЖСН: {{ debtor.iin }}", "ЖСН: {{ debtor.iin }}-ға", "W-003", "{{ debtor.iin | dat }}",
                 id="a typed ending"),
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
    pytest.param(RULES, "on: payment_received", "on: payment_recieved", "L-006", "payment_received", id="no event"),
    pytest.param(RULES, "    to: terminated", "    to: terminatd", "L-007", "terminated", id="no status"),
    pytest.param(RULES, "facts.amount > debt", "facts.amount >", "L-003", "brackets", id="no expression"),
    pytest.param(RULES, "when: paid + facts", "when: payd + facts", "L-004", "paid", id="a name of a rule mistyped"),
    pytest.param(RULES, "type: reminder_due", "type: reminder", "L-009", "reminder_due", id="no timer"),
    pytest.param(RULES, "transition: initiate\n", "transition: initiat\n", "L-014", "in both languages", id="no words"),
    pytest.param(RULES, "source: {act: order-40-27nk-2024, clause: \"2\"}", "source: {act: order-40-27nk}", "L-011",
                 "order-40-27nk-2024", id="no act of a rule"),
    pytest.param(RULES, "source: {act: order-697-2024}", "source: {act: order-697}", "L-011", "order-697-2024",
                 id="no act of a regime"),
    pytest.param(RULES, "id: kind_not_taken", "id: no_regime", "L-016", "another id", id="a row's id twice"),
    pytest.param(RULES, "amount: writ.amount, last_day", "amount: writ.amount + opened_on, last_day",
                 "C-010", "Correct the expression",
                 id="a sum and a day"),
    pytest.param(RULES, "until: 2024-12-31", "until: 2023-12-31", "D-001", "`until`", id="an end before the start"),
    pytest.param(RULES, "id: simplified_proceeding", "id: other", "C-021", "simplified_proceeding", id="folder"),
    pytest.param(RULES, "$defs/person", "$defs/persn", "C-004", "#/$defs/person", id="no shape"),
    pytest.param(FACTS, "type: object", "type: objekt", "C-004", "object", id="no type"),
    pytest.param(FACTS, "minLength: 1", "minLenght: 1", "C-004", "minLength", id="no keyword"),
    pytest.param(FACTS, "format: iin", "format: inn", "C-004", "iin", id="no format"),
    pytest.param(FACTS, "required: [kk, ru]", "required: [kk, rus]", "C-004", "ru", id="no field"),
    pytest.param(YEAR, "2024-01-02:", "2023-01-02:", "C-002", "file of its year", id="a day of another year"),
    pytest.param(YEAR, "working:", "working:\n  2024-01-01: {kk: а, ru: б}", "C-002", "Keep one", id="off and working"),
    pytest.param(YEAR, "2024-05-04:", "2024-05-06:", "C-002", "Take it out", id="a weekday made a working day"),
    pytest.param(CLOCK, "schema: clock/1", "schema: clock/1\nfoo: 1", "C-002", "correct its name", id="clock"),
    pytest.param(CLOCK, "given: ", "given: no_", "C-030", "Write one of", id="no sample"),
    pytest.param(ACT, "Соңғы күн:", "Соңғы Соңғы күн:", "W-011", "Take one", id="a word twice"),
    pytest.param(ACT, "ru: \"Должник: ", "ru: \"Должнік: ", "W-005", "Russian word", id="a Kazakh letter"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "rule", "fix"), FAULTS)
def test_a_fault_is_told_with_place_and_fix(
    qauly: Qauly, exchanged: Callable[..., Path], file: str, old: str, new: str, rule: str, fix: str
) -> None:
    run = qauly("check", "--json", "--content", exchanged(file, old, new))
    assert run.code == 1 and not run.err
    found = [each for each in run.objects if each["severity"] == "error" and each["file"] == file]
    (fault, *_others) = [each for each in found if each["rule"] == rule]
    assert fault["line"] > 1 and (fault["quote"] or fault["texts"] or "is missing" in fault["message"]["en"])
    for lang in ("kk", "ru", "en"):
        assert fault["message"][lang] and fault["fix"][lang]
    assert fix in fault["fix"]["en"]
    assert len({fault["message"]["kk"], fault["message"]["ru"], fault["message"]["en"]}) == 3


def test_all_faults_come_in_one_run(qauly: Qauly, exchanged: Callable[..., Path]) -> None:
    exchanged(ACT, "{{ debt | money }} (", "{{ debt | monye }} (")
    exchanged(NOTICE, "status: draft", "status: ready")
    exchanged(NUMBERS, FIVE, FIVE.replace("5", "five"))
    folder = exchanged("legal_texts/glossary.yaml", "schema: glossary/1", "schema: glossary/1\nfoo: 1")
    faulty = {
        each["file"] for each in qauly("check", "--json", "--content", folder).objects if each["severity"] == "error"
    }
    assert {NOTICE, NUMBERS} <= faulty


def test_every_clause_that_cannot_be_spoken_is_named(
    qauly: Qauly, exchanged: Callable[..., Path], content: Content
) -> None:
    folder = exchanged(ACT, "ЖСН: {{ debtor.iin }}", "ЖСН: {{ debtor.inn }}")
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


@pytest.mark.parametrize(
    "name",
    [
        f"{HOME}/resolution.initiation/2024-03-01.yml",
        "legal_texts/simplified_proceeding/proceedure.yaml",
        "legal_texts/parameters/mrp.YML",
        "templates/akt.html.j2",
        "locales/ru/LC_MESSAGES/qauli.po",
    ],
)
def test_a_file_that_nothing_reads_is_named(qauly: Qauly, tmp_path: Path, name: str) -> None:
    place = tmp_path / "office" / name
    place.parent.mkdir(parents=True)
    place.write_text("foo: 1\n", "utf-8")
    run = qauly("check", "--json", "--content", tmp_path / "office")
    (found,) = [each for each in run.objects if each["severity"] == "error"]
    assert run.code == 1 and (found["file"], found["rule"]) == (name, "C-028")
    note = place.with_name("notes.txt")
    place.rename(note)
    assert qauly("check", "--content", tmp_path / "office").code == 0


def test_words_of_the_program_come_from_an_office_too(qauly: Qauly, tmp_path: Path, content: Content) -> None:
    name = "locales/ru/LC_MESSAGES/qauly.po"
    place = tmp_path / "office" / name
    place.parent.mkdir(parents=True)
    place.write_text(content.read_text(name).replace('"не указано."', '"отсутствует."'), "utf-8")
    events = tmp_path / "events.jsonl"
    events.write_text("{}\n", "utf-8")
    assert "отсутствует." in qauly("decide", events, "--ui", "ru", "--content", tmp_path / "office").err
    assert "не указано." in qauly("decide", events, "--ui", "ru").err

    place.write_text(content.read_text(name).replace("занимает {parts} частей", "занимает {part} частей"), "utf-8")
    run = qauly("check", "--json", "--content", tmp_path / "office")
    (found,) = [each for each in run.objects if each["severity"] == "error"]
    assert (found["file"], found["rule"]) == (name, "T-002") and found["line"] > 1 and "{part}" in found["quote"]

    place.write_text("no catalog", "utf-8")
    run = qauly("check", "--json", "--content", tmp_path / "office")
    assert [each["rule"] for each in run.objects if each["severity"] == "error"] == ["T-001"]
    assert "не указано." in qauly("decide", events, "--ui", "ru", "--content", tmp_path / "office").err


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_broken_word_layout_is_told_with_the_fix(qauly: Qauly, tmp_path: Path, data: bytes) -> None:
    place = tmp_path / "office" / "templates" / "act.docx"
    place.parent.mkdir(parents=True)
    place.write_bytes(data)
    run = qauly("check", "--json", "--content", tmp_path / "office")
    (found,) = [each for each in run.objects if each["severity"] == "error"]
    assert run.code == 1 and found["rule"] == "R-001" and ".docx" in found["fix"]["ru"]


def test_every_finding_and_every_refusal_of_the_code_has_a_fix() -> None:
    assert list(without_fix()) == []


def without_fix() -> Iterator[str]:
    """Calls in the engine that make a finding or refuse a call, and do not say how to mend it."""
    for file in sorted((Path(__file__).parents[2] / "engine").rglob("*.py")):
        if {"web", "delivery"} & set(file.parts):  # their own tests look at those
            continue
        for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            needed = {"Finding": 5, "finding": 4, "_finding": 3, "Difference": 3}.get(name, 0)
            told = any(keyword.arg == "fix" for keyword in call.keywords) or (needed and len(call.args) >= needed)
            if (needed or name in ("CallerError", "WrongUse", "IdUsed")) and not told:
                yield f"{file.name}:{call.lineno}"


def test_the_shape_for_machines_stays(qauly: Qauly) -> None:
    for each in qauly("check", "--json").objects:
        assert list(each) == ["file", "line", "rule", "severity", "clause", "quote", "spot", "message", "fix", "texts"]
