"""What a channel may send now, shared by all workers through one row: its rate, its pauses, its circuit, its halt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from ..ledger import tables as t
from ..ledger.store import insert_once
from ..ledger.tables import NEVER, stamp
from ..ports import SendResult
from .policy import BREAKS, BREAKS_AT, SLOWEST, Policy
from .tasks import open_task

BURST = 1.0  # seconds of the rate that may be saved up
BREATH = 0.25  # seconds of the rate that are waited for at once, so that not every message is a round of its own
CREDIT = 1.0  # seconds of the rate that questions may take before it has grown
UNUSED = 1e9  # tokens of a channel that has sent nothing: the first refill cuts them to the burst


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many messages may go now, and when to look again where none may; never, while a person must act."""

    count: int
    until: datetime | None = None
    healthy: bool = False  # nothing is held against the channel that a good answer would have to take back


def allowance(connection: Connection, name: str, policy: Policy, now: datetime, wanted: int) -> Allowance:
    """Locks the channel's row until the transaction ends, so that no two workers spend the same allowance."""
    row = _row(connection, name, now)
    if row.halted:
        return Allowance(0)
    if row.paused_until > stamp(now):
        return Allowance(0, datetime.fromisoformat(row.paused_until))
    if row.failures >= BREAKS_AT:
        wanted = 1  # a trial: the circuit is half open
    healthy = row.failures == 0 and row.pace == 1
    if policy.rate is None:
        return Allowance(wanted, healthy=healthy)
    rate = policy.rate * row.pace
    tokens = _refilled(row, rate, now)
    if row.refilled > stamp(now):  # the clock went back: the allowance grows from now on
        _set(connection, name, refilled=stamp(now))
    if tokens < 1:
        return Allowance(0, now + timedelta(seconds=(max(1.0, rate * BREATH) - tokens) / rate))
    return Allowance(min(wanted, int(tokens)), healthy=healthy)


def spend(connection: Connection, name: str, policy: Policy, now: datetime, count: int) -> None:
    """Takes what was really claimed from the allowance; in the transaction that asked for it."""
    if policy.rate is None or count == 0:
        return
    row = _row(connection, name, now)
    tokens = _refilled(row, policy.rate * row.pace, now) - count
    _set(connection, name, tokens=tokens, refilled=stamp(now))


def questions(connection: Connection, name: str, policy: Policy, now: datetime, wanted: int) -> int:
    """How many questions may be put to the provider now, beside what is sent; none while it wants to be left alone.

    They come out of the same rate, on credit of a second of it: else what waits to be sent would leave nothing.
    A channel that a person must start again is asked all the same: what it took before goes on.
    """
    row = _row(connection, name, now)
    if row.paused_until > stamp(now):
        return 0
    if policy.rate is None:
        return wanted
    rate = policy.rate * row.pace
    return max(0, min(wanted, int(_refilled(row, rate, now) + max(1.0, rate * CREDIT))))


def left_alone(connection: Connection, name: str, now: datetime) -> bool:
    """Whether the channel is paused: it was told to slow down, or does not answer."""
    paused = select(t.channel_state.c.paused_until).where(t.channel_state.c.name == name)
    return (connection.execute(paused).scalar() or NEVER) > stamp(now)


def learn(connection: Connection, name: str, result: SendResult, now: datetime) -> bool:
    """What an answer says about the channel itself; False where nothing more may go by it for now."""
    row = _row(connection, name, now)
    if result.halt:
        _set(connection, name, halted=result.reason or "the channel refuses us")
        open_task(connection, "channel_halted", name, result.reason, now, None)
        return False
    if result.retry_after is not None:
        until = now + timedelta(seconds=max(result.retry_after, 0.05))
        _set(connection, name, paused_until=stamp(until), pace=max(row.pace / 2, SLOWEST))
        return False
    if result.status in ("transient", "unknown") and not result.address:
        failures = row.failures + 1
        pause: Mapping[str, Any] = {}
        if failures >= BREAKS_AT:
            minutes = BREAKS[min(failures - BREAKS_AT, len(BREAKS) - 1)]
            pause = {"paused_until": stamp(now + timedelta(minutes=minutes))}
        _set(connection, name, failures=failures, **pause)
        return not pause
    if row.failures or row.pace < 1:
        _set(connection, name, failures=0, pace=min(1.0, row.pace * 1.1))
    return True


def blocked(connection: Connection, now: datetime) -> dict[str, datetime | None]:
    """Channels by which nothing goes now, each with the moment at which that ends; None: when a person acts."""
    rows = connection.execute(
        select(t.channel_state).where((t.channel_state.c.halted != "") | (t.channel_state.c.paused_until > stamp(now)))
    ).all()
    return {row.name: None if row.halted else datetime.fromisoformat(row.paused_until) for row in rows}


def _row(connection: Connection, name: str, now: datetime) -> Row[Any]:
    query = select(t.channel_state).where(t.channel_state.c.name == name).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        insert_once(
            connection,
            t.channel_state,
            name=name,
            tokens=UNUSED,
            refilled=stamp(now),
            paused_until=NEVER,
            pace=1.0,
            failures=0,
            halted="",
        )
        row = connection.execute(query).one()
    return row


def _refilled(row: Row[Any], rate: float, now: datetime) -> float:
    elapsed = (now - datetime.fromisoformat(row.refilled)).total_seconds()  # a clock that went back gives nothing
    saved: float = row.tokens + max(elapsed, 0.0) * rate
    return min(saved, max(1.0, rate * BURST))


def _set(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(t.channel_state).where(t.channel_state.c.name == name).values(**values))
