"""Log lines tell what was done and never of whom."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import Qauly
from tests.engine.conftest import paid
from tests.watch.conftest import Opening

from qauly.engine.watch.masks import masked, safe

CONTACTS = {"phone": "+77011234567", "email": "askhat.ibrayev@example.kz", "egov": True, "telegram": "987654321"}


def personal(facts: dict[str, Any]) -> set[str]:
    """Every word of the facts that tells of a person."""
    debtor = facts["debtor"]
    names = {part for lang in ("kk", "ru") for part in debtor["name"][lang].values() if part}
    return names | {debtor["iin"], *(str(value) for value in CONTACTS.values() if value is not True)}


def test_no_line_holds_personal_data(qauly: Qauly, opening: Opening, tmp_path: Path) -> None:
    first = opening("2024-001600", change={"debtor": {"contacts": CONTACTS}})
    wrong = opening("2024-001601", change={"debtor": {"contacts": CONTACTS, "name": {"kk": {"last": 5}}}})
    events = [first, paid(first, "2024-01-19T12:00:00+06:00"), wrong, opening(first.facts["debtor"]["iin"])]
    lines = "\n".join(event.model_dump_json() for event in events)
    handled = qauly("handle", "-", "--json", "--log", "json", stdin=lines.encode())
    (tmp_path / "qauly.toml").write_text('[media]\nsms = "memory"\n[watch]\nlog = "text"\n', "utf-8")
    sent = qauly("deliver", "--now", "2024-02-01T12:00:00+06:00", "--log", "json")
    assert handled.code == 1 and sent.code == 0
    told = [json.loads(line) for line in (handled.err + sent.err).splitlines() if line.startswith("{")]
    assert {each["stage"] for each in told} >= {"handle", "dispatch"} and len(told) >= 6
    with_links = json.dumps([json.loads(line) for line in handled.out.splitlines()])
    tokens = {word.rsplit("/", 1)[-1][:16] for word in with_links.split() if "example.kz/n/" in word}
    assert tokens
    secrets = personal(first.facts) | tokens | {CONTACTS["email"], "Ибраев"}
    for line in (handled.err + sent.err).splitlines():
        if line.startswith("{"):
            assert not {secret for secret in secrets if str(secret) in line}, line
    assert next(each for each in told if each.get("error"))["level"] == "warning"


def test_people_read_text(qauly: Qauly, opening: Opening) -> None:
    run = qauly("handle", "-", "--log", "text", stdin=opening("2024-001602").model_dump_json().encode())
    (line,) = run.complaints
    assert "info handle" in line and "case=2024-001602" in line and "transition=initiate" in line


def test_nobody_asked_nothing_is_told(qauly: Qauly, opening: Opening) -> None:
    assert qauly("handle", "-", stdin=opening("2024-001603").model_dump_json().encode()).err == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("900101100014", "9001********"),
        ("of 900101100014, 1", "of 9001********, 1"),
        ("+77011234567", "+7701*******"),
        ("8 (701) 123-45-67", "8 (701*******"),
        ("87011234567", "8701*******"),
        ("a.b@example.kz", "***@***"),
        ("https://example.kz/n/AbCdEfGhIjKlMnOp", "https://example.kz/n/***"),
        ("123456789:AAbbccddeeffgghhiijjkkllmmnnooppqq1", "***"),
        ("Ибраев Асхат", "*** ***"),
        ("2024-000123", "2024-000123"),
        ("7b0e2f6c-1111-4222-8333-444455556666", "7b0e2f6c-1111-4222-8333-444455556666"),
    ],
)
def test_masks(text: str, told: str) -> None:
    assert masked(text) == told


def test_facts_outside_of_the_list_are_left_out() -> None:
    assert safe({"case": "1", "address": "x", "reason": "y", "text": "z", "documents": 2}) == {
        "case": "1",
        "documents": 2,
    }
