"""Every rule that qauly check can tell of, provoked through the command: its place, its words and its fix."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qauly.engine.content import SHIPPED, Content

from .conftest import Qauly
from .test_check_courses import CHANGES
from .test_faulty_content import FAULTS

HOME = "legal_texts/simplified_proceeding"
ACT = f"{HOME}/resolution.initiation/2024-01-18.yaml"
NOTICE = f"{HOME}/notice.initiate/2024-01-18.yaml"
RULES = f"{HOME}/procedure.yaml"
NUMBERS = "legal_texts/parameters/simplified_proceeding.yaml"
SERVICE = "legal_texts/service/rules.yaml"
APPROVALS = "legal_texts/approvals.yaml"
RUSSIAN = "locales/ru/LC_MESSAGES/qauly.po"
IIN = "ЖСН: {{ debtor.iin }}"
TELLING = "kk: Қабылданған шешім туралы атқарушылық іс жүргізу тараптарына хабарлансын."
TOLD = "ru: О принятом решении сообщить сторонам исполнительного производства."
RECORD = f"""approvals:
  - wording: simplified_proceeding/resolution.nothing
    start: 2024-01-18
    sha256: {{kk: {"a" * 64}, ru: {"b" * 64}}}
    drafted: {{by: Автор, on: 2024-01-01}}
"""
CHANGED = f"""approvals:
  - wording: simplified_proceeding/resolution.initiation
    start: 2024-01-18
    sha256: {{kk: {"a" * 64}, ru: {"b" * 64}}}
    drafted: {{by: Автор Бірінші, on: 2024-01-01}}
    approved: {{by: Заңгер Екінші, on: 2024-01-02}}
"""
LONG = "Бұл хабарлама тым ұзын, сондықтан ол бірнеше бөлікке бөлінеді. " * 6
LENGTHY = "Это сообщение слишком длинное, поэтому оно делится на несколько частей. " * 6

NEVER = """\
  - id: never
    source: drafting
    when: has_offence and not has_offence
    kk: Бұл сөйлем ешқашан айтылмайды.
    ru: Это предложение никогда не произносится.
