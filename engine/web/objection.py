"""An objection by the button: one event for a link, however often and however fast it is pressed."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from ..errors import CallerError
from ..ledger import tables as t
from ..model import Event
from .link import Link

if TYPE_CHECKING:
    from ..app import Engine


def file_objection(engine: "Engine", link: Link, moment: datetime) -> str | None:
    """Hands the button's event to the engine; gives its id once the ledger holds it as accepted, else None.

    The id follows from the token, so a second press finds what the first one did. Raises `CallerError` where the
    engine cannot take the event now, for instance because the case's last event lies in the future.
    """
    button = link.page.objection
    assert button is not None
    event = Event(
        id=str(uuid5(NAMESPACE_URL, f"qauly:button:{link.hash}:{button.event}")),
        procedure=link.case.procedure,
        case=link.case.id,
        type=button.event,
        at=max(moment, link.case.last_at),
        facts=dict(button.facts),
    )
    try:
        engine.handle(event)
    except CallerError:
        # pressed twice at once: the other press told another moment, and was first
        if _transition(engine, event.id) is None:
            raise
    transition = _transition(engine, event.id)
    return event.id if transition not in (None, "refused") else None


def _transition(engine: "Engine", event: str) -> str | None:
    with engine.store.reading() as connection:
        found = connection.execute(select(t.event.c.transition).where(t.event.c.id == event)).scalar_one_or_none()
    return None if found is None else str(found)
