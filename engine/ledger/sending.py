"""Sending: one dispatch at a time, the intent written before the call, every attempt kept in a chain of hashes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatch
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, Row, insert, select, update

from ..ports import Attachment, Channel, DispatchOrder, SendResult
from . import tables as t
from .archive import Archive
from .chain import ATTEMPTS, append
from .ladder import climb
from .store import Store
from .tables import stamp

PAUSES = (1, 5, 15, 60, 180, 360)  # minutes before the next try of what failed for a while


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a dispatch in this run."""

    reference: str
    case: str
    kind: str
    medium: str
    address: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Runs dispatches through their channels."""

    store: Store
    archive: Archive
    channel: Callable[[str], Channel]
    channel_of: Callable[[str], str | None]
    silences: Callable[[str, str], bool]  # procedure, status
    recipients: tuple[str, ...] | None  # patterns of those who may be written to; None for everybody

    def recover(self, now: datetime) -> None:
        """What was being sent when a process died may have gone out: it is `unknown` until its channel's rule says."""
        with self.store.writing() as connection:
            rows = connection.execute(select(t.dispatch).where(t.dispatch.c.state.in_(("submitting", "unknown")))).all()
            for row in rows:
                if row.state == "submitting":
                    self._record(connection, row.id, now, "unknown", SendResult("unknown", "the process died"))
                if self.channel(row.channel).capabilities.resend_is_safe:
                    _set(connection, row.id, state="queued", reason="resent under the same reference")

    def due(self, now: datetime) -> Row[Any] | None:
        """The dispatch that waits longest."""
        query = (
            select(t.dispatch)
            .where(t.dispatch.c.state == "queued", t.dispatch.c.due <= stamp(now))
            .order_by(t.dispatch.c.due, t.dispatch.c.id)
            .limit(1)
        )
        with self.store.reading() as connection:
            return connection.execute(query).first()

    def send(self, row: Row[Any], now: datetime) -> Sent | None:
        """One attempt; None where another process took the dispatch."""
        withheld = self._withheld(row)
        with self.store.writing() as connection:
            state = connection.execute(select(t.dispatch.c.state).where(t.dispatch.c.id == row.id)).scalar_one()
            if state != "queued":
                return None
            if withheld:
                _set(connection, row.id, state="cancelled", reason=withheld)
                return _sent(row, "cancelled", withheld)
            _set(connection, row.id, state="submitting", attempts=row.attempts + 1)
        try:
            result = self.channel(row.channel).send(self._order(row))
        except Exception as error:  # a channel that breaks must not stop the others; whether it sent is not known
            result = SendResult("unknown", f"{type(error).__name__}: {error}")
        state, reason = result.status, result.reason
        with self.store.writing() as connection:
            if result.status == "transient":
                state = "queued" if row.attempts < len(PAUSES) else "dead"
                later = now + timedelta(minutes=PAUSES[min(row.attempts, len(PAUSES) - 1)])
                _set(connection, row.id, state=state, reason=reason, due=stamp(later))
            else:
                _set(connection, row.id, state=state, reason=reason)
            self._record(connection, row.id, now, result.status, result)
            if state in ("rejected", "dead"):
                self._next_rung(connection, row, now)
        return _sent(row, state, reason)

    def _withheld(self, row: Row[Any]) -> str:
        listed = self.recipients is None or any(fnmatch(row.address, pattern) for pattern in self.recipients)
        if not listed and row.medium != "system":
            return "team mode: not a listed recipient"
        if row.notice_id is None:
            return ""
        with self.store.reading() as connection:
            case = connection.execute(select(t.case).where(t.case.c.id == row.case_id)).one()
            outcome = connection.execute(select(t.event.c.outcome).where(t.event.c.id == row.event_id)).scalar_one()
        then = json.loads(outcome)["status"]["code"]
        if self.silences(case.procedure, case.status) and not self.silences(case.procedure, then):
            return f"the case ended meanwhile: {case.status}"
        return ""

    def _order(self, row: Row[Any]) -> DispatchOrder:
        attachments = self._attachments(row.notice_id) if row.medium == "email" else ()
        return DispatchOrder(
            row.reference, row.medium, row.address, row.case_id, row.kind, json.loads(row.body), attachments
        )

    def _attachments(self, notice: str) -> tuple[Attachment, ...]:
        with self.store.reading() as connection:
            numbers = json.loads(
                connection.execute(select(t.notice.c.attachments).where(t.notice.c.id == notice)).scalar_one()
            )
            found = connection.execute(
                select(t.archived).where(t.archived.c.document.in_(numbers), t.archived.c.format == "pdf")
            ).all()
        return tuple(
            Attachment(each.path.rsplit("/", 1)[-1], "application/pdf", self.archive.get(each.sha256)) for each in found
        )

    def _next_rung(self, connection: Connection, row: Row[Any], now: datetime) -> None:
        if row.notice_id is None:
            return
        notice = connection.execute(select(t.notice).where(t.notice.c.id == row.notice_id)).one()
        texts = json.loads(notice.texts)
        rung = climb(
            json.loads(notice.ladder), json.loads(notice.addresses), texts, self.channel_of, json.loads(notice.record)
        )
        connection.execute(
            update(t.notice)
            .where(t.notice.c.id == notice.id)
            .values(ladder=json.dumps(rung.rest), record=json.dumps(rung.skipped))
        )
        if rung.medium is None:
            return
        address = rung.addresses[rung.medium]
        connection.execute(
            insert(t.dispatch).values(
                reference=str(
                    uuid5(NAMESPACE_URL, f"qauly:dispatch:{notice.id}:{rung.medium}:{notice.kind}:{address}")
                ),
                case_id=row.case_id,
                event_id=row.event_id,
                notice_id=notice.id,
                medium=rung.medium,
                channel=rung.channel,
                address=address,
                kind=notice.kind,
                body=json.dumps(texts[rung.medium], ensure_ascii=False),
                state="queued",
                reason="",
                due=stamp(now),
                attempts=0,
            )
        )

    def _record(self, connection: Connection, dispatch: int, now: datetime, state: str, result: SendResult) -> None:
        entry = {
            "dispatch_id": dispatch,
            "at": stamp(now),
            "state": state,
            "reason": result.reason,
            "provider_id": result.provider_id,
            "evidence": result.evidence,
        }
        append(connection, ATTEMPTS, entry)


def _set(connection: Connection, dispatch: int, **values: Any) -> None:
    connection.execute(update(t.dispatch).where(t.dispatch.c.id == dispatch).values(**values))


def _sent(row: Row[Any], state: str, reason: str) -> Sent:
    return Sent(row.reference, row.case_id, row.kind, row.medium, row.address, state, reason)
