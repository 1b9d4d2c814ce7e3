"""Making events and walking a case in memory."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from qauly.engine.law.decide import decide
from qauly.engine.law.decision import Case, Decision
from qauly.engine.law.library import Law
from qauly.engine.model import Event

_numbers = count(1)


def event(kind: str, at: str, facts: Mapping[str, Any] | None = None, *, case: str = "2024-000900") -> Event:
    return Event.model_validate(
        {
            "id": f"event-{next(_numbers)}",
            "procedure": "simplified_proceeding",
            "case": case,
            "type": kind,
            "at": at,
            "facts": dict(facts or {}),
        }
    )


def payment(at: str, amount: Any, *, paid_at: str | None = None, reference: str | None = None) -> Event:
    facts = {"amount": amount, "paid_at": paid_at or at, "reference": reference or f"KZ-{next(_numbers)}"}
    return event("payment_received", at, facts)


def walk(law: Law, *events: Event, case: Case | None = None) -> Decision:
    """The decision on the last of the events."""
    decision: Decision | None = None
    for each in events:
        decision = decide(case, each, law)
        case = decision.case
    assert decision is not None
    return decision
