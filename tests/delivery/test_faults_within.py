"""What goes wrong inside the house: workers that die or are slow, databases that are away or full, clocks that jump."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError
from tests.engine.conftest import Opening

from qauly.engine import CallerError, Engine, Event
from qauly.engine.delivery import owners
from qauly.engine.delivery.claims import Wanted
from qauly.engine.delivery.sending import Sender
from qauly.engine.ledger import tables as t
from qauly.engine.ledger.chain import ATTEMPTS, RECEIPTS, first_fault
from qauly.engine.ledger.tables import stamp
from qauly.engine.ports import Capabilities, DispatchOrder, Phones, SendResult

from .conftest import START, MakeOffice, Office, Provider

SAFE = Capabilities(("sms",), resend_is_safe=True)


@pytest.fixture
def dead() -> str:
    """The name of a worker that has died on this machine."""
    code = "from qauly.engine.delivery.owners import owner_name; print(owner_name())"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def put(desk: Office, state: str, owner: str) -> None:
    """The text message as a worker left it."""
    with desk.engine.store.writing() as connection:
        connection.execute(
            update(t.dispatch)
            .where(t.dispatch.c.medium == "sms")
            .values(state=state, owner=owner, lease=stamp(START + timedelta(hours=5)), attempts=state != "queued")
        )


def test_killed_before_the_intent(office: MakeOffice, opening: Opening, dead: str) -> None:
    """Fault 1: claimed, not begun: nothing has gone out, and it is sent."""
    assert owners.is_gone(dead) and not owners.is_gone(owners.owner_name())
    desk = office()
    desk.engine.handle(opening())
    put(desk, "queued", dead)
    assert ("sms", "accepted") in desk.deliver()
    assert len(desk.sms.sent) == 1


def test_killed_after_the_intent(office: MakeOffice, opening: Opening, dead: str) -> None:
    """Fault 2: nobody knows whether it went: unknown, then the rule of the channel."""
    desk = office()
    desk.engine.handle(opening())
    put(desk, "submitting", dead)
    desk.deliver()
    assert desk.state() == "unknown" and desk.sms.sent == []
    assert ("unknown", "the process died") in desk.attempts()


def test_killed_after_the_intent_of_a_channel_that_is_safe(office: MakeOffice, opening: Opening, dead: str) -> None:
    """Fault 3: at most one repeat, under the same reference."""
    desk = office(Provider(capabilities=SAFE))
    desk.engine.handle(opening())
    put(desk, "submitting", dead)
    assert ("sms", "accepted") in desk.deliver()
    assert len(desk.sms.sent) == 1 and desk.sms.sent[0].attempt == 2


def test_two_workers_and_one_row(office: MakeOffice, opening: Opening) -> None:
    """Fault 22."""
    desk = office()
    for number in range(6):
        desk.engine.handle(opening(f"2024-00081{number}"))
    house = desk.engine.house
    barrier = threading.Barrier(4)

    def work(_number: int) -> None:
        barrier.wait()
        for _round in range(4):
            Sender(house).work("provider", Wanted(START, START, None), limit=2)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert sorted(order.case for order in desk.sms.sent) == [f"2024-00081{number}" for number in range(6)]


def test_a_worker_that_is_only_slow(office: MakeOffice, opening: Opening) -> None:
    """Fault 23: its lease runs out, another sends; the late result is refused as such and kept."""
    provider = Provider(capabilities=SAFE)
    desk = office(provider)

    def slow(order: DispatchOrder) -> SendResult:
        if len(provider.sent) == 1:
            desk.clock.sleep(200)
            desk.deliver()
        return SendResult("accepted", provider_id=f"{order.reference[:8]}-{len(provider.sent)}")

    provider.answer = slow
    desk.engine.handle(opening())
    desk.deliver()
    assert desk.state() == "accepted" and len(provider.sent) == 2
    assert [state for state, _reason in desk.attempts()].count("accepted") == 3, "one of the register, two of the text"
    with desk.engine.store.reading() as connection:
        assert first_fault(connection, ATTEMPTS) is None


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_jumps(office: MakeOffice, opening: Opening, days: int) -> None:
    """Fault 24: backwards nothing is sent twice and no allowance is given away; forwards nothing is left out."""
    desk = office(channels={"provider": {"rate": 2}})
    for number in range(4):
        desk.engine.handle(opening(f"2024-00082{number}"))
    desk.clock.sleep(2 * 86400)
    desk.deliver()
    desk.clock._moment += timedelta(days=days)
    for number in range(4, 8):
        desk.engine.handle(opening(f"2024-00082{number}", at=desk.clock.now().isoformat()))
    before = desk.clock.now()
    desk.deliver()
    assert len(desk.sms.sent) == 8
    assert desk.clock.now() - before >= timedelta(seconds=1)


def test_a_term_of_thirty_days_over_a_leap_day_and_the_end_of_the_zone(office: MakeOffice, opening: Opening) -> None:
    """Fault 24: the timer stands in the ledger, whatever restarts meanwhile."""
    desk = office()
    desk.engine.handle(opening("2024-000830", at="2024-02-27T10:15:00+06:00"))
    desk.clock.reach(datetime.fromisoformat("2024-03-03T23:59:59+05:00"))
    assert desk.engine.deliver().outcomes == ()
    again = office()
    again.clock.reach(datetime.fromisoformat("2024-03-04T00:00:00+05:00"))
    (outcome,) = again.engine.deliver().outcomes
    assert outcome.transition == "cancel" and outcome.documents[0].date == "2024-03-04"


def test_a_full_database_refuses_new_work_and_keeps_what_it_has(tmp_path: Path, opening: Opening) -> None:
    """Fault 26."""
    with Engine.open(f"sqlite:///{tmp_path / 'q.db'}", archive=tmp_path / "archive") as engine:
        engine.handle(opening("2024-000840"))
        with engine.store.reading() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        limited = sqlite3.connect(tmp_path / "q.db")
        limited.execute(f"PRAGMA max_page_count={pages}")
        limited.close()
        with engine.store.writing() as connection:
            connection.execute(text(f"PRAGMA max_page_count={pages}"))
        with pytest.raises(OperationalError, match="full"):
            for number in range(50):
                engine.handle(opening(f"2024-00085{number:02d}"))
        with engine.store.writing() as connection:
            connection.execute(text("PRAGMA max_page_count=1073741823"))
        with engine.store.reading() as connection:
            assert first_fault(connection, ATTEMPTS) is None
        assert engine.show("2024-000840").documents
        assert engine.handle(opening("2024-000899")).transition == "initiate"


def test_a_server_that_restarts_in_the_middle(
    office: MakeOffice, opening: Opening, request: pytest.FixtureRequest
) -> None:
    """Fault 21: every connection is cut while a call is under way; the answer is written down all the same."""
    desk = office()
    if desk.engine.store.engine.dialect.name != "postgresql":
        pytest.skip("a file has no server")

    def cut(order: DispatchOrder) -> SendResult:
        with desk.engine.store.engine.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                     " AND pid <> pg_backend_pid()")
            )  # fmt: skip
        return SendResult("accepted", provider_id=order.reference)

    desk.sms.answer = cut
    for number in range(3):
        desk.engine.handle(opening(f"2024-00086{number}"))
    desk.deliver()
    assert len(desk.sms.sent) == 3
    with desk.engine.store.reading() as connection:
        states = connection.execute(select(t.dispatch.c.state).where(t.dispatch.c.medium == "sms")).scalars().all()
    assert states == ["accepted"] * 3


def test_the_same_event_fifty_times_at_once(office: MakeOffice, opening: Opening) -> None:
    """Fault 28."""
    desk = office()
    event = opening("2024-000870")
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _number: desk.engine.handle(event), range(50)))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    with desk.engine.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(t.notice)).scalar_one() == 1
        assert connection.execute(select(func.count()).select_from(t.feed)).scalar_one() in (0, 1)


def test_a_phone_that_the_directory_does_not_know(office: MakeOffice, opening: Opening, tmp_path: Path) -> None:
    """Fault 30: recorded; where the regime needs a phone, the case is not begun."""
    payload = json.loads(opening("2024-000880").model_dump_json())
    del payload["facts"]["debtor"]["contacts"]["phone"]
    event = Event.model_validate(payload)
    url = f"sqlite:///{tmp_path / 'd.db'}"
    with Engine.open(url, archive=tmp_path / "d", directory=Phones({})) as engine:
        outcome = engine.handle(event)
        assert outcome.transition == "not_initiated" and outcome.reason
    with Engine.open(url, archive=tmp_path / "d") as engine, pytest.raises(CallerError, match="phone"):
        engine.handle(Event.model_validate(payload | {"id": "another", "case": "2024-000881"}))


def test_a_chain_shows_what_was_changed_in_a_receipt(office: MakeOffice, opening: Opening) -> None:
    desk = office()
    desk.engine.handle(opening())
    desk.deliver()
    desk.sms.hear("undeliverable", desk.sms.sent[0], reason="gone")
    with desk.engine.store.writing() as connection:
        assert first_fault(connection, RECEIPTS) is None
        connection.execute(update(t.receipt).values(state="delivered"))
        assert first_fault(connection, RECEIPTS) == 1


def test_a_worker_of_another_machine_is_not_judged_here() -> None:
    machine, pid, begun, claim = owners.owner_name().rsplit("/", 3)
    assert pid == str(os.getpid()) and not owners.is_gone(f"elsewhere/{pid}/{begun}/{claim}")
    assert owners.is_gone(f"{machine}/{pid}/{int(begun) + 1}/{claim}"), "the number was given to another process"
    assert not owners.is_gone("no name of ours")
