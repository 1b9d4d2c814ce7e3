"""A case worked out again from its stored events, with the law of their day."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row

from .law.decide import decide
from .law.decision import Case, Decision
from .law.library import Law
from .model import Event
from .timer_events import timer_event


def replay(rows: Iterable[Row[Any]], law: Law) -> Iterator[tuple[Event, Decision]]:
    """Each event of one case in its order, with what it required."""
    state: Case | None = None
    for row in rows:
        event = Event.from_json(row.complete or row.body)
        fired = timer_event(event.procedure, event.case, event.type, event.at).id == event.id
        decision = decide(state, event, law, by_timer=fired)
        state = decision.case
        yield event, decision
