"""What the ledger held about the notices of a case at a moment: ways, attempts, receipts, files; chains verified."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from ..errors import ContentError, Finding
from ..messages import _
from . import tables as t
from .chain import ATTEMPTS, RECEIPTS, TABLES, first_fault
from .store import Store
from .tables import stamp


@dataclass(frozen=True, slots=True)
class WayRecord:
    """One dispatch of a notice with its attempts and receipts, the oldest first, none later than the moment."""

    dispatch: Row[Any]
    attempts: tuple[Row[Any], ...]
    receipts: tuple[Row[Any], ...]
    parts: Mapping[str, int]  # the provider's id -> number of the part
    of: int  # parts in all


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """A notice and every way it took."""

    notice: Row[Any]
    ways: tuple[WayRecord, ...]
    files: tuple[Row[Any], ...]  # the PDFs that go with it


@contextmanager
def snapshot(store: Store) -> Iterator[Connection]:
    """A connection that sees one state of the ledger, however long it reads and whoever writes meanwhile."""
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            yield connection
        return
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("BEGIN")  # deferred: a snapshot of the write-ahead log, no lock
        try:
            yield connection
        finally:
            connection.exec_driver_sql("ROLLBACK")


def verify_chains(connection: Connection) -> None:
    """Raises `ContentError` that names table and entry where attempts or receipts were changed or taken out."""
    for chain in (ATTEMPTS, RECEIPTS):
        fault = first_fault(connection, chain)
        if fault is not None:
            raise ContentError(
                Finding(
                    f"ledger: {TABLES[chain].name} {fault or '…'}",
                    0,
                    "P-001",
                    _("the chain of entries is broken here: something was changed or taken out."),
                    _("Nothing can be certified; restore the database from a copy and find out who changed it."),
                )
            )


def notice_record(connection: Connection, name: str, until: datetime) -> NoticeRecord:
    """What there was of a notice at the moment."""
    row = connection.execute(select(t.notice).where(t.notice.c.id == name)).one()
    return NoticeRecord(row, _ways(connection, name, until), _files(connection, row))


def _ways(connection: Connection, notice: str, until: datetime) -> tuple[WayRecord, ...]:
    dispatches = connection.execute(
        select(t.dispatch).where(t.dispatch.c.notice_id == notice).order_by(t.dispatch.c.id)
    ).all()
    found = []
    for position, dispatch in enumerate(dispatches):
        attempts = connection.execute(
            select(t.attempt)
            .where(t.attempt.c.dispatch_id == dispatch.id, t.attempt.c.at <= stamp(until))
            .order_by(t.attempt.c.id)
        ).all()
        receipts = connection.execute(
            select(t.receipt)
            .where(t.receipt.c.dispatch_id == dispatch.id, t.receipt.c.at <= stamp(until))
            .order_by(t.receipt.c.id)
        ).all()
        if position and not attempts and not receipts:
            continue  # a later rung of the ladder, queued after the moment or not yet tried at it
        parts = connection.execute(select(t.part).where(t.part.c.dispatch_id == dispatch.id)).all()
        found.append(
            WayRecord(
                dispatch,
                tuple(attempts),
                tuple(receipts),
                {row.provider_id: row.number for row in parts},
                max((row.of for row in parts), default=1),
            )
        )
    return tuple(found)


def _files(connection: Connection, notice: Row[Any]) -> tuple[Row[Any], ...]:
    numbers = json.loads(notice.attachments)
    query = select(t.archived).where(t.archived.c.document.in_(numbers), t.archived.c.format == "pdf")
    return tuple(connection.execute(query.order_by(t.archived.c.document)).all())