"""
AT = {"D-002": RULES, "W-010": ACT}  # where a fault is told that another file has

# file, what stands there, what is put there; then the rule, the words of the line it is told at, and the fix
PROVOKED = [
    pytest.param(RULES, "kind: resolution.initiation}", "kind: resolution.initiatoin}", "C-020",
                 "kind: resolution.initiatoin}", "resolution.initiation", id="C-020"),
    pytest.param(ACT, TELLING, TELLING[:-1] + " (қаңтар).", "C-025", None, "not issued", id="C-025"),
    pytest.param(RULES, "{{ overpaid | money }} артық", "{{ overpaid | mony }} артық", "L-005", "mony", "filter",
                 id="L-005"),
    pytest.param(RULES, "remember: {ground: '\"objection\"'}", "remember: {grund: '\"objection\"'}", "L-008", "grund",
                 "Write one of: ground", id="L-008"),
    pytest.param(RULES, "    documents: &termination_documents",
                 "    timers: [{type: reminder_due, at: expires}]\n    documents: &termination_documents", "L-010",
                 "timers: ", "Take the timer out", id="L-010"),
    pytest.param(RULES, "    regime: pilot\n    transition: refused", "    regime: national\n    transition: refused",
                 "L-012", "reminder_due:", "`on: reminder_due`, `from: initiated`, `regime: pilot`", id="L-012"),
    pytest.param(RULES, "statuses:\n", "statuses:\n  lost: {kk: Жоғалды, ru: Утрачено}\n", "L-013", "lost",
                 "Add a row", id="L-013"),
    pytest.param(RULES, '    in_words: {kk: "берешек дәл төленсе", ru: "если задолженность оплачена ровно"}\n', "",
                 "L-015", "facts.amount == debt", "`in_words: {kk: …, ru: …}`", id="L-015"),
    pytest.param(NUMBERS, "2024-01-18: {value: 5,", "2024-02-18: {value: 5,", "D-002", "pay_days: pilot.pay_days",
                 NUMBERS, id="D-002"),
    pytest.param(SERVICE, "\nprocedures:\n", "\nprocedures:\n  eprotokol: []\n", "S-001", "eprotokol", "eprotocol",
                 id="S-001"),
    pytest.param(SERVICE, "    rejected: {kk: қабылданбады, ru: отклонено}\n", "", "S-001", "states:", "both languages",
                 id="S-001 a state without words"),
    pytest.param("legal_texts/parameters/mrp.yaml", "schema: parameters/1\n", "? \nschema: parameters/1\n",
                 "C-002", None,
                 "Write the name", id="C-002 a name that is empty"),
    pytest.param(RULES, "mrp: mrp.fines\n      ceiling: pilot", "mrp: mrp.fine\n      ceiling: pilot", "L-002",
                 "mrp.fine",
                 "mrp.fines", id="L-002"),
    pytest.param(ACT, IIN, IIN.replace(":", " (екі):"), "W-002", IIN.replace(":", " (екі):"), "parameters",
                 id="W-002"),
    pytest.param(ACT, IIN, IIN + "-ға", "W-003", IIN + "-ға", "Write: {{ debtor.iin | dat }}", id="W-003 a case"),
    pytest.param(ACT, 'ru: "Должник: ', 'ru: "Лицо: ', "W-006", "Борышкер", "должник", id="W-006"),
    pytest.param(ACT, TELLING, TELLING.replace("Қабылданған", "Оңтайландырылған"), "W-006", "Оңтайландырылған",
                 "оңайлатылған іс жүргізу", id="W-006 a wrong form"),
    pytest.param(NOTICE, "«Келіспеймін»", "«Қарсымын»", "W-013", "«Не согласен»", "«Келіспеймін»", id="W-013"),
    pytest.param(ACT, TOLD, TOLD.replace("сообщить", "не сообщать"), "W-014", "не сообщать", "both", id="W-014"),
    pytest.param(ACT, "Соңғы күн: {{ last_day | date }}", "{{ last_day | date }} дейін", "W-015", "дейін",
                 "Соңғы күн: {{ last_day | date }}", id="W-015"),
    pytest.param(NOTICE, "{{ link }}", "https://qauly.example.kz", "W-016", "https://qauly", "{{ link }}",
                 id="W-016 an address"),
    pytest.param(NOTICE, "{{ link }}", "Қоңырау шалыңыз. {{ link }}", "W-016", "Қоңырау шалыңыз", "{{ link }}",
                 id="W-016 a call"),
    pytest.param(ACT, "status: draft", "status: approved", "Q-005", "status: approved", "`status: draft`", id="Q-005"),
    pytest.param(APPROVALS, "approvals: []\n", RECORD, "Q-006", "wording: simplified_proceeding/resolution.nothing",
                 f"{HOME}/resolution.nothing/2024-01-18.yaml", id="Q-006"),
    pytest.param(APPROVALS, "approvals: []\n", CHANGED, "W-010", None, "qauly withdraw", id="W-010"),
]  # fmt: skip

WARNED = [
    pytest.param(RULES.replace("simplified_proceeding", "eprotocol"), "until: 2026-12-31}", "until: 2027-12-31}",
                 "D-003", "legal_texts/calendar/2028.yaml", id="D-003"),
    pytest.param(NOTICE, None, None, "W-012", "Shorten it", id="W-012"),
    pytest.param(ACT, TELLING, TELLING.replace("Қабылданған", "Осы"), "W-017", "still says the same", id="W-017"),
    pytest.param("legal_texts/acts.yaml", None, None, "Q-001", "`checked`", id="Q-001"),
    pytest.param(NUMBERS, None, None, "Q-002", "`checked`", id="Q-002"),
    pytest.param(ACT, None, None, "Q-003", "qauly approve", id="Q-003"),
    pytest.param(ACT, f"    {TELLING}\n    {TOLD}\n", f"    {TELLING}\n    {TOLD}\n{NEVER}",
                 "Q-004", "Add a course", id="Q-004"),
    pytest.param(RUSSIAN, 'msgstr "Добавьте поле."', 'msgstr ""', "T-003", "Translate it", id="T-003"),
    pytest.param(ACT, "status: draft\n", "status: draft\nreview:\n  - {by: Заңгер, at: iin, text: Неге?}\n", "Q-007",
                 "Settle it", id="Q-007"),
]  # fmt: skip

ELSEWHERE = {  # provoked through the command by a test of their own
    "C-003": "test_two_homes_of_one_number",
    "C-022": "test_faulty_content", "C-027": "test_faulty_content", "C-028": "test_faulty_content",
    "C-024": "test_faulty_content", "C-031": "test_check_courses", "C-032": "test_check_courses",
    "T-001": "test_faulty_content", "T-002": "test_faulty_content", "R-001": "test_layout_lint",
    "R-003": "test_missing_fonts", "W-008": "test_check_outputs",
}  # fmt: skip
NOT_BY_CHECK = {
    "C-011": "L-012 stands before it",
    "C-023": "live mode alone refuses drafts",
    "C-026": "a reprint alone asks for an edition by its day",
    "R-002": "the press tells it of a page that it prints",
}


@pytest.mark.parametrize(("file", "old", "new", "rule", "words", "fix"), PROVOKED)
def test_an_error_has_its_place_its_words_and_its_fix(
    qauly: Qauly, exchanged: Callable[..., Path], file: str, old: str, new: str, rule: str, words: str | None, fix: str
) -> None:
    folder = exchanged(file, old, new)
    if rule == "C-025":  # a verbatim clause of which the composed months differ
        place = folder / file
        place.write_text(place.read_text("utf-8").replace(new, f"{new}\n    verbatim: true"), "utf-8")
    run = qauly("check", "--json", "--content", folder)
    found = [each for each in run.objects if each["rule"] == rule and each["severity"] == "error"]
    assert run.code == 1 and found, sorted({each["rule"] for each in run.objects})
    fault = next(each for each in found if fix in each["fix"]["en"])
    assert fault["file"] == AT.get(rule, file) and fault["line"] >= 1
    said = " ".join([fault["quote"], *fault["texts"].values()])
    assert words is None or words in said
    assert fault["spot"] is None or fault["spot"][1] <= len(fault["quote"])
    for lang in ("kk", "ru"):
        assert fault["message"][lang] != fault["message"]["en"] and fault["fix"][lang] != fault["fix"]["en"]
    shown = qauly("check", "--content", folder, "--ui", "ru").out
    assert f"{fault['file']}:{fault['line']}" in shown and fault["message"]["ru"].split("{")[0][:40] in shown


@pytest.mark.parametrize(("file", "old", "new", "rule", "fix"), WARNED)
def test_a_warning_has_its_place_and_its_fix(
    qauly: Qauly,
    exchanged: Callable[..., Path],
    content: Content,
    file: str,
    old: str | None,
    new: str,
    rule: str,
    fix: str,
) -> None:
    if rule == "W-012":
        text = content.read_text(file)
        start = text.index("kk:", text.index("sms:"))
        clause = text[start : text.index("\n  egov:")]
        new_clause = re.sub(r"(kk: [>|]-?\n\s+)", rf"\g<1>{LONG}", clause, count=1)
        new_clause = re.sub(r"(ru: [>|]-?\n\s+)", rf"\g<1>{LENGTHY}", new_clause, count=1)
        old, new = clause, new_clause
        assert old != new
    folder = exchanged(file, old or "schema:", new if old else "schema:")
    run = qauly("check", "--json", "--content", folder)
    found = [each for each in run.objects if each["rule"] == rule]
    assert found, sorted({each["rule"] for each in run.objects if each["severity"] == "error"})
    assert {each["severity"] for each in found} == {"warning"}
    assert any(fix in each["fix"]["en"] for each in found)
    assert all(each["fix"]["kk"] and each["fix"]["ru"] and each["file"] for each in found)


def test_two_homes_of_one_number(qauly: Qauly, tmp_path: Path) -> None:
    place = tmp_path / "office" / "legal_texts" / "parameters" / "own.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(
        "schema: parameters/1\nparameters:\n  pilot.ceiling:\n    unit: mrp\n    label: {kk: шек, ru: предел}\n"
        "    values:\n      2024-01-18: {value: 10, source: drafting, checked: null}\n",
        "utf-8",
    )
    (fault,) = [each for each in qauly("check", "--json", "--content", tmp_path / "office").objects
                if each["rule"] == "C-003"]  # fmt: skip
    assert (fault["file"], fault["line"], fault["quote"]) == (NUMBERS, 4, "pilot.ceiling")


def test_no_rule_is_without_a_test() -> None:
    folders = ("wording", "law", "courses")
    files = [file for folder in folders for file in (SHIPPED / "engine" / folder).glob("*.py")]
    files += [SHIPPED / "engine" / name for name in ("catalogs.py", "yamlfile.py")]
    files += [SHIPPED / "engine" / "render" / f"{name}.py" for name in ("layout_lint", "font_files", "environment")]
    known = {rule for file in files for rule in re.findall(r'"([A-Z]-\d{3})"', file.read_text("utf-8"))}
    provoked = {each.values[3] for each in (*FAULTS, *PROVOKED, *WARNED)} | ({"C-032"} if CHANGES else set())
    assert known - provoked - set(ELSEWHERE) - set(NOT_BY_CHECK) == set()
