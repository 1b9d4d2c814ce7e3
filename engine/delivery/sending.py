"""Sending: a worker claims some dispatches and goes through them, one call a dispatch.

The intent is committed before each call, and the result after it in the same transaction as the next intent: one
commit a message. A worker that dies leaves at most one message whose outcome is unknown; one that was only slow finds
that its dispatch is another's by now, and its late result is kept as what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from ..ledger import tables as t
from ..ledger.chain import ATTEMPTS, hold
from ..ledger.tables import NEVER, stamp
from ..ports import DispatchOrder, SendResult
from .allowance import allowance, learn, spend
from .attempts import record
from .claims import Wanted, claim, release
from .climbing import next_rung
from .house import House
from .orders import order_of
from .owners import owner_name
from .parts import note_part
from .policy import PAUSES
from .states import DispatchState, after_receipt
from .tasks import open_task

BATCH = 20


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a dispatch in this run."""

    reference: str
    case: str
    kind: str
    medium: str
    address: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Worked:
    """A round of work with one channel: what became of what, and when its allowance grows again, if that ended it."""

    sent: tuple[Sent, ...] = ()
    again: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call that was made, before its result is written."""

    row: Row[Any]
    number: int
    started: datetime
    result: SendResult


class Sender:
    """Runs the dispatches of an installation through their channels."""

    def __init__(self, house: House) -> None:
        self.house = house

    def work(
        self, channel: str, wanted: Wanted, limit: int = BATCH, going: Callable[[], bool] = lambda: True
    ) -> Worked:
        """Sends up to `limit` dispatches of a channel, as far as it may; `going` is asked before each call."""
        owner = owner_name()
        policy = self.house.policy(channel)
        with self.house.store.writing() as connection:
            granted = allowance(connection, channel, policy, wanted.now, limit)
            rows = claim(connection, channel, wanted, owner, granted.count, self.house.lease) if granted.count else ()
            spend(connection, channel, policy, wanted.now, len(rows))
        sent: list[Sent] = []
        pending: Attempt | None = None
        open_ = True
        try:
            for row in rows:
                order = order_of(self.house.store, self.house.archive, row, self._now(row))
                why = self._withheld(row)
                with self.house.store.writing() as connection:
                    hold(connection, ATTEMPTS)
                    if pending is not None:
                        open_ = self._settle(connection, owner, pending, sent)
                        pending = None
                    begun = self._begin(connection, owner, row, why, sent) if open_ and going() else None
                if begun is not None:
                    pending = Attempt(row, row.attempts + 1, begun, self._call(channel, order))
                if not open_:
                    break
        finally:
            with self.house.store.writing() as connection:
                hold(connection, ATTEMPTS)
                if pending is not None:
                    self._settle(connection, owner, pending, sent)
                release(connection, owner)
        return Worked(tuple(sent), granted.until)

    def _withheld(self, row: Row[Any]) -> str:
        """What the world says against sending it, asked anew before every attempt."""
        barred = self.house.barred(row.address, row.medium, row.channel)
        if barred or row.notice_id is None:
            return barred
        return "settled" if self.house.settled(row.case_id) else ""

    def _begin(self, connection: Connection, owner: str, row: Row[Any], why: str, sent: list[Sent]) -> datetime | None:
        """Writes the intent; None where it must not be sent, or is another's by now."""
        now = self._now(row)
        known = connection.execute(
            select(t.dispatch.c.state, t.dispatch.c.owner).where(t.dispatch.c.id == row.id).with_for_update()
        ).one()
        if known.state != "queued" or known.owner != owner:
            return None
        state, reason = self._verdict(connection, row, why, now)
        if state == "submitting":
            _set(connection, row.id, now, state=state, attempts=row.attempts + 1, lease=stamp(now + self.house.lease))
            return now
        _set(connection, row.id, now, state=state, reason=reason, owner="", lease=NEVER)
        record(connection, row.id, 0, now, now, state, SendResult("rejected", reason))
        sent.append(_sent(row, state, reason))
        if state == "expired":
            next_rung(connection, row, now, self.house.channel_of, reason)
        return None

    def _verdict(self, connection: Connection, row: Row[Any], why: str, now: datetime) -> tuple[DispatchState, str]:
        if why and why != "settled":
            return "cancelled", why
        if row.notice_id is not None:
            case = connection.execute(select(t.case).where(t.case.c.id == row.case_id)).one()
            told = self.house.silences(case.procedure, row.status)
            if not told and self.house.silences(case.procedure, case.status):
                return "cancelled", f"the case ended meanwhile: {case.status}"
            if why and not told:
                return "cancelled", "the register says that nothing is owed"
        if row.attempts and row.deadline <= stamp(now):
            return "expired", "the last moment of the notice has passed"
        return "submitting", ""

    def _call(self, channel: str, order: DispatchOrder) -> SendResult:
        try:
            return self.house.channel(channel).send(order)
        except Exception as error:  # a channel that breaks must not stop the others; whether it sent is not known
            return SendResult("unknown", f"{type(error).__name__}: {error}")

    def _settle(self, connection: Connection, owner: str, attempt: Attempt, sent: list[Sent]) -> bool:
        """Writes what came of a call; whether the channel is still open."""
        row, result = attempt.row, attempt.result
        now = self._now(row)
        open_ = learn(connection, row.channel, result, now)
        record(connection, row.id, attempt.number, attempt.started, now, result.status, result)
        known = connection.execute(select(t.dispatch).where(t.dispatch.c.id == row.id).with_for_update()).one()
        if known.owner != owner:
            self._late(connection, known, result, now)
            state, reason = known.state, "this worker was too slow: its result came when another had the dispatch"
        elif known.state != "submitting":  # a receipt was faster than the answer
            _set(connection, row.id, now, **_FREE)
            state, reason = known.state, known.reason
        else:
            state, reason = self._after(connection, row, result, now)
        if result.provider_id and note_part(connection, row.channel, row.id, result.provider_id):
            self.house.desk(row.channel).catch_up(connection, result.provider_id)
        sent.append(_sent(row, state, reason))
        return open_

    def _after(self, connection: Connection, row: Row[Any], result: SendResult, now: datetime) -> tuple[str, str]:
        state: str = result.status
        if result.status == "transient":
            state, due, tries = _again(row, result, now)
            moved = {"address": result.address} if result.address else {}
            _set(connection, row.id, now, state=state, reason=result.reason, due=due, tries=tries, **_FREE, **moved)
        elif result.status == "unknown" and self.house.policy(row.channel).capabilities.resend_is_safe:
            state = "queued" if row.tries < len(PAUSES) else "unknown"
            due = stamp(now + timedelta(minutes=PAUSES[min(row.tries, len(PAUSES) - 1)]))
            _set(connection, row.id, now, state=state, reason=result.reason, due=due, tries=row.tries + 1, **_FREE)
        else:
            _set(connection, row.id, now, state=state, reason=result.reason, **_FREE)
        if state in ("rejected", "dead"):
            next_rung(connection, row, now, self.house.channel_of, result.reason or state)
        return state, result.reason

    def _late(self, connection: Connection, known: Row[Any], result: SendResult, now: datetime) -> None:
        """A result that came when the dispatch was another's: true all the same, so it counts like a receipt."""
        if result.status in ("accepted", "delivered"):
            state, verdict = after_receipt(known.state, result.status)
            if verdict == "recorded" and known.state in ("unknown", "accepted"):  # not what is being sent anew
                _set(connection, known.id, now, state=state)
            elif verdict == "conflict":
                open_task(connection, "conflict", known.reference, result.reason, now, known.case_id)

    def _now(self, row: Row[Any]) -> datetime:
        return max(self.house.clock.now(), datetime.fromisoformat(row.due))


_FREE = {"owner": "", "lease": NEVER}


def _again(row: Row[Any], result: SendResult, now: datetime) -> tuple[str, str, int]:
    """State, due moment and counted tries after a failure that may pass."""
    if result.address:
        return "queued", stamp(now), row.tries + 1
    if result.halt:
        return "queued", stamp(now), row.tries  # it waits until the channel is started again
    if result.retry_after is not None:
        return "queued", stamp(now + timedelta(seconds=result.retry_after)), row.tries
    state = "queued" if row.tries < len(PAUSES) else "dead"
    return state, stamp(now + timedelta(minutes=PAUSES[min(row.tries, len(PAUSES) - 1)])), row.tries + 1


def _set(connection: Connection, dispatch: int, now: datetime, **values: Any) -> None:
    connection.execute(update(t.dispatch).where(t.dispatch.c.id == dispatch).values(since=stamp(now), **values))


def _sent(row: Row[Any], state: str, reason: str) -> Sent:
    return Sent(row.reference, row.case_id, row.kind, row.medium, row.address, state, reason)
