"""Writing one handled event: everything it brought, in the transaction the caller holds."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, delete, insert, select, update

from ..canonical import canonical
from ..delivery.ladder import Rung
from ..delivery.queueing import Queued, queue
from ..law.casefile import dump
from ..law.decision import Decision
from ..model import Event, MessageOut, NoticeOut, Outcome
from ..outcomes import Made
from ..wording.compose import Issue
from ..wording.embedded import text_hash
from . import tables as t
from .keeping import keep, keep_until
from .tables import LATEST, stamp


@dataclass(frozen=True, slots=True)
class Handled:
    """One event with all that came of it, ready to be written."""

    event: Event
    body: str  # canonical JSON of the event as it was sent
    version: int  # of the case before; 0 for a new one
    decision: Decision
    issue: Issue
    made: dict[str, Made]
    rungs: Sequence[Rung]  # where each notice starts
    channel_of_messages: str | None
    outcome: Outcome
    made_by: Mapping[str, str]  # versions of what rendered the documents
    retention: Mapping[str, int]  # years by pattern of a document's kind
    deadline: str  # from which moment on its notices are no longer true, as the ledger writes it
    beside: Mapping[str, Sequence[tuple[str, bytes]]]  # by the document's number: evidence of its signature

    @property
    def channels(self) -> set[str]:
        """The channels for which something is queued."""
        messages = {self.channel_of_messages} if self.channel_of_messages and self.outcome.messages else set()
        return messages | {rung.channel for rung in self.rungs if rung.medium is not None}


class Stale(Exception):
    """Another writer was faster; the work is done again on what it wrote."""


def write(connection: Connection, handled: Handled) -> None:
    """Raises `Stale` where the case or the event is no longer as it was read."""
    event, decision = handled.event, handled.decision
    known = connection.execute(select(t.event.c.id).where(t.event.c.id == event.id)).first()
    if known is not None:
        raise Stale
    _write_case(connection, handled)
    connection.execute(
        insert(t.event).values(
            id=event.id,
            case_id=event.case,
            seq=handled.version + 1,
            body=handled.body,
            complete=None if (complete := canonical(event)) == handled.body else complete,
            outcome=handled.outcome.model_dump_json(),
            transition=decision.transition,
        )
    )
    for document, out in zip(handled.issue.documents, handled.outcome.documents, strict=True):
        connection.execute(
            insert(t.document).values(
                number=document.number,
                case_id=event.case,
                event_id=event.id,
                kind=document.kind,
                date=out.date,
                edition=out.edition,
                draft=document.draft,
                code=document.code,
                text_kk=text_hash(document.kk.lines()),
                text_ru=text_hash(document.ru.lines()),
                made_by=json.dumps(dict(handled.made_by), sort_keys=True),
            )
        )
        for (rendition, _digest), ref in zip(handled.made[document.number], out.renditions, strict=True):
            connection.execute(
                insert(t.archived).values(
                    document=document.number,
                    lang=ref.lang,
                    format=ref.format,
                    path=ref.path,
                    sha256=ref.sha256,
                    size=len(rendition.data),
                )
            )
            keep(
                connection,
                event.at,
                document=document.number,
                kind=document.kind,
                name=ref.path,
                sha256=ref.sha256,
                size=len(rendition.data),
                keep_until=keep_until(document.kind, document.date, handled.retention),
            )
        for name, data in handled.beside.get(document.number, ()):
            keep(
                connection,
                event.at,
                document=document.number,
                kind=document.kind,
                name=f"{out.renditions[-1].path}.{name}",
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
                keep_until=keep_until(document.kind, document.date, handled.retention),
            )
    _write_notices(connection, handled)
    _write_messages(connection, handled)
    _write_timers(connection, handled)


def _write_case(connection: Connection, handled: Handled) -> None:
    case = handled.decision.case
    values: dict[str, Any] = {
        "version": handled.version + 1,
        "status": case.status,
        "state": json.dumps(dump(case), ensure_ascii=False, sort_keys=True),
    }
    if handled.version == 0:
        if connection.execute(select(t.case.c.id).where(t.case.c.id == case.id)).first() is not None:
            raise Stale
        connection.execute(insert(t.case).values(id=case.id, procedure=case.procedure, **values))
        return
    done = connection.execute(
        update(t.case).where(t.case.c.id == case.id, t.case.c.version == handled.version).values(**values)
    )
    if done.rowcount != 1:
        raise Stale


def notice_name(event: str, position: int) -> str:
    """The id of the n-th notice (from 0) of an event."""
    return str(uuid5(NAMESPACE_URL, f"qauly:notice:{event}:{position}"))


def _write_notices(connection: Connection, handled: Handled) -> None:
    event = handled.event
    for position, (notice, out, rung) in enumerate(
        zip(handled.issue.notices, handled.outcome.notices, handled.rungs, strict=True)
    ):
        name = notice_name(event.id, position)
        attached = [each.number for each in handled.issue.documents if each.kind in notice.attachments]
        connection.execute(
            insert(t.notice).values(
                id=name,
                case_id=event.case,
                event_id=event.id,
                kind=notice.kind,
                recipient=notice.to,
                edition=out.edition,
                ladder=json.dumps(rung.rest),
                texts=json.dumps(out.texts, ensure_ascii=False),
                addresses=json.dumps(rung.addresses),
                attachments=json.dumps(attached),
                token_hash=rung.token_hash,
                record=json.dumps(rung.skipped),
            )
        )
        if rung.medium is not None:
            _queue(connection, handled, name, rung.medium, rung.channel, rung.addresses[rung.medium], notice.kind, out)


def _queue(
    connection: Connection,
    handled: Handled,
    notice: str | None,
    medium: str,
    channel: str,
    address: str,
    kind: str,
    body: NoticeOut | MessageOut,
) -> None:
    event = handled.event
    queue(
        connection,
        Queued(
            carrier=notice or event.id,
            case=event.case,
            event=event.id,
            notice=notice,
            medium=medium,
            channel=channel,
            address=address,
            kind=kind,
            body=body.texts[medium] if isinstance(body, NoticeOut) else body.body,
            status=handled.decision.case.status,
            due=stamp(event.at),
            deadline=handled.deadline if notice else LATEST,
        ),
    )


def _write_messages(connection: Connection, handled: Handled) -> None:
    if handled.channel_of_messages is None:
        return
    for position, message in enumerate(handled.outcome.messages):
        kind = f"message.{handled.outcome.transition}.{position}"
        _queue(connection, handled, None, "system", handled.channel_of_messages, message.to, kind, message)


def _write_timers(connection: Connection, handled: Handled) -> None:
    case = handled.decision.case
    connection.execute(delete(t.timer).where(t.timer.c.case_id == case.id))
    for timer in case.timers:
        connection.execute(insert(t.timer).values(case_id=case.id, type=timer.type, due=stamp(timer.at)))
