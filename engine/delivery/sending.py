"""Sending: a worker claims some dispatches and goes through them, one call a dispatch.

The intent is committed before each call, and the result after it in the same transaction as the next intent: one
commit a message. A worker that dies leaves at most one message whose outcome is unknown; one that was only slow finds
that its dispatch is another's by now, and its late result is kept as what it is.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.exc import DBAPIError

from ..ledger import tables as t
from ..ledger.chain import ATTEMPTS, hold
from ..ledger.tables import NEVER, stamp
from ..ports import DispatchOrder, SendResult
from ..watch import watched
from .allowance import allowance, learn, spend
from .asking import first_question
from .attempts import known_attempt, record
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
RETRIES = (0.1, 0.5, 1, 2, 5)  # seconds before a result is written once more to a database that was away


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


@dataclass(frozen=True, slots=True)
class _Turn:
    """What is written at once: the result of one dispatch and the intent of the next; without a next, the end."""

    owner: str
    pending: Attempt | None
    row: Row[Any] | None = None
    why: str = ""
    going: bool = True
    healthy: bool = False  # nothing is held against the channel that a good answer would have to take back
    again: bool = False  # the database was lost while this was written


@dataclass(frozen=True, slots=True)
class _Turned:
    sent: tuple[Sent, ...]
    begun: datetime | None
    open: bool


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
        try:
            for row in rows:
                order = order_of(self.house.store, self.house.archive, row, self._now(row))
                turn = self._turn(_Turn(owner, pending, row, self._withheld(row), going(), granted.healthy))
                pending = None
                sent += turn.sent
                if turn.begun is not None:
                    pending = Attempt(row, row.attempts + 1, turn.begun, self._call(channel, order, row.event_id))
                if not turn.open:
                    break
        finally:
            sent += self._turn(_Turn(owner, pending, healthy=granted.healthy)).sent
        return Worked(tuple(sent), granted.until)

    def _turn(self, turn: "_Turn") -> "_Turned":
        """Writes down the last result and the next intent; a result is kept until a database that is away is back."""
        for pause in (*(RETRIES if turn.pending is not None else ()), None):
            try:
                return self.house.store.together.write(partial(self._write, turn))
            except DBAPIError:
                if pause is None:
                    raise
                time.sleep(pause)
                turn = replace(turn, again=True)
        raise AssertionError("the last round returns or raises")

    def _write(self, turn: "_Turn", connection: Connection) -> "_Turned":
        sent: list[Sent] = []
        open_ = True
        begun: datetime | None = None
        if turn.pending is None:
            hold(connection, ATTEMPTS)  # before any other lock, as everybody does
        else:
            open_ = self._settle(connection, turn, turn.pending, sent)
        if turn.row is None:
            release(connection, turn.owner)
        elif open_ and turn.going:
            begun = self._begin(connection, turn.owner, turn.row, turn.why, sent)
        return _Turned(tuple(sent), begun, open_ and turn.going)

    def _withheld(self, row: Row[Any]) -> str:
        """What the world says against sending it, asked anew before every attempt."""
        barred = self.house.barred(row.address, row.medium, row.channel)
        if barred or row.notice_id is None:
            return barred
        return "settled" if self.house.settled(row.case_id) else ""

    def _begin(self, connection: Connection, owner: str, row: Row[Any], why: str, sent: list[Sent]) -> datetime | None:
        """Writes the intent; None where it must not be sent, or is another's by now."""
        now = self._now(row)
        state, reason = self._verdict(connection, row, why, now)
        values = {"attempts": row.attempts + 1, "owner": owner, "lease": stamp(now + self.house.lease)}
        if state != "submitting":
            values = {"attempts": row.attempts, **_FREE}
        told = {"state": state, "reason": reason, "since": stamp(now)}
        told["ask_at"] = first_question(self.house.policy(row.channel), now)
        intent = {"mine": row.id, "me": owner, **told, **values}
        if connection.execute(_INTENT, intent).rowcount != 1:
            return None
        if state == "submitting":
            return now
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

    def _call(self, channel: str, order: DispatchOrder, event: str) -> SendResult:
        facts = {
            "event": event,
            "case": order.case,
            "reference": order.reference,
            "medium": order.medium,
            "kind": order.kind,
        }
        with watched("dispatch", channel=channel, attempt=order.attempt, **facts) as seen:
            try:
                result = self.house.channel(channel).send(order)
            except Exception as error:  # a channel that breaks must not stop the others; whether it sent is not known
                result = SendResult("unknown", f"{type(error).__name__}: {error}")
            seen["status"] = result.status
            return result

    def _settle(self, connection: Connection, turn: "_Turn", attempt: Attempt, sent: list[Sent]) -> bool:
        """Writes what came of a call; whether the channel is still open."""
        row, result = attempt.row, attempt.result
        now = self._now(row)
        if turn.again and known_attempt(connection, row.id, attempt.number):
            return True  # the database was lost after it had written this
        record(connection, row.id, attempt.number, attempt.started, now, result.status, result)
        good = result.status in ("accepted", "delivered") and turn.healthy
        open_ = good or learn(connection, row.channel, result, now)
        values, state = self._after(row, result, now)
        mine = {"mine": row.id, "me": turn.owner, "due": row.due, "tries": row.tries, "address": row.address}
        done = connection.execute(_RESULT, {**mine, "since": stamp(now), **values})
        if done.rowcount == 1:
            if state in ("rejected", "dead"):
                next_rung(connection, row, now, self.house.channel_of, result.reason or state)
            sent.append(_sent(row, state, result.reason))
        else:
            sent.append(self._overtaken(connection, turn, row, result, now))
        capabilities = self.house.policy(row.channel).capabilities
        matches = not capabilities.names_us and result.provider_id not in ("", row.reference)
        if matches and note_part(connection, row.channel, row.id, result.provider_id):
            self.house.desk(row.channel).catch_up(connection, result.provider_id)
        return open_

    def _overtaken(
        self, connection: Connection, turn: "_Turn", row: Row[Any], result: SendResult, now: datetime
    ) -> Sent:
        """A result for a dispatch that is no longer ours to move: a receipt was faster, or another worker has it."""
        known = connection.execute(select(t.dispatch).where(t.dispatch.c.id == row.id).with_for_update()).one()
        if known.owner == turn.owner:
            _set(connection, row.id, now, **_FREE)
            return _sent(row, known.state, known.reason)
        self._late(connection, known, result, now)
        return _sent(row, known.state, "this worker was too slow: its result came when another had the dispatch")

    def _after(self, row: Row[Any], result: SendResult, now: datetime) -> tuple[dict[str, Any], str]:
        """What is written of the dispatch after a result, and its state."""
        if result.status == "transient":
            state, due, tries = _again(row, result, now)
            moved = {"address": result.address} if result.address else {}
            return {"state": state, "reason": result.reason, "due": due, "tries": tries, **moved}, state
        if result.status == "unknown" and self.house.policy(row.channel).capabilities.resend_is_safe:
            state = "queued" if row.tries < len(PAUSES) else "unknown"
            due = stamp(now + timedelta(minutes=PAUSES[min(row.tries, len(PAUSES) - 1)]))
            return {"state": state, "reason": result.reason, "due": due, "tries": row.tries + 1}, state
        return {"state": result.status, "reason": result.reason}, result.status

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
_MINE = (t.dispatch.c.id == bindparam("mine"), t.dispatch.c.owner == bindparam("me"))
# built once: they run with every message
_INTENT = (
    update(t.dispatch)
    .where(*_MINE, t.dispatch.c.state == "queued")
    .values({name: bindparam(name) for name in ("state", "reason", "since", "ask_at", "attempts", "owner", "lease")})
)
_RESULT = (
    update(t.dispatch)
    .where(*_MINE, t.dispatch.c.state == "submitting")
    .values({name: bindparam(name) for name in ("state", "reason", "since", "due", "tries", "address")} | _FREE)
)


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
