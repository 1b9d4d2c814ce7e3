"""A hundred thousand notices on one day, by a channel that takes twenty a second: fault 27."""

import resource
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from tests.engine.conftest import Opening

from qauly.engine.delivery.sending import Sent
from qauly.engine.ledger import tables as t
from qauly.engine.ports import DispatchOrder, SendResult

from .conftest import MakeOffice, Provider
from .load import fill

TOLERANCE = timedelta(seconds=30)


def memory() -> int:
    """Kilobytes this process has ever taken."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.slow
def test_fair_in_order_and_no_timer_late(office: MakeOffice, opening: Opening) -> None:
    many(office, opening, 100_000)


def test_the_same_on_a_small_scale(office: MakeOffice, opening: Opening) -> None:
    many(office, opening, 600)


def many(office: MakeOffice, opening: Opening, count: int) -> None:
    provider = Provider()
    desk = office(provider, channels={"provider": {"rate": 20}})
    if desk.engine.store.engine.dialect.name != "sqlite" and count > 10_000:
        pytest.skip("the statements are the same, and the database is not what is measured")
    took: list[tuple[int, datetime]] = []  # number of the dispatch, when it went

    def answer(order: DispatchOrder) -> SendResult:
        provider.sent.clear()
        if order.kind.startswith("message.load."):
            took.append((int(order.kind.rpartition(".")[2]), desk.clock.now()))
        return SendResult("accepted")

    provider.answer = answer
    first = opening("2024-000900")
    desk.engine.handle(first)
    spread = timedelta(days=3) / count
    fill(desk.engine, first, count, "provider", spread=spread)
    for number in range(3):  # timers of other cases that come due in the middle of it
        desk.engine.handle(opening(f"2024-00091{number}", at=f"2024-01-18T10:1{number}:00+06:00"))
    # the term of these cases ends at midnight of the 24th: the load begins a little before
    seconds = count / 20
    midnight = datetime.fromisoformat("2024-01-24T00:00:00+06:00")
    desk.clock.reach(midnight - timedelta(seconds=seconds / 2))
    began, fired, before = desk.clock.now(), [], memory()
    for each in desk.engine.delivering():
        if not isinstance(each, Sent):
            fired.append(desk.clock.now())
    assert len(took) == count and len({number for number, _at in took}) == count
    assert len(fired) == 4 and max(fired) <= midnight + TOLERANCE, "no timer waits behind the load"
    deadlines = [(number * 7919) % count for number, _at in took]
    assert all(earlier <= later + 20 for earlier, later in pairwise(deadlines)), "whose term ends first goes first"
    lasted = (took[-1][1] - began).total_seconds()
    assert seconds - 2 <= lasted <= seconds * 1.05 + 5, "twenty a second, no more and hardly less"
    assert memory() - before < 60_000, "the ledger holds the load, not the process"
    with desk.engine.store.reading() as connection:
        left = connection.execute(select(func.count()).where(t.dispatch.c.state == "queued")).scalar_one()
    assert left == 0
