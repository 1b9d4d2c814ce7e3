"""How the installation is: what waits and for how long, what each channel did, who must be looked after."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, Select, func, select

from .law.almaty import local
from .ledger import tables as t
from .ledger.chain import TABLES, first_fault
from .ledger.history import snapshot
from .ledger.store import Store
from .ledger.tables import LATEST, NEVER, stamp

WAITING = ("queued", "submitting", "unknown")


class Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class QueueStatus(Shown):
    waiting: int
    due: int
    oldest_seconds: float  # for how long the oldest due dispatch has waited
    next_deadline: str | None  # the first last moment of all that waits


class TimersStatus(Shown):
    due: int
    late_seconds: float
    next: str | None


class ChannelStatus(Shown):
    name: str
    waiting: int
    last_hour: dict[str, int]  # attempts by what came of them
    rate: float  # attempts a minute over the last hour
    failures: int  # in a row
    paused_until: str | None
    halted: str  # why a person must start it again


class ReaderStatus(Shown):
    name: str
    waiting: int
    given_up: int
    oldest_seconds: float
    paused_until: str | None
    halted: str


class InstallationStatus(Shown):
    """What `qauly status --json` shows."""

    at: str
    queue: QueueStatus
    timers: TimersStatus
    channels: tuple[ChannelStatus, ...]
    callbacks: tuple[ReaderStatus, ...]
    tasks: dict[str, int]  # open ones by kind
    unmatched_receipts: int
    chains: dict[str, int | None] | None  # by table: the first broken entry, None where all fit; absent: not looked at

    @property
    def broken(self) -> dict[str, int]:
        return {name: fault for name, fault in (self.chains or {}).items() if fault is not None}


def status_of_installation(store: Store, now: datetime, *, chains: bool) -> InstallationStatus:
    """One view of one moment; `chains` walks every chain from its beginning."""
    with snapshot(store) as connection:
        return InstallationStatus(
            at=local(now).isoformat(),
            queue=_queue(connection, now),
            timers=_timers(connection, now),
            channels=_channels(connection, now),
            callbacks=_readers(connection, now),
            tasks=_counts(connection, select(t.task.c.kind, func.count()).where(t.task.c.done_at == NEVER)
                          .group_by(t.task.c.kind).order_by(t.task.c.kind)),
            unmatched_receipts=connection.execute(
                select(func.count()).select_from(t.receipt).where(t.receipt.c.verdict == "quarantined")
            ).scalar_one(),
            chains={table.name: first_fault(connection, chain) for chain, table in TABLES.items()} if chains else None,
        )  # fmt: skip


def _queue(connection: Connection, now: datetime) -> QueueStatus:
    d = t.dispatch.c
    waits = d.state.in_(WAITING)
    count, deadline = connection.execute(select(func.count(), func.min(d.deadline)).where(waits)).one()
    due, oldest = connection.execute(
        select(func.count(), func.min(d.due)).where(d.state == "queued", d.due <= stamp(now))
    ).one()
    return QueueStatus(
        waiting=count,
        due=due,
        oldest_seconds=_age(oldest, now),
        next_deadline=_shown(deadline) if deadline and deadline != LATEST else None,
    )


def _timers(connection: Connection, now: datetime) -> TimersStatus:
    due, oldest = connection.execute(
        select(func.count(), func.min(t.timer.c.due)).where(t.timer.c.due <= stamp(now))
    ).one()
    following = connection.execute(select(func.min(t.timer.c.due)).where(t.timer.c.due > stamp(now))).scalar()
    return TimersStatus(due=due, late_seconds=_age(oldest, now), next=_shown(following) if following else None)


def _channels(connection: Connection, now: datetime) -> tuple[ChannelStatus, ...]:
    d = t.dispatch.c
    waiting = _counts(connection, select(d.channel, func.count()).where(d.state.in_(WAITING)).group_by(d.channel))
    recent: dict[str, dict[str, int]] = {}
    attempts = (
        select(d.channel, t.attempt.c.state, func.count())
        .join(t.attempt, t.attempt.c.dispatch_id == d.id)
        .where(t.attempt.c.at > stamp(now - timedelta(hours=1)), t.attempt.c.at <= stamp(now), t.attempt.c.number > 0)
        .group_by(d.channel, t.attempt.c.state)
        .order_by(t.attempt.c.state)
    )
    for channel, state, count in connection.execute(attempts):
        recent.setdefault(channel, {})[state] = count
    states = {row.name: row for row in connection.execute(select(t.channel_state))}
    return tuple(
        ChannelStatus(
            name=name,
            waiting=waiting.get(name, 0),
            last_hour=recent.get(name, {}),
            rate=round(sum(recent.get(name, {}).values()) / 60, 2),
            failures=states[name].failures if name in states else 0,
            paused_until=_pause(states[name].paused_until if name in states else NEVER, now),
            halted=states[name].halted if name in states else "",
        )
        for name in sorted({*waiting, *recent, *states})
    )


def _readers(connection: Connection, now: datetime) -> tuple[ReaderStatus, ...]:
    c = t.callback.c
    found = []
    for row in connection.execute(select(t.callback_reader).order_by(t.callback_reader.c.name)):
        counts = _counts(connection, select(c.state, func.count()).where(c.reader == row.name).group_by(c.state))
        oldest = select(func.min(c.since)).where(c.reader == row.name, c.state == "queued")
        found.append(
            ReaderStatus(
                name=row.name,
                waiting=counts.get("queued", 0),
                given_up=counts.get("dead", 0),
                oldest_seconds=_age(connection.execute(oldest).scalar(), now),
                paused_until=_pause(row.paused_until, now),
                halted=row.halted,
            )
        )
    return tuple(found)


def _counts(connection: Connection, query: Select[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _age(moment: str | None, now: datetime) -> float:
    return round(max(0.0, (now - datetime.fromisoformat(moment)).total_seconds()), 3) if moment else 0.0


def _shown(moment: str) -> str:
    return local(datetime.fromisoformat(moment)).isoformat()


def _pause(until: str, now: datetime) -> str | None:
    return _shown(until) if until > stamp(now) else None
