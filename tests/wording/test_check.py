"""Mistakes a person could make in the content, one at a time: each must be found in its file, by its rule."""

from pathlib import Path

import pytest

from qauly.engine.content import Content
from qauly.engine.wording.check import check_content

HOME = "legal_texts/simplified_proceeding"
ACT = f"{HOME}/resolution.termination/2024-01-18.yaml"
NOTICE = f"{HOME}/notice.initiate/2024-01-18.yaml"
RULES = f"{HOME}/procedure.yaml"
VALUES = "legal_texts/parameters/simplified_proceeding.yaml"

MISTAKES = [
    pytest.param(ACT, '    ru: "ИИН: {{ debtor.iin }}"\n', "", "C-002", id="a language is missing"),
    pytest.param(ACT, "ИИН: {{ debtor.iin }}", "ИИН: {{ debtor.name }}", "W-001", id="another place in one language"),
    pytest.param(ACT, "debtor.iin }}", "debtor.inn }}", "C-024", id="a field that no person has"),
    pytest.param(ACT, "ИИН: {{ debtor.iin }}", "ИИН: {{ detbor.iin }}", "W-001", id="a name that is not known"),
    pytest.param(ACT, "{{ debt | words }})\"\n    ru", "{{ debt | money }})\"\n    ru", "W-001", id="another filter"),
    pytest.param(ACT, "Берешек: {{", "Берешек 10: {{", "W-001", id="a figure in one language"),
    pytest.param(ACT, "{{ debtor.iin }}\"\n    ru", "{{ debtor.iin }}-ға\"\n    ru", "W-003", id="a typed suffix"),
    pytest.param(ACT, "Борышкер: {{", "Бoрышкер: {{", "W-004", id="a Latin letter in a word"),
    pytest.param(ACT, "Борышкер: {{", "Борышкер - {{", "W-011", id="a hyphen for a dash"),
    pytest.param(ACT, "Борышкер: {{", "Борышкер борышкер: {{", "W-011", id="a word said twice"),
    pytest.param(ACT, "Должник: {{", "Борышқер: {{", "W-005", id="Kazakh letters in the Russian text"),
    pytest.param(ACT, "when: was_paid", "when: was_payed", "W-009", id="a condition nobody knows"),
    pytest.param(ACT, "act: law-261-iv", "act: law-999", "W-007", id="an act nobody knows"),
    pytest.param(ACT, "{{ debtor.name }}", "{{ debtor.name | upcase }}", "W-009", id="a filter that is none"),
    pytest.param(ACT, "{{ debtor.name }}", "{{ debtor.name", "W-009", id="a place that does not close"),
    pytest.param(NOTICE, "start: 2024-01-18", "start: 2024-02-18", "C-021", id="a start that is not the file's"),
    pytest.param(RULES, "mrp: mrp.fines\n      ceiling: pilot.ceiling", "mrp: mrp.fine\n      ceiling: pilot.ceiling",
                 "L-002", id="a parameter that is not there"),
    pytest.param(VALUES, "  pilot.pay_days:\n    unit: calendar_day", "  pilot.pay_days:\n    unit: moon_day",
                 "C-002", id="a unit that is none"),
    pytest.param(VALUES, "2024-01-18: {value: 5,", "2024-02-18: {value: 5,", "D-002", id="a value that starts late"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "rule"), MISTAKES)
def test_a_mistake_is_found(file: str, right: str, wrong: str, rule: str, content: Content, tmp_path: Path) -> None:
    text = content.read_text(file)
    assert right in text
    place = tmp_path / file
    place.parent.mkdir(parents=True)
    place.write_text(text.replace(right, wrong, 2 if "debtor.inn" in wrong else 1), "utf-8")
    errors = [each for each in check_content(Content.open([tmp_path])).findings if each.severity == "error"]
    found = {each.rule for each in errors}
    assert rule in found, [f"{each.file}:{each.line} {each.rule} {each.message.text('en')}" for each in errors]
    for each in errors:
        assert each.message.text("kk") and each.message.text("ru")


def test_a_day_without_wording_is_found(content: Content, tmp_path: Path) -> None:
    """An edition that starts after its regime leaves days on which the law asks for words nobody wrote."""
    text = content.read_text(ACT).replace("start: 2024-01-18", "start: 2024-03-01")
    place = tmp_path / ACT.replace("2024-01-18", "2024-03-01")
    place.parent.mkdir(parents=True)
    place.write_text(text, "utf-8")
    (tmp_path / ACT).write_text("", "utf-8")
    errors = [each for each in check_content(Content.open([tmp_path])).findings if each.severity == "error"]
    assert errors


def test_deep_walks_every_day(content: Content) -> None:
    assert [each for each in check_content(content, deep=True).findings if each.severity == "error"] == []
