"""The feed: nothing is missing, nothing comes twice, and nobody overtakes; on SQLite and on PostgreSQL."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from tests.ledger.conftest import Opening

from qauly.engine import CallerError, Engine
from qauly.engine.ledger import feed
from qauly.engine.ledger.feed import FeedEntry


def test_outcomes_come_in_the_order_of_their_commits(engine: Engine, opening: Opening) -> None:
    outcomes = [engine.handle(opening(f"2024-00090{number}")) for number in range(5)]
    entries = engine.feed()
    assert [entry.position for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.outcome for entry in entries] == [outcome.model_dump(mode="json") for outcome in outcomes]
    assert engine.feed(after=3) == entries[3:] and engine.feed(after=1, limit=2) == entries[1:3]
    assert engine.feed(after=5) == ()


def test_timers_and_refusals_stand_in_it_a_repeated_event_does_not(engine: Engine, opening: Opening) -> None:
    first = opening()
    engine.handle(first)
    engine.handle(first)
    engine.handle(opening("2024-000911", change={"debtor": {"citizenship": "RUS"}}))
    with pytest.raises(CallerError):
        engine.handle(opening("2024-000912", at="2019-01-18T10:15:00+06:00"))
    engine.deliver(datetime.fromisoformat("2024-01-24T00:00:00+06:00"))
    assert [(each.case, each.outcome["transition"]) for each in engine.feed()] == [
        (first.case, "initiate"),
        ("2024-000911", "not_initiated"),
        (first.case, "cancel"),
    ]


def test_readers_beside_many_writers_miss_nothing(ledger_url: str, tmp_path: Path, opening: Opening) -> None:
    """Writers whose transactions are rolled back at times, and a reader that always asks behind its cursor."""
    with Engine.open(ledger_url, archive=tmp_path / "archive") as engine:
        engine.handle(opening("2024-000930"))
        done = threading.Event()

        def write(number: int) -> None:
            for step in range(6):
                engine.handle(opening(f"2024-0{number}{step:04}", change={"debtor": {"citizenship": "RUS"}}))
                with pytest.raises(IntegrityError), engine.store.writing() as connection:
                    feed.append(connection, f"no such event {number}")  # takes a position, and is rolled back

        def follow() -> Sequence[FeedEntry]:
            seen: list[FeedEntry] = []
            while True:
                last = done.is_set()
                seen += engine.feed(after=seen[-1].position if seen else 0, limit=7)
                if last and not engine.feed(after=seen[-1].position):
                    return seen

        with ThreadPoolExecutor(5) as pool:
            reader = pool.submit(follow)
            list(pool.map(write, range(10, 14)))
            done.set()
            seen = reader.result()
    assert [entry.position for entry in seen] == list(range(1, 1 + 1 + 4 * 6))
    assert len({entry.event for entry in seen}) == len(seen)
