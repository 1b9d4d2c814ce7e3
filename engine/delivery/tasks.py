"""What only a person can do: a row that stays open until somebody says that it is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, select, update

from ..callbacks.restart import start_again
from ..ledger import tables as t
from ..ledger.store import insert_once
from ..ledger.tables import NEVER, stamp

Kind = Literal[
    "not_delivered",  # the ladder has ended and nothing proves that the notice arrived
    "channel_halted",  # password, certificate: nothing goes by the channel until it is started again
    "unheard",  # what comes back by a channel cannot be read: the certificate of its mailbox, say
    "conflict",  # a provider told of two ends
    "forged",  # somebody called our door with a receipt that is none
    "settled_elsewhere",  # the register says that nothing is owed, and no payment was told
    "not_told",  # a case system takes no calls
    "failed",  # a message to another system cannot be sent
]


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person. `subject` is the notice, dispatch or channel it is about."""

    id: str
    at: str
    kind: str
    case: str | None
    subject: str
    reason: str


def open_tasks(connection: Connection) -> tuple[Task, ...]:
    """What nobody has done yet, the oldest first."""
    rows = connection.execute(select(t.task).where(t.task.c.done_at == NEVER).order_by(t.task.c.at, t.task.c.id)).all()
    return tuple(Task(row.id, row.at, row.kind, row.case_id, row.subject, row.reason) for row in rows)


def open_task(connection: Connection, kind: Kind, subject: str, reason: str, now: datetime, case: str | None) -> None:
    """Opens a task once: while one of its kind is open for the subject, no second is made."""
    same = (t.task.c.kind == kind, t.task.c.subject == subject)
    if connection.execute(select(t.task.c.id).where(*same, t.task.c.done_at == NEVER)).first() is not None:
        return
    insert_once(
        connection,
        t.task,
        id=str(uuid5(NAMESPACE_URL, f"qauly:task:{kind}:{subject}:{stamp(now)}")),
        at=stamp(now),
        kind=kind,
        case_id=case,
        subject=subject,
        reason=reason,
        done_at=NEVER,
        done_by="",
    )


def close_task(connection: Connection, name: str, by: str, now: datetime) -> bool:
    """Says that a task is done; the channel or case system that stood still goes on. False where it is not open."""
    row = connection.execute(select(t.task).where(t.task.c.id == name, t.task.c.done_at == NEVER)).first()
    if row is None:
        return False
    connection.execute(update(t.task).where(t.task.c.id == name).values(done_at=stamp(now), done_by=by))
    if row.kind == "channel_halted":
        connection.execute(
            update(t.channel_state)
            .where(t.channel_state.c.name == row.subject)
            .values(halted="", failures=0, paused_until=NEVER)
        )
    if row.kind == "not_told":
        start_again(connection, row.subject, now)
    return True
