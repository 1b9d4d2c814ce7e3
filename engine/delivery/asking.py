"""Asking providers what became of what they took: in turn, the older the rarer, and once more before it is given up.

When a dispatch is asked about next stands in the ledger (`ask_at`), so rounds go on where the last one ended, whoever
made it, and nobody is passed over: whatever was asked about goes behind all that waits.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from ..errors import ChannelError
from ..ledger import tables as t
from ..ledger.chain import ATTEMPTS, hold
from ..ledger.tables import LATEST, stamp
from ..ports import Polling, Receipt, Waiting
from .allowance import left_alone, questions, spend
from .claims import channels_in
from .house import House
from .policy import Policy
from .tasks import open_task

LOG = logging.getLogger("qauly.delivery")
d = t.dispatch.c
EVERY = timedelta(minutes=1)  # between two questions about what has just been sent
SLOWER = 24  # between two about what is older: this part of its age, so an hour when it is a day old
ASKED_FOR = timedelta(days=7)  # then nobody waits for it any more, and its provider has forgotten it
AT_ONCE = 200  # questions to a channel in one round
PAGE = 20  # dispatches a time, where a question is about one
SPELL = 5.0  # seconds after which no further page is begun: deadlines wait meanwhile


def first_question(policy: Policy, now: datetime) -> str:
    """When to ask about what is being sent now, as the ledger writes it."""
    return stamp(now + min(EVERY, policy.receipt_within))


class Asker:
    """The rounds of one process. `round` is called again and again."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._asked: dict[str, datetime] = {}  # when a channel was last asked
        self._away: dict[str, datetime] = {}  # when one could not be

    def round(self, now: datetime) -> None:
        """Asks about those whose turn it is, as many as may be.

        Also the channels by which nothing is on its way, once a minute: a letter comes back after it was delivered, a
        person gives consent to what was never sent.
        """
        with self.house.store.reading() as connection:
            sent_by = channels_in(connection, "accepted")
        for name in sorted({*sent_by, *self.house.asked()}):
            channel = self.house.channel(name)
            if isinstance(channel, Polling) and not self._rests(self._away, name, now):
                self._ask(name, channel, now)

    def may_give_up(self, name: str, now: datetime) -> ColumnElement[bool] | None:
        """Which of the dispatches that waited their time may be given up: those asked about since it ended.

        Where the provider cannot be asked, a little later all of them; None where nobody is asked about them.
        """
        policy = self.house.policy(name)
        if not policy.capabilities.asked_at_once or not isinstance(self.house.channel(name), Polling):
            return None
        asked = d.ask_at > stamp(now)  # the question at the end of the time is never put off beyond it
        with self.house.store.reading() as connection:
            away = left_alone(connection, name, now) or self._rests(self._away, name, now)
        later = stamp(now - policy.receipt_within * (1 + 1 / SLOWER))
        return or_(asked, d.since <= later) if away else asked

    def _ask(self, name: str, channel: Polling, now: datetime) -> None:
        at_once = self.house.policy(name).capabilities.asked_at_once
        left, end = AT_ONCE, time.monotonic() + SPELL
        while left > 0 and time.monotonic() < end:
            rows = self._claim(name, min(left, max(1, PAGE // at_once)), now) if at_once else ()
            if not rows and self._rests(self._asked, name, now):
                return
            self._asked[name] = now
            if not self._hear(name, channel, rows, now):
                self._away[name] = now
                return
            left -= max(1, -(-len(rows) // max(1, at_once)))

    def _rests(self, since: dict[str, datetime], name: str, now: datetime) -> bool:
        return name in since and now - since[name] < EVERY

    def _claim(self, name: str, most: int, now: datetime) -> Sequence[Row[Any]]:
        """Those whose turn it is, put behind all others at once, so that no other round asks about them meanwhile.

        But for those whose time is over: they may be given up once they are put behind, so that waits for the answer.
        """
        policy = self.house.policy(name)
        at_once = policy.capabilities.asked_at_once
        with self.house.store.reading() as connection:  # mostly there is none, and no lock is worth it
            if connection.execute(select(d.id).where(_due(name, now)).limit(1)).first() is None:
                return ()
        with self.house.store.writing() as connection:
            count = at_once * questions(connection, name, policy, now, most)
            rows = _chosen(connection, name, policy, count, now) if count else []
            spend(connection, name, policy, now, -(-len(rows) // at_once))
            _put(connection, policy, [row for row in rows if not _is_over(policy, row, now)], now)
        return rows

    def _hear(self, name: str, channel: Polling, rows: Sequence[Row[Any]], now: datetime) -> bool:
        """Takes what the channel tells, each written down before the next; False where it cannot be asked.

        A database that fails is not the provider's fault: that ends the round.
        """
        desk = self.house.desk(name)
        try:
            for receipt in _told(channel, self._waiting(rows)):
                desk.receive(receipt)
        except SQLAlchemyError:
            self._put_back(rows, now)
            raise
        except _CannotBeAsked as error:
            # the kind alone: what a provider says may name people
            LOG.warning("the channel %s cannot be asked: %s", name, type(error.__cause__).__name__)
            self._put_back(rows, now)
            self._tell(name, error.__cause__, now)
            return False
        policy = self.house.policy(name)
        if over := [row for row in rows if _is_over(policy, row, now)]:
            with self.house.store.writing() as connection:
                hold(connection, ATTEMPTS)  # before any other lock, as everybody does
                _put(connection, policy, over, now)
        return True

    def _waiting(self, rows: Sequence[Row[Any]]) -> Sequence[Waiting]:
        if not rows:
            return ()
        p = t.part.c
        known: dict[int, list[str]] = {row.id: [] for row in rows}
        parts = select(p.dispatch_id, p.provider_id).where(p.dispatch_id.in_(known)).order_by(p.dispatch_id, p.number)
        with self.house.store.reading() as connection:
            for part in connection.execute(parts):
                known[part.dispatch_id].append(part.provider_id)
        return [
            Waiting(row.reference, row.address, tuple(known[row.id]), datetime.fromisoformat(row.since)) for row in rows
        ]

    def _tell(self, name: str, error: BaseException | None, now: datetime) -> None:
        if isinstance(error, ChannelError) and error.kind == "permanent":
            with self.house.store.writing() as connection:
                open_task(connection, "unheard", name, str(error), now, None)

    def _put_back(self, rows: Sequence[Row[Any]], now: datetime) -> None:
        """They were not asked about after all: their turn comes again, behind those that wait already."""
        if not rows:
            return
        with self.house.store.writing() as connection:
            hold(connection, ATTEMPTS)  # before any other lock, as everybody does
            ours = and_(d.id.in_([row.id for row in rows]), d.state == "accepted")
            connection.execute(update(t.dispatch).where(ours).values(ask_at=stamp(now)))


_PUT = update(t.dispatch).where(d.id == bindparam("one")).values(ask_at=bindparam("next"))


class _CannotBeAsked(Exception):
    """The channel raised something; the cause says what."""


def _told(channel: Polling, waiting: Sequence[Waiting]) -> Iterator[Receipt]:
    try:
        yield from channel.poll(waiting)
    except SQLAlchemyError:
        raise
    except Exception as error:
        raise _CannotBeAsked from error


def _due(name: str, now: datetime) -> ColumnElement[bool]:
    return and_(d.state == "accepted", d.channel == name, d.ask_at <= stamp(now))


def _chosen(connection: Connection, name: str, policy: Policy, count: int, now: datetime) -> list[Row[Any]]:
    """First those whose time is over, but no more than half; then those whose turn has been for longest."""
    found: list[Row[Any]] = []
    query, rest = select(t.dispatch).with_for_update(skip_locked=True), _due(name, now)
    if policy.capabilities.receipts:
        over = and_(rest, ~d.moved_on, d.since <= stamp(now - policy.receipt_within))
        if policy.capabilities.silent:
            over = and_(over, d.medium.not_in(policy.capabilities.silent))
        found += connection.execute(query.where(over).order_by(d.since, d.id).limit((count + 1) // 2)).all()
    if found:
        rest = and_(rest, d.id.not_in([row.id for row in found]))
    return [*found, *connection.execute(query.where(rest).order_by(d.ask_at, d.id).limit(count - len(found))).all()]


def _put(connection: Connection, policy: Policy, rows: Sequence[Row[Any]], now: datetime) -> None:
    if rows:
        connection.execute(_PUT, [{"one": row.id, "next": _next_question(policy, row, now)} for row in rows])


def _end(policy: Policy, row: Row[Any]) -> datetime | None:
    """When it is given up; None where nobody waits for it."""
    waits = policy.hears(row.medium) and not row.moved_on
    return datetime.fromisoformat(row.since) + policy.receipt_within if waits else None


def _is_over(policy: Policy, row: Row[Any], now: datetime) -> bool:
    end = _end(policy, row)
    return end is not None and end <= now


def _next_question(policy: Policy, row: Row[Any], now: datetime) -> str:
    age, end = now - datetime.fromisoformat(row.since), _end(policy, row)
    if end is None and age >= ASKED_FOR:
        return LATEST
    again = now + max(EVERY, age / SLOWER)
    return stamp(min(again, end) if end is not None and now < end else again)
