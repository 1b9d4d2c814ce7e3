"""What happened becomes calls: outcomes, states of notices and messages, tasks, each once for whoever wants it.

The feed, the attempts and the receipts are written under locks held until the commit, so each is read with a cursor
that misses nothing; calls and cursors are written in one transaction.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, Row, select, update

from ..delivery.tasks import Kind
from ..law.almaty import local
from ..ledger import tables as t
from ..ledger.store import Store, insert_once
from ..ledger.tables import NEVER, stamp
from .bodies import TASK_OPENED, TOLD, model_of
from .readers import Reader

BATCH = 500
TASK: Kind = "not_told"


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing to tell: where it stands in the ledger, and by what name it is told once."""

    type: str
    case: str
    source: str
    source_id: str
    once: str


def tell(store: Store, reader: Reader, now: datetime) -> int:
    """Writes down the calls for all that is new to the reader; how many there were."""
    told = 0
    while _is_news(store, reader):
        with store.writing() as connection:
            place = select(t.callback_reader).where(t.callback_reader.c.name == reader.name).with_for_update()
            row = connection.execute(place).one()
            # states are read before outcomes and written after them: no state is told before its outcome
            attempts = _after(connection, t.attempt, row.attempt)
            receipts = _after(connection, t.receipt, row.receipt)
            outcomes = _outcomes(connection, row.feed)
            if len(outcomes) == BATCH:  # a state may belong to an outcome that is yet to come
                attempts, receipts = [], []
            found = [
                *(Happened(f"outcome.{each.transition}", each.case_id, "feed", str(each.position), str(each.position))
                  for each in outcomes),
                *_states(connection, [*attempts, *receipts]),
                *_tasks(connection, reader),
            ]  # fmt: skip
            told += sum(_put_down(connection, reader, each, now) for each in found if reader.wants(each.type))
            ends = {
                "feed": outcomes[-1].position if outcomes else row.feed,
                "attempt": attempts[-1].id if attempts else row.attempt,
                "receipt": receipts[-1].id if receipts else row.receipt,
            }
            connection.execute(update(t.callback_reader).where(t.callback_reader.c.name == reader.name).values(**ends))
        if max(len(outcomes), len(attempts), len(receipts)) < BATCH:
            break
    return told


def _is_news(store: Store, reader: Reader) -> bool:
    """Looked at without the write lock, since mostly there is none."""
    with store.reading() as connection:
        row = connection.execute(select(t.callback_reader).where(t.callback_reader.c.name == reader.name)).one()
        beyond = (
            select(t.feed.c.position).where(t.feed.c.position > row.feed),
            select(t.attempt.c.id).where(t.attempt.c.id > row.attempt),
            select(t.receipt.c.id).where(t.receipt.c.id > row.receipt),
        )
        if any(connection.execute(query.limit(1)).first() is not None for query in beyond):
            return True
        return reader.wants(TASK_OPENED) and next(_tasks(connection, reader), None) is not None


def body_of(connection: Connection, call: Row[Any]) -> bytes:
    """The JSON of a call: the same bytes whenever it is made."""
    moment, data = _DATA[call.source](connection, call)
    told = {"id": call.name, "type": call.type, "case": call.case_id or None, "at": moment, "data": data}
    body = model_of(call.type).model_validate(told).model_dump(mode="json")
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()


def _after(connection: Connection, table: Any, cursor: int) -> list[Row[Any]]:
    query = select(table).where(table.c.id > cursor).order_by(table.c.id).limit(BATCH)
    return [*connection.execute(query).all()]


def _outcomes(connection: Connection, cursor: int) -> Sequence[Any]:
    query = (
        select(t.feed.c.position, t.event.c.case_id, t.event.c.transition)
        .join(t.event, t.event.c.id == t.feed.c.event_id)
        .where(t.feed.c.position > cursor)
        .order_by(t.feed.c.position)
        .limit(BATCH)
    )
    return connection.execute(query).all()


def _states(connection: Connection, entries: list[Row[Any]]) -> Iterator[Happened]:
    wanted = {each.dispatch_id for each in entries if each.dispatch_id is not None}
    query = select(t.dispatch).where(t.dispatch.c.id.in_(wanted))
    dispatches = {row.id: row for row in connection.execute(query)} if wanted else {}
    for each in sorted(entries, key=lambda entry: entry.at):
        dispatch = dispatches.get(each.dispatch_id)
        is_receipt = hasattr(each, "verdict")
        if dispatch is None or each.state not in TOLD or (is_receipt and each.verdict != "recorded"):
            continue
        if is_receipt and each.state == "delivered" and dispatch.state not in ("delivered", "read"):
            continue  # one part of several; the last one tells of the whole
        kind = f"{'notice' if dispatch.notice_id else 'message'}.{each.state}"
        source = "receipt" if is_receipt else "attempt"
        yield Happened(kind, dispatch.case_id, source, str(each.id), f"{dispatch.reference}:{each.state}")


def _tasks(connection: Connection, reader: Reader) -> Iterator[Happened]:
    known = select(t.callback.c.source_id).where(t.callback.c.reader == reader.name, t.callback.c.source == "task")
    query = (
        select(t.task).where(t.task.c.done_at == NEVER, t.task.c.id.not_in(known)).order_by(t.task.c.at, t.task.c.id)
    )
    for row in connection.execute(query):
        if row.kind != TASK:  # of calls that fail nobody is told by calls
            yield Happened(TASK_OPENED, row.case_id or "", "task", row.id, row.id)


def _put_down(connection: Connection, reader: Reader, what: Happened, now: datetime) -> bool:
    name = str(uuid5(NAMESPACE_URL, f"qauly:callback:{reader.name}:{what.type}:{what.once}"))
    return insert_once(
        connection,
        t.callback,
        name=name,
        reader=reader.name,
        case_id=what.case,
        type=what.type,
        source=what.source,
        source_id=what.source_id,
        since=stamp(now),
        state="queued",
        due=stamp(now),
        attempts=0,
        owner="",
        lease=NEVER,
        reason="",
    )


def _outcome_data(connection: Connection, call: Row[Any]) -> tuple[str, dict[str, Any]]:
    query = (
        select(t.event.c.body, t.event.c.outcome)
        .join(t.feed, t.feed.c.event_id == t.event.c.id)
        .where(t.feed.c.position == int(call.source_id))
    )
    row = connection.execute(query).one()
    return _almaty(json.loads(row.body)["at"]), {"position": int(call.source_id), "outcome": json.loads(row.outcome)}


def _state_data(connection: Connection, call: Row[Any]) -> tuple[str, dict[str, Any]]:
    table = t.attempt if call.source == "attempt" else t.receipt
    entry = connection.execute(select(table).where(table.c.id == int(call.source_id))).one()
    dispatch = connection.execute(select(t.dispatch).where(t.dispatch.c.id == entry.dispatch_id)).one()
    data = {
        "notice": dispatch.notice_id,
        "event": dispatch.event_id,
        "kind": dispatch.kind,
        "medium": dispatch.medium,
        "reference": dispatch.reference,
        "state": entry.state,
    }
    return _almaty(entry.at), data


def _task_data(connection: Connection, call: Row[Any]) -> tuple[str, dict[str, Any]]:
    row = connection.execute(select(t.task).where(t.task.c.id == call.source_id)).one()
    return _almaty(row.at), {"task": row.id, "kind": row.kind, "subject": row.subject, "reason": row.reason}


def _almaty(moment: str) -> str:
    return local(datetime.fromisoformat(moment)).isoformat()


_DATA = {"feed": _outcome_data, "attempt": _state_data, "receipt": _state_data, "task": _task_data}
