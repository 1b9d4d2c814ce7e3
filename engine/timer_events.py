"""The event a timer fires: its id follows from case, type and due moment, so firing twice is firing once."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from .law.almaty import local
from .model import Event


def timer_event(procedure: str, case: str, kind: str, due: datetime) -> Event:
    """`at` is the due moment, in Almaty's time."""
    moment = due.astimezone(UTC).isoformat()
    return Event(
        id=str(uuid5(NAMESPACE_URL, f"qauly:timer:{procedure}:{case}:{kind}:{moment}")),
        procedure=procedure,
        case=case,
        type=kind,
        at=local(due),
        facts={},
    )
