"""The feed: every outcome in the order in which it was committed, for readers that come back with a cursor."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from . import tables as t
from .store import insert_once

FEED = 1000  # its row in `chain`, far from the numbers of chain.py: `head` is the last position given
MOST = 1000  # entries in one answer


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One outcome and where it stands; `position` is the cursor to come back with."""

    position: int
    event: str
    case: str
    outcome: dict[str, Any]  # as `qauly handle --json` gave it


def append(connection: Connection, event_id: str) -> int:
    """Gives the event the next position, in the transaction the caller holds; call it last in that transaction.

    The row of the feed stays locked until the commit, so positions have no gaps and grow in the order of commits: who
    has read position n will never miss a smaller one.
    """
    position = last_position(connection) + 1
    connection.execute(insert(t.feed).values(position=position, event_id=event_id))
    connection.execute(update(t.chain).where(t.chain.c.id == FEED).values(head=str(position)))
    return position


def read(connection: Connection, after: int, limit: int) -> Sequence[FeedEntry]:
    """The entries behind the cursor, the oldest first; 0 begins at the beginning, no answer holds over a thousand."""
    query = (
        select(t.feed.c.position, t.event.c.id, t.event.c.case_id, t.event.c.outcome)
        .join(t.event, t.event.c.id == t.feed.c.event_id)
        .where(t.feed.c.position > after)
        .order_by(t.feed.c.position)
        .limit(max(1, min(limit, MOST)))
    )
    return tuple(
        FeedEntry(row.position, row.id, row.case_id, json.loads(row.outcome)) for row in connection.execute(query)
    )


def last_position(connection: Connection) -> int:
    """The last position given; it stays the last until the transaction ends."""
    locked = select(t.chain.c.head).where(t.chain.c.id == FEED).with_for_update()
    head = connection.execute(locked).scalar_one_or_none()
    if head is None:  # the first event of this ledger; of two who see it first one inserts, the other waits
        insert_once(connection, t.chain, id=FEED, head="0")
        head = connection.execute(locked).scalar_one()
    return int(head)
