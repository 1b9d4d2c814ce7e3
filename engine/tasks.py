"""Tasks for people: what nobody but a person can settle, and saying that it is done."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from .callbacks.calling import start_again
from .callbacks.telling import TASK
from .delivery.tasks import close_task
from .errors import CallerError
from .law.almaty import local
from .ledger import tables as t
from .ledger.store import Store
from .ledger.tables import NEVER
from .messages import _


class TaskView(BaseModel):
    """A task as it is shown; `subject` is the notice, dispatch, channel or case system it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    at: str
    kind: str
    case: str | None
    subject: str
    reason: str
    done_at: str | None
    done_by: str | None


def tasks_of(store: Store, *, done: bool) -> Sequence[TaskView]:
    """The open ones, or all; the oldest first."""
    query = select(t.task).order_by(t.task.c.at, t.task.c.id)
    with store.reading() as connection:
        rows = connection.execute(query if done else query.where(t.task.c.done_at == NEVER)).all()
    return tuple(
        TaskView(
            id=row.id,
            at=_shown(row.at),
            kind=row.kind,
            case=row.case_id,
            subject=row.subject,
            reason=row.reason,
            done_at=_shown(row.done_at) if row.done_at else None,
            done_by=row.done_by or None,
        )
        for row in rows
    )


def finish(store: Store, task: str, by: str, now: datetime) -> None:
    """Closes the task; a channel or a case system that stood still because of it goes on."""
    with store.writing() as connection:
        row = connection.execute(select(t.task).where(t.task.c.id == task)).first()
        if row is None or not close_task(connection, task, by, now):
            raise CallerError(_("is no open task."), field="task", fix=_("See qauly task list."))
        if row.kind == TASK:
            start_again(connection, row.subject, now)


def _shown(moment: str) -> str:
    return local(datetime.fromisoformat(moment)).isoformat()
