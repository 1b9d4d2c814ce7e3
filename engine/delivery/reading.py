"""The addressee has opened the notice: that is the end of its ladder."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from ..ledger import tables as t
from ..ledger.chain import ATTEMPTS, hold
from ..ledger.tables import NEVER, stamp
from ..ports import SendResult
from .attempts import record
from .states import after_receipt


def note_read(connection: Connection, notice_id: str, moment: datetime, evidence: str) -> None:
    """The notice is `read`, on whichever way it came; what still waits for it is not sent any more.

    `evidence` says how we know (the page that was opened, after which check). Again is the same as once.
    """
    hold(connection, ATTEMPTS)
    rows = connection.execute(
        select(t.dispatch).where(t.dispatch.c.notice_id == notice_id).order_by(t.dispatch.c.id).with_for_update()
    ).all()
    gone = [row for row in rows if row.attempts and row.state not in ("queued", "cancelled")]
    for row in rows:
        state, reason = row.state, row.reason
        if gone and row.id == gone[-1].id:
            state, _verdict = after_receipt(row.state, "read")
            reason = "opened by the addressee"
        elif row.state == "queued" and not row.owner:
            state, reason = "cancelled", "the addressee has opened the notice"
        if state == row.state:
            continue
        connection.execute(
            update(t.dispatch)
            .where(t.dispatch.c.id == row.id)
            .values(state=state, reason=reason, since=stamp(moment), owner="", lease=NEVER)
        )
        record(connection, row.id, 0, moment, moment, state, SendResult("delivered", reason, evidence=evidence))
    connection.execute(update(t.notice).where(t.notice.c.id == notice_id).values(ladder="[]"))
    connection.execute(
        update(t.task)
        .where(t.task.c.kind == "not_delivered", t.task.c.subject == notice_id, t.task.c.done_at == NEVER)
        .values(done_at=stamp(moment), done_by="the addressee has opened the notice")
    )
