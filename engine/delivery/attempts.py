"""The chain of attempts: what was called, what came of it, and findings without a call (number 0)."""

from datetime import datetime

from sqlalchemy import Connection

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
