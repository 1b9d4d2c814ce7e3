"""A payment that a bank or a register tells of: which case it belongs to, and the event it is there."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pydantic import AwareDatetime, Field
from sqlalchemy import Connection, select

from .errors import CallerError, IdUsed
from .law.decision import Decision
from .law.expressions import ExpressionError, Scope
from .law.library import Law
from .law.procedure import PaymentRow, Procedure
from .ledger import tables as t
from .ledger.store import Store, insert_once
from .messages import _
from .model import Event, Sent


class Payment(Sent):
    """What was paid. Either `case` or `number` (of the writ, protocol or decision) says what for."""

    case: str | None = Field(default=None, min_length=1, max_length=200)
    number: str | None = Field(default=None, min_length=1, max_length=200)
    amount: str = Field(description='Tenge, as text with at most two decimals: "36920.00".', max_length=20)
    paid_at: AwareDatetime = Field(description="When it was paid; always with an offset.")
    reference: str = Field(min_length=1, max_length=200, description="The payment's own number: it counts once.")
    at: AwareDatetime | None = Field(default=None, description="When the payer's system learned of it; now if absent.")


def payment_event(store: Store, law: Law, payment: Payment, now: datetime) -> Event:
    """The event of the case that the payment belongs to; the same payment gives the same event.

    Raises `CallerError` where no case, or more than one, takes it, and `IdUsed` where the reference came with another
    payment.
    """
    with store.reading() as connection:
        case, procedure = _case_of(connection, law, payment)
        name = str(uuid5(NAMESPACE_URL, f"qauly:payment:{procedure.id}:{case}:{payment.reference}"))
        body = connection.execute(select(t.event.c.body).where(t.event.c.id == name)).scalar()
    row = procedure.payment
    if row is None:
        raise CallerError(
            _("belongs to a procedure in which nothing is paid."),
            field="case",
            fix=_("Correct the number of the case."),
        )
    told = payment.model_dump(mode="json", include={"amount", "paid_at", "reference"})
    if body is not None:
        first = Event.from_json(body)
        if first.facts != told or payment.at not in (None, first.at):
            raise IdUsed(_("was used for another payment."), field="reference", fix=_("Give every payment its own."))
        return first
    return Event(id=name, procedure=procedure.id, case=case, type=row.event, at=payment.at or now, facts=told)


def note_numbers(connection: Connection, decision: Decision, law: Law) -> None:
    """Notes under which numbers people pay for the case, in the transaction the caller holds."""
    row = law.procedure(decision.case.procedure).payment
    if row is None or not isinstance(decision.names, Scope):
        return
    for number in _numbers(row, decision.names):
        insert_once(connection, t.payable, number=number, case_id=decision.case.id)


def _numbers(row: PaymentRow, names: Scope) -> Iterator[str]:
    for path in row.numbers:
        try:
            found: Any = names.evaluate(path)
        except ExpressionError:  # the case does not know it yet
            continue
        if isinstance(found, str) and found:
            yield found[:200]


def _case_of(connection: Connection, law: Law, payment: Payment) -> tuple[str, Procedure]:
    if (payment.case is None) == (payment.number is None):
        raise CallerError(
            _("stands beside `number`, or both are missing."),
            field="case",
            fix=_("Give one of the two, `case` or `number`."),
        )
    query = select(t.case.c.id, t.case.c.procedure, t.case.c.status)
    if payment.case is not None:
        rows = connection.execute(query.where(t.case.c.id == payment.case)).all()
    else:
        joined = query.join(t.payable, t.payable.c.case_id == t.case.c.id)
        rows = connection.execute(joined.where(t.payable.c.number == payment.number)).all()
    field = "case" if payment.case is not None else "number"
    if not rows:
        raise CallerError(_("is not known."), field=field, fix=_("Check its number."))
    if len(rows) > 1:  # one that goes on is meant rather than one that is over
        rows = [row for row in rows if not law.procedure(row.procedure).statuses[row.status].final]
    if len(rows) != 1:
        raise CallerError(_("belongs to more than one case."), field=field, fix=_("Name the case instead."))
    return rows[0].id, law.procedure(rows[0].procedure)
