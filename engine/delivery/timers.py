"""Deadlines that are due, and those that must wait: a register that knows of a payment is asked before any fires."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from ..ledger import tables as t
from ..ledger.tables import stamp
from .house import House
from .tasks import open_task

HELD = timedelta(minutes=15)  # before a register is asked again

Key = tuple[str, str]  # case, type of the timer


class Timers:
    """The due timers of a ledger, the earliest first; those of cases that are settled elsewhere are held back."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._held: dict[Key, datetime] = {}

    def due(self, now: datetime, without: Collection[Key]) -> Row[Any] | None:
        """The timer to fire now; None where none is due or all of them are held back."""
        self._held = {key: until for key, until in self._held.items() if until > now}
        passed = set(without)
        while True:
            with self.house.store.reading() as connection:
                row = _first(connection, now, {*passed, *self._held})
            if row is None or not self._settled(row, now):
                return row

    def next_moment(self, connection: Connection, after: datetime) -> datetime | None:
        """When the next timer after the moment is due."""
        query = select(func.min(t.timer.c.due)).where(t.timer.c.due > stamp(after))
        found = connection.execute(query).scalar_one()
        return datetime.fromisoformat(found) if found else None

    def _settled(self, row: Row[Any], now: datetime) -> bool:
        """A payment that the register knows and we were not told of: nothing is demanded, a person looks."""
        if not self.house.settled(row.case_id):
            return False
        self._held[(row.case_id, row.type)] = now + HELD
        with self.house.store.writing() as connection:
            reason = f"nothing is owed, so {row.type} waits for the event of the payment"
            open_task(connection, "settled_elsewhere", row.case_id, reason, now, row.case_id)
        return True


def _first(connection: Connection, now: datetime, without: Collection[Key]) -> Row[Any] | None:
    rows = connection.execute(
        select(t.timer, t.case.c.procedure)
        .join(t.case, t.case.c.id == t.timer.c.case_id)
        .where(t.timer.c.due <= stamp(now))
        .order_by(t.timer.c.due, t.timer.c.case_id, t.timer.c.type)
        .limit(len(without) + 1)
    ).all()
    return next((row for row in rows if (row.case_id, row.type) not in without), None)
