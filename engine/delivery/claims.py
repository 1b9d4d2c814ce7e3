"""Claims: a worker takes dispatches for a while; when its time is over, anybody may take them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, update

from ..ledger import tables as t
from ..ledger.tables import NEVER, stamp
from .quiet import Quiet

d = t.dispatch.c
_UNSORTED = d.due.concat(
    ""
)  # keeps SQLite from walking the index of `due`, and sorting all of it, instead of the queue's


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dispatches may go: due by `horizon`, not of a medium that is quiet now (unless their time would pass)."""

    now: datetime
    horizon: datetime
    quiet: Quiet | None

    def condition(self, due: ColumnElement[str] = d.due) -> ColumnElement[bool]:
        free = and_(d.state == "queued", due <= stamp(self.horizon), d.lease <= stamp(self.now))
        until = self.quiet.until(self.now) if self.quiet else None
        if self.quiet is None or until is None:
            return free
        return and_(free, or_(d.medium.not_in(self.quiet.media), d.deadline <= stamp(until)))


def claim(
    connection: Connection, channel: str, wanted: Wanted, owner: str, limit: int, lease: timedelta
) -> Sequence[Row[Any]]:
    """Takes up to `limit` dispatches of a channel: those whose legal term ends first, then those that wait longest."""
    chosen = (
        select(d.id)
        .where(d.channel == channel, wanted.condition(_UNSORTED))
        .order_by(d.deadline, d.due, d.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(t.dispatch)
        .where(d.id.in_(chosen))
        .values(owner=owner, lease=stamp(wanted.now + lease))
        .returning(*t.dispatch.c)
    )
    return sorted(connection.execute(taken).all(), key=lambda row: (row.deadline, row.due, row.id))


def release(connection: Connection, owner: str) -> None:
    """Gives back what was claimed and not begun."""
    connection.execute(update(t.dispatch).where(d.owner == owner, d.state == "queued").values(owner="", lease=NEVER))


def earliest(connection: Connection, wanted: Wanted, without: Collection[str]) -> tuple[str, str] | None:
    """The channel of the dispatch that waits longest, and since when; channels in `without` are passed over."""
    row = connection.execute(
        select(d.channel, d.due)
        .where(wanted.condition(), d.channel.not_in(without))
        .order_by(d.due)  # by the index alone: of ten thousands none is sorted
        .limit(1)
    ).first()
    return (row.channel, row.due) if row is not None else None


def waiting(connection: Connection, wanted: Wanted) -> Sequence[str]:
    """The channels for which something is due."""
    return connection.execute(select(d.channel).where(wanted.condition()).distinct()).scalars().all()


def channels_in(connection: Connection, state: str) -> Sequence[str]:
    """The channels of all dispatches in a state, from one to the next in the index: however many there are of each."""
    found: list[str] = []
    query = select(func.min(d.channel)).where(d.state == state)
    last = connection.execute(query).scalar()
    while last is not None:
        found.append(last)
        last = connection.execute(query.where(d.channel > last)).scalar()
    return found


def next_due(connection: Connection, after: datetime) -> datetime | None:
    """When the next queued dispatch after the moment is due."""
    query = select(func.min(d.due)).where(d.state == "queued", d.due > stamp(after))
    found = connection.execute(query).scalar_one()
    return datetime.fromisoformat(found) if found else None
