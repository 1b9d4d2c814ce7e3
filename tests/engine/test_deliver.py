"""`Engine.deliver`: timers to the second, dispatches once, ladders, modes, and a chain nobody can bend."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.engine.conftest import Opening, later, paid

from qauly.engine import CallerError, Engine
from qauly.engine.config import Config, Media
from qauly.engine.ledger import tables as t
from qauly.engine.ledger.chain import ATTEMPTS, first_fault

MIDNIGHT = datetime.fromisoformat("2024-01-24T00:00:00+06:00")


def open_engine(tmp_path: Path, **settings: Any) -> Engine:
    config = Config(**settings)
    return Engine.open(f"sqlite:///{tmp_path / 'q.db'}", archive=tmp_path / "archive", config=config)


def memory(answers: dict[str, str]) -> dict[str, Any]:
    media = Media(sms="memory", egov="memory", email="memory", telegram="memory", system="memory")
    return {"media": media, "channels": {"memory": {"answers": answers}}}


def test_a_timer_fires_at_its_second_and_not_before(engine: Engine, opening: Opening) -> None:
    engine.handle(opening())
    assert engine.deliver(MIDNIGHT - timedelta(seconds=1)).outcomes == ()
    (outcome,) = engine.deliver(MIDNIGHT).outcomes
    assert (outcome.transition, outcome.status.code) == ("cancel", "cancelled")
    assert outcome.documents[0].date == "2024-01-24"
    assert engine.deliver(MIDNIGHT + timedelta(days=400)).outcomes == ()


def test_a_payment_before_the_timer_ran_wins_whatever_the_hour(engine: Engine, opening: Opening) -> None:
    first = opening()
    engine.handle(first)
    assert engine.handle(paid(first, "2024-01-24T00:00:01+06:00")).transition == "terminate"
    assert engine.deliver(MIDNIGHT + timedelta(days=30)).outcomes == ()


def test_an_explicit_event_consumes_the_timer(engine: Engine, opening: Opening) -> None:
    first = opening()
    engine.handle(first)
    assert engine.handle(later(first, "term_expired", "2024-01-24T00:00:00+06:00")).transition == "cancel"
    assert engine.deliver(MIDNIGHT + timedelta(days=1)).outcomes == ()


def test_the_day_is_almatys_on_both_sides_of_the_change(engine: Engine, opening: Opening) -> None:
    before = engine.handle(opening("2024-000710", at="2024-02-25T10:00:00+06:00"))
    after = engine.handle(opening("2024-000711", at="2024-02-28T23:30:00+06:00"))
    utc = engine.handle(opening("2024-000712", at="2024-01-18T18:30:00+00:00"))  # the 19th in Almaty
    assert before.timers[0].at == "2024-03-02T00:00:00+05:00"
    assert after.timers[0].at == "2024-03-05T00:00:00+05:00"
    assert utc.timers[0].at == "2024-01-25T00:00:00+06:00"


def test_dispatches_become_files(engine: Engine, opening: Opening, tmp_path: Path) -> None:
    engine.handle(opening())
    report = engine.deliver(datetime.fromisoformat("2024-01-18T10:20:00+06:00"))
    assert sorted((sent.medium, sent.state) for sent in report.dispatches) == [
        ("sms", "accepted"),
        ("system", "accepted"),
    ]
    files = sorted(path.name.split("-")[0] for path in (tmp_path / "outbox").rglob("*") if path.is_file())
    assert files == ["sms", "system"]
    assert engine.deliver(datetime.fromisoformat("2024-01-18T10:21:00+06:00")).dispatches == ()


def test_a_refused_phone_leads_to_the_next_rung(tmp_path: Path, opening: Opening) -> None:
    with open_engine(tmp_path, **memory({"+77011234567": "rejected"})) as engine:
        first = opening()
        engine.handle(first)
        states = [(sent.medium, sent.state) for sent in engine.deliver(MIDNIGHT - timedelta(hours=1)).dispatches]
        assert ("sms", "rejected") in states and ("egov", "accepted") in states


def test_what_fails_for_a_while_is_tried_again_with_the_same_reference(tmp_path: Path, opening: Opening) -> None:
    with open_engine(tmp_path, **memory({"+77011234567": "transient"})) as engine:
        first = opening()
        engine.handle(first)
        now = datetime.fromisoformat("2024-01-18T10:20:00+06:00")
        seen = []
        for _hour in range(24):
            seen += [sent for sent in engine.deliver(now).dispatches if sent.medium == "sms"]
            now += timedelta(hours=1)
        assert {sent.reference for sent in seen} == {seen[0].reference}
        assert seen[-1].state == "dead"
        view = engine.show(first.case)
        assert {each.medium for each in view.dispatches} >= {"sms", "egov"}


def test_an_unsent_notice_of_an_ended_case_is_cancelled(engine: Engine, opening: Opening) -> None:
    first = opening()
    engine.handle(first)
    engine.handle(paid(first, "2024-01-18T10:16:00+06:00"))
    sent = {(each.kind, each.state) for each in engine.deliver(MIDNIGHT).dispatches if each.medium == "sms"}
    assert sent == {("notice.initiate", "cancelled"), ("notice.terminate", "accepted")}


def test_a_team_writes_to_its_own_people_only(
    tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QAULY_SECRET", "of a test")
    with open_engine(tmp_path, mode="team", recipients=("+7777*",), **memory({})) as engine:
        engine.handle(opening("2024-000721"))
        engine.handle(opening("2024-000722", change={"debtor": {"contacts": {"phone": "+77771112233"}}}))
        sent = {each.address: each.state for each in engine.deliver().dispatches if each.medium == "sms"}
        assert sent["+77011234567"] == "cancelled"
        with pytest.raises(CallerError):
            engine.deliver(MIDNIGHT)


def test_the_chain_of_attempts_shows_any_change(engine: Engine, opening: Opening) -> None:
    engine.handle(opening())
    engine.deliver(MIDNIGHT)
    assert broken_link(engine) is None
    with engine.store.writing() as connection:
        connection.execute(update(t.attempt).where(t.attempt.c.id == 1).values(reason="nothing happened"))
    assert broken_link(engine) == 1


def broken_link(engine: Engine) -> int | None:
    with engine.store.reading() as connection:
        return first_fault(connection, ATTEMPTS)


def test_a_timer_that_cannot_fire_is_told_and_stops_nothing_else(engine: Engine, opening: Opening) -> None:
    engine.handle(opening("2024-000731"))
    engine.handle(opening("2024-000732"))
    with engine.store.writing() as connection:
        row = connection.execute(select(t.case).where(t.case.c.id == "2024-000731")).one()
        state = json.loads(row.state)
        state["values"] = {}
        connection.execute(update(t.case).where(t.case.c.id == row.id).values(state=json.dumps(state)))
    report = engine.deliver(MIDNIGHT)
    assert [outcome.case for outcome in report.outcomes] == ["2024-000732"]
    assert len(report.failures) == 1
