"""What has got stuck: workers that died, outcomes nobody knows, receipts that never came, texts whose time is over."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from ..ledger import tables as t
from ..ledger.chain import ATTEMPTS, hold
from ..ledger.tables import NEVER, stamp
from ..ports import Resolving, SendResult
from .allowance import blocked
from .asking import Asker
from .attempts import record
from .claims import channels_in
from .climbing import next_rung
from .house import House
from .orders import order_of
from .owners import is_gone
from .policy import PAUSES

LOG = logging.getLogger("qauly.delivery")
d = t.dispatch.c
ASKED_AT_ONCE = 200  # unknown outcomes a round
GIVEN_UP_AT_ONCE = 1000


class Keeper:
    """Looks after what no answer will move by itself. `look` is called again and again; each call is complete."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._asker = Asker(house)

    def look(self, now: datetime) -> None:
        self._orphans(now)
        self._unknown(now)
        self._asker.round(now)
        self._unheard(now)
        self._overdue(now)

    def next_moment(self, connection: Connection, now: datetime) -> datetime | None:
        """When the next dispatch that nobody answers for will be given up; None where there is none."""
        waiting = connection.execute(
            select(d.channel, d.medium, d.state, func.min(d.since).label("since"))
            .where(d.state.in_(("unknown", "accepted")), ~d.moved_on)
            .group_by(d.channel, d.medium, d.state)
        ).all()
        limits = (self._limit(row.channel, row.medium, row.state, datetime.fromisoformat(row.since)) for row in waiting)
        return min((limit for limit in limits if limit is not None and limit > now), default=None)

    def _limit(self, channel: str, medium: str, state: str, since: datetime) -> datetime | None:
        policy = self.house.policy(channel)
        if state == "unknown":
            return since + policy.unknown_within
        return since + policy.receipt_within if policy.hears(medium) else None

    def _orphans(self, now: datetime) -> None:
        """What a worker held when it died, or for too long: begun, it may have gone out; not begun, it is free."""
        with self.house.store.reading() as connection:
            held = connection.execute(select(d.owner).where(d.owner != "", d.state.in_(_HELD)).distinct()).scalars()
            dead = [owner for owner in held if is_gone(owner)]
            late = connection.execute(
                select(d.id).where(d.owner != "", d.lease <= stamp(now), d.state.in_(_HELD)).limit(1)
            ).first()
        if not dead and late is None:
            return
        orphaned = or_(d.owner.in_(dead), d.lease <= stamp(now))
        with self.house.store.writing() as connection:
            hold(connection, ATTEMPTS)
            connection.execute(
                update(t.dispatch).where(orphaned, d.owner != "", d.state == "queued").values(owner="", lease=NEVER)
            )
            rows = connection.execute(
                select(t.dispatch).where(orphaned, d.state == "submitting").with_for_update()
            ).all()
            for row in rows:
                why = "the process died" if row.owner in dead else "the worker did not answer in time"
                started = datetime.fromisoformat(row.since)
                _set(connection, row, now, state="unknown", reason=why, owner="", lease=NEVER, due=stamp(now))
                record(connection, row.id, row.attempts, started, now, "unknown", SendResult("unknown", why))

    def _unknown(self, now: datetime) -> None:
        """Each channel's rule: sent again under the same reference, asked for, or waited for."""
        query = select(t.dispatch).where(d.state == "unknown", ~d.moved_on, d.due <= stamp(now))
        for row in self._rows(query.order_by(d.due, d.id).limit(ASKED_AT_ONCE)):
            policy = self.house.policy(row.channel)
            found: SendResult | None = None
            if policy.capabilities.resend_is_safe:
                if row.tries < len(PAUSES):
                    found = SendResult("transient", "sent again under the same reference")
            else:
                found = self._asked(row)
            with self.house.store.writing() as connection:
                hold(connection, ATTEMPTS)
                known = connection.execute(select(t.dispatch).where(d.id == row.id).with_for_update()).one()
                if known.state != "unknown":
                    continue
                if found is not None and found.status != "unknown":
                    self._resolve(connection, known, found, now)
                elif datetime.fromisoformat(known.since) + policy.unknown_within <= now:
                    next_rung(connection, known, now, self.house.channel_of, f"unknown: {known.reason}")
                else:
                    later = now + timedelta(minutes=PAUSES[0])
                    connection.execute(update(t.dispatch).where(d.id == row.id).values(due=stamp(later)))

    def _asked(self, row: Row[Any]) -> SendResult | None:
        channel = self.house.channel(row.channel)
        if not isinstance(channel, Resolving):
            return None
        order = order_of(self.house.store, self.house.archive, row, self.house.clock.now())
        try:
            return channel.resolve(order)
        except SQLAlchemyError:
            raise
        except Exception as error:  # a provider that does not answer a question leaves it open
            _warn(row.channel, error)
            return None

    def _resolve(self, connection: Connection, row: Row[Any], found: SendResult, now: datetime) -> None:
        state = "queued" if found.status == "transient" else found.status
        reason = f"resolved: {found.reason or found.status}"
        _set(connection, row, now, state=state, reason=reason, due=stamp(now), owner="", lease=NEVER)
        record(connection, row.id, 0, now, now, state, found)
        if state == "rejected":
            next_rung(connection, row, now, self.house.channel_of, reason)

    def _unheard(self, now: datetime) -> None:
        """A channel that always tells, and did not: the next rung, while what was sent stays `accepted`."""
        for name in self._channels("accepted"):
            policy = self.house.policy(name)
            if not policy.capabilities.receipts:
                continue
            limit = stamp(now - policy.receipt_within)
            query = select(t.dispatch).where(d.channel == name, d.state == "accepted", ~d.moved_on, d.since <= limit)
            query = query.where(d.medium.not_in(policy.capabilities.silent))
            asked = self._asker.may_give_up(name, now)
            query = query if asked is None else query.where(asked)
            for row in self._rows(query.order_by(d.since, d.id).limit(GIVEN_UP_AT_ONCE)):
                with self.house.store.writing() as connection:
                    hold(connection, ATTEMPTS)
                    next_rung(connection, row, now, self.house.channel_of, "no receipt came in time")

    def _overdue(self, now: datetime) -> None:
        """Tried, or queued behind a channel that does not go, until the term itself was over."""
        with self.house.store.reading() as connection:
            closed = blocked(connection, now)
        query = select(t.dispatch).where(d.state == "queued", d.deadline <= stamp(now), d.owner == "")
        for row in self._rows(query.where(or_(d.attempts > 0, d.channel.in_([*closed])))):
            why = "the last moment of the notice has passed"
            with self.house.store.writing() as connection:
                hold(connection, ATTEMPTS)
                _set(connection, row, now, state="expired", reason=why)
                record(connection, row.id, 0, now, now, "expired", SendResult("rejected", why))
                next_rung(connection, row, now, self.house.channel_of, why)

    def _channels(self, state: str) -> Sequence[str]:
        with self.house.store.reading() as connection:
            return channels_in(connection, state)

    def _rows(self, query: Any) -> Sequence[Row[Any]]:
        with self.house.store.reading() as connection:
            return list(connection.execute(query).all())


_HELD = ("queued", "submitting")


def _warn(name: str, error: Exception) -> None:
    # the kind alone: what a provider says may name people
    LOG.warning("the channel %s cannot be asked: %s", name, type(error).__name__)


def _set(connection: Connection, row: Row[Any], now: datetime, **values: Any) -> None:
    connection.execute(update(t.dispatch).where(d.id == row.id).values(since=stamp(now), **values))
