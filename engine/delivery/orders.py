"""A dispatch as its channel gets it."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from ..ledger import tables as t
from ..ledger.archive import Archive
from ..ledger.store import Store
from ..ports import Attachment, DispatchOrder
from .queueing import moment_of


def order_of(store: Store, archive: Archive, row: Row[Any], now: datetime) -> DispatchOrder:
    """The order for the next attempt; a letter carries its documents, checked against their SHA-256."""
    deadline = moment_of(row.deadline)
    attachments: tuple[Attachment, ...] = ()
    known: tuple[str, ...] = ()
    if row.attempts or (row.medium == "email" and row.notice_id is not None):
        with store.reading() as connection:
            known = provider_ids(connection, row.id) if row.attempts else ()
            if row.medium == "email" and row.notice_id is not None:
                files = _files(connection, row.notice_id)
                attachments = tuple(
                    Attachment(each.path.rsplit("/", 1)[-1], "application/pdf", archive.get(each.sha256))
                    for each in files
                )
    return DispatchOrder(
        reference=row.reference,
        medium=row.medium,
        address=row.address,
        case=row.case_id,
        kind=row.kind,
        body=json.loads(row.body),
        attachments=attachments,
        attempt=row.attempts + 1,
        expires=deadline if deadline is not None and deadline > now else None,
        provider_ids=known,
    )


def provider_ids(connection: Connection, dispatch: int) -> tuple[str, ...]:
    """What the provider calls the parts of a dispatch, in their order."""
    query = select(t.part.c.provider_id).where(t.part.c.dispatch_id == dispatch).order_by(t.part.c.number)
    return tuple(connection.execute(query).scalars())


def _files(connection: Connection, notice: str) -> list[Row[Any]]:
    numbers = json.loads(connection.execute(select(t.notice.c.attachments).where(t.notice.c.id == notice)).scalar_one())
    query = select(t.archived).where(t.archived.c.document.in_(numbers), t.archived.c.format == "pdf")
    return list(connection.execute(query.order_by(t.archived.c.document)).all())
