"""The next rung of a notice's ladder, and the end of it: then a person is asked."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from ..ledger import tables as t
from .ladder import climb
from .queueing import Queued, queue
from .states import REACHED
from .tasks import open_task


def next_rung(
    connection: Connection, row: Row[Any], now: datetime, channel_of: Callable[[str], str | None], why: str
) -> None:
    """Goes on from a dispatch that failed or of which nothing is heard; once a dispatch.

    A message to another system has no ladder: a person is asked at once.
    """
    moved = connection.execute(
        update(t.dispatch).where(t.dispatch.c.id == row.id, ~t.dispatch.c.moved_on).values(moved_on=True)
    )
    if moved.rowcount != 1:
        return
    if row.notice_id is None:
        open_task(connection, "failed", row.reference, f"{row.address}: {why}", now, row.case_id)
        return
    notice = connection.execute(select(t.notice).where(t.notice.c.id == row.notice_id).with_for_update()).one()
    others = connection.execute(select(t.dispatch.c.state).where(t.dispatch.c.notice_id == notice.id)).scalars()
    if any(state in REACHED for state in others):
        return
    texts = json.loads(notice.texts)
    record = [*json.loads(notice.record), f"{row.medium}: {why}"]
    rung = climb(json.loads(notice.ladder), json.loads(notice.addresses), texts, channel_of, record)
    connection.execute(
        update(t.notice)
        .where(t.notice.c.id == notice.id)
        .values(ladder=json.dumps(rung.rest), record=json.dumps(rung.skipped, ensure_ascii=False))
    )
    if rung.medium is None:
        open_task(connection, "not_delivered", notice.id, "; ".join(rung.skipped), now, row.case_id)
        return
    queue(
        connection,
        Queued(
            carrier=notice.id,
            case=row.case_id,
            event=row.event_id,
            notice=notice.id,
            medium=rung.medium,
            channel=rung.channel,
            address=rung.addresses[rung.medium],
            kind=notice.kind,
            body=texts[rung.medium],
            status=row.status,
            due=row.due,  # it waits since then
            deadline=row.deadline,
        ),
    )
