"""A case as the ledger knows it, for people and machines to look at."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select

from ..law.casefile import load
from ..law.library import Law
from ..model import Outcome, RenditionRef, Status, Words
from ..outcomes import status_of
from . import tables as t


class Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EventView(Shown):
    id: str
    type: str
    at: str
    transition: str
    reason: Words | None


class DocumentView(Shown):
    number: str
    kind: str
    date: str
    edition: str
    draft: bool
    renditions: tuple[RenditionRef, ...]


class AttemptView(Shown):
    """One try; `cost` in tenge where the provider told it, or its channel has a price a part."""

    at: str
    state: str
    reason: str
    hash: str
    cost: str | None = None


class DispatchView(Shown):
    reference: str
    kind: str
    medium: str
    channel: str
    address: str
    state: str
    reason: str
    attempts: tuple[AttemptView, ...]


class NoticeView(Shown):
    kind: str
    to: str
    edition: str
    texts: dict[str, Any]
    record: tuple[str, ...]  # media that were passed over, and why


class TimerView(Shown):
    type: str
    due: str


class VisitView(Shown):
    """What somebody did on the page behind a link, and the wording that was shown."""

    at: str
    act: str
    subject: str
    page: str
    edition: str
    lang: str


class CaseView(Shown):
    """Everything of a case: its state, events, documents, notices, dispatches with their attempts, timers to come."""

    case: str
    procedure: str
    regime: str | None
    status: Status
    opened_at: str
    events: tuple[EventView, ...]
    documents: tuple[DocumentView, ...]
    notices: tuple[NoticeView, ...]
    dispatches: tuple[DispatchView, ...]
    timers: tuple[TimerView, ...]
    visits: tuple[VisitView, ...] = ()


def view_of(connection: Connection, case: str, law: Law) -> CaseView | None:
    """None where the ledger has no such case."""
    row = connection.execute(select(t.case).where(t.case.c.id == case)).first()
    if row is None:
        return None
    file = load(json.loads(row.state), law)
    events = connection.execute(select(t.event).where(t.event.c.case_id == case).order_by(t.event.c.seq)).all()
    outcomes = [Outcome.model_validate_json(each.outcome) for each in events]
    bodies = [json.loads(each.body) for each in events]
    notices = connection.execute(select(t.notice).where(t.notice.c.case_id == case)).all()
    dispatches = connection.execute(
        select(t.dispatch).where(t.dispatch.c.case_id == case).order_by(t.dispatch.c.id)
    ).all()
    return CaseView(
        case=case,
        procedure=row.procedure,
        regime=file.regime,
        status=status_of(file, law.procedure(row.procedure)),
        opened_at=file.opened_at.isoformat(),
        events=tuple(
            EventView(
                id=body["id"],
                type=body["type"],
                at=body["at"],
                transition=out.transition,
                reason={**out.reason} if out.reason else None,
            )
            for body, out in zip(bodies, outcomes, strict=True)
        ),
        documents=tuple(
            DocumentView(**document.model_dump()) for outcome in outcomes for document in outcome.documents
        ),
        notices=tuple(
            NoticeView(
                kind=each.kind,
                to=each.recipient,
                edition=each.edition,
                texts=json.loads(each.texts),
                record=tuple(json.loads(each.record)),
            )
            for each in notices
        ),
        dispatches=tuple(_dispatch(connection, each) for each in dispatches),
        visits=tuple(_visits(connection, case)),
        timers=tuple(TimerView(type=timer.type, due=timer.at.isoformat()) for timer in file.timers),
    )


def _visits(connection: Connection, case: str) -> Iterator[VisitView]:
    for row in connection.execute(select(t.visit).where(t.visit.c.case_id == case).order_by(t.visit.c.id)):
        yield VisitView(at=row.at, act=row.act, subject=row.subject, page=row.page, edition=row.edition, lang=row.lang)


def _dispatch(connection: Connection, row: Any) -> DispatchView:
    attempts = connection.execute(
        select(t.attempt).where(t.attempt.c.dispatch_id == row.id).order_by(t.attempt.c.id)
    ).all()
    return DispatchView(
        reference=row.reference,
        kind=row.kind,
        medium=row.medium,
        channel=row.channel,
        address=row.address,
        state=row.state,
        reason=row.reason,
        attempts=tuple(
            AttemptView(at=each.at, state=each.state, reason=each.reason, hash=each.hash, cost=_cost(each.evidence))
            for each in attempts
        ),
    )


def _cost(evidence: str) -> str | None:
    try:
        cost = json.loads(evidence)["cost"]
        return f"{Decimal(str(cost)):.2f}"
    except (ValueError, LookupError, TypeError, ArithmeticError):
        return None  # most answers name none
