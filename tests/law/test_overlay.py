"""A new regime, a new document and a new number by files alone: nothing of Python changes."""

from pathlib import Path
from typing import Any

import pytest
from tests.law.events import event, walk

from qauly.engine import Engine
from qauly.engine.content import Content
from qauly.engine.language.typography import NBSP
from qauly.engine.law.library import Law
from qauly.engine.wording.check import check_content

HOME = Path("legal_texts/simplified_proceeding")

REGIME = """\
regimes:
  - id: shymkent
    title: {kk: Шымкенттегі тәртіп, ru: порядок в Шымкенте}
    from: 2025-06-01
    when: office.locality | in_town(towns.shymkent)
    source: drafting
    values:
      mrp: mrp.fines
      ceiling: shymkent.ceiling
      pay_days: shymkent.pay_days
      free_days: national.free_days
      kinds: pilot.kinds
      objection: pilot.objection
      phone_required: phone.required
      sms_parts: sms.parts
"""
VALUES = """\
schema: parameters/1
parameters:
  shymkent.ceiling:
    unit: mrp
    label: {kk: шекті сома, ru: предел суммы}
    values:
      2025-06-01: {value: 3, source: an office, checked: null}
  shymkent.pay_days:
    unit: working_day
    label: {kk: төлеу мерзімі, ru: срок оплаты}
    count: {first_day: next, last_day: inclusive, shift_on_holiday: false}
    values:
      2025-06-01: {value: 4, source: an office, checked: null}
"""
MEMO = """\
schema: wording/1
id: memo.debtor
start: 2025-06-01
status: draft
kind: {kk: ЖАДЫНАМА, ru: ПАМЯТКА}
title: {kk: борышкерге, ru: должнику}
clauses:
  - {id: to, block: fact, source: drafting, kk: "Кімге: {{ debtor.name | dat }}", ru: "Кому: {{ debtor.name | dat }}"}
  - id: term
    source: drafting
    kk: "Төлеу мерзімі – {{ law.pay_days | count }}. Соңғы күн: {{ last_day | date }}."
    ru: "Срок оплаты – {{ law.pay_days | count }}. Последний день: {{ last_day | date }}."
"""


@pytest.fixture
def office(content: Content, tmp_path: Path) -> Path:
    """An overlay with a regime of its own and a document that only this regime issues."""
    rules = content.read_text(f"{HOME}/procedure.yaml")
    rules = rules.replace("regimes:\n", REGIME, 1)
    rules = rules.replace("towns:\n", "towns:\n  shymkent: {kk: Шымкент, ru: Шымкент}\n", 1)
    rules = rules.replace(
        "documents: [{kind: resolution.initiation}]",
        "documents: [{kind: resolution.initiation}, {kind: memo.debtor, regime: shymkent}]",
    )
    rules = rules.replace(
        "    regime: pilot\n    transition: refused", "    regime: [pilot, shymkent]\n    transition: refused", 1
    )
    for old in ("regime: [pilot, shymkent]", "{kk: Шымкент", "{kind: memo.debtor"):
        assert old in rules
    files = {
        HOME / "procedure.yaml": rules,
        HOME / "memo.debtor" / "2025-06-01.yaml": MEMO,
        Path("legal_texts/parameters/shymkent.yaml"): VALUES,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def shymkent(fine: dict[str, Any]) -> dict[str, Any]:
    fine["office"] = {
        "kk": "Шымкент қаласының әділет департаменті",
        "ru": "Департамент юстиции города Шымкента",
        "locality": {"kk": "Шымкент қаласы", "ru": "город Шымкент"},
    }
    fine["writ"]["amount"] = "11000.00"
    return fine


def test_the_new_regime_decides(office: Path, fine: dict[str, Any]) -> None:
    law = Law.load(Content.open([office]))
    decision = walk(law, event("writ_received", "2025-06-05T10:00:00+05:00", shymkent(fine)))
    assert decision.case.regime == "shymkent"
    assert [document.kind for document in decision.documents] == ["resolution.initiation", "memo.debtor"]
    # 6 June is Eid's first day in 2025, then a weekend: working days 9 to 12 June
    assert {timer.type: timer.at.isoformat() for timer in decision.timers} == {
        "term_expired": "2025-06-13T00:00:00+05:00"
    }
    over = shymkent(fine)
    over["writ"]["amount"] = "11796.01"
    assert walk(law, event("writ_received", "2025-06-05T10:00:00+05:00", over)).transition == "not_initiated"


def test_the_new_document_is_issued_and_printed(office: Path, fine: dict[str, Any], tmp_path: Path) -> None:
    with Engine.open(f"sqlite:///{tmp_path / 'q.db'}", archive=tmp_path / "archive", content=[office]) as engine:
        outcome = engine.handle(event("writ_received", "2025-06-05T10:00:00+05:00", shymkent(fine), case="2025-000777"))
        engine.export(outcome, tmp_path / "out")
        memo = outcome.documents[1]
        text = next(each for each in memo.renditions if (each.lang, each.format) == ("ru", "txt"))
        words = (tmp_path / "out" / text.path).read_text("utf-8").replace(NBSP, " ")
    assert memo.kind == "memo.debtor" and memo.number == "2025-000777/2"
    assert "Кому: Ибраеву Асхату Маратовичу" in words
    assert "Срок оплаты – 4 (четыре) рабочих дня. Последний день: 12 июня 2025 года." in words


def test_check_reads_the_overlay(office: Path) -> None:
    findings = check_content(Content.open([office])).findings
    assert [each for each in findings if each.severity == "error"] == []
    assert any(each.rule == "Q-004" and "memo.debtor" in each.file for each in findings), "no course reaches it yet"


def test_check_tells_what_the_new_regime_leaves_undecided(office: Path) -> None:
    rules = office / HOME / "procedure.yaml"
    rules.write_text(rules.read_text("utf-8").replace("regime: [pilot, shymkent]", "regime: pilot"), "utf-8")
    errors = [each for each in check_content(Content.open([office])).findings if each.severity == "error"]
    assert {each.rule for each in errors} == {"L-012"}
    assert any("reminder_due" in each.message.text("en") for each in errors)
