"""The chain of attempts: what was called, what came of it, and findings without a call (number 0)."""

from datetime import datetime

from sqlalchemy import Connection, select

from ..ledger import tables as t
from ..ledger.chain import ATTEMPTS, append
from ..ledger.tables import stamp
from ..ports import SendResult


def record(
    connection: Connection,
    dispatch: int,
    number: int,
    started: datetime,
    now: datetime,
    state: str,
    result: SendResult,
) -> None:
    """Keeps an attempt, or a finding without a call (number 0), in the chain."""
    entry = {
        "dispatch_id": dispatch,
        "number": number,
        "started": stamp(started),
        "at": stamp(now),
        "state": state,
        "reason": result.reason,
        "provider_id": result.provider_id,
        "evidence": result.evidence,
    }
    append(connection, ATTEMPTS, entry)


def known_attempt(connection: Connection, dispatch: int, number: int) -> bool:
    """Whether the n-th attempt of a dispatch is written already, with what came of it."""
    query = select(t.attempt.c.id).where(
        t.attempt.c.dispatch_id == dispatch, t.attempt.c.number == number, t.attempt.c.state != "unknown"
    )
    return connection.execute(query.limit(1)).first() is not None
