"""Under which ids a provider knows the parts of a dispatch, and how the parts make the whole."""

from collections.abc import Sequence
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, bindparam, select, update

from ..ledger import tables as t
from ..ledger.store import insert_once
from ..ports import ReceiptState
from .states import FAILED

p = t.part.c
# built once: they run with every part
_FIND = select(t.part).where(p.channel == bindparam("way"), p.provider_id.in_(bindparam("ids", expanding=True)))
_MOVE = update(t.part).where(p.channel == bindparam("way"), p.provider_id == bindparam("of_it"))
_STATES = select(p.number, p.state).where(p.dispatch_id == bindparam("dispatch"))


def note_part(
    connection: Connection, channel: str, dispatch: int, provider_id: str, number: int = 1, of: int = 1
) -> bool:
    """Keeps an id of the provider's for a part; False where it is known already."""
    return insert_once(
        connection,
        t.part,
        channel=channel,
        provider_id=provider_id,
        dispatch_id=dispatch,
        number=number,
        of=of,
        state="accepted",
    )


def find_part(connection: Connection, channel: str, provider_ids: Sequence[str]) -> Row[Any] | None:
    """The part that one of the ids names, the first id first."""
    rows = connection.execute(_FIND, {"way": channel, "ids": list(provider_ids)}).all()
    found = {row.provider_id: row for row in rows}
    return next((found[each] for each in provider_ids if each in found), None)


def move_part(connection: Connection, part: Row[Any], state: str) -> None:
    connection.execute(_MOVE, {"way": part.channel, "of_it": part.provider_id, "state": state})


def of_parts(
    connection: Connection, part: Row[Any], told: ReceiptState, rule: Literal["all", "first"]
) -> ReceiptState | None:
    """What a part's new state makes of the whole dispatch; None where the other parts must be heard first."""
    if told in FAILED or told == "accepted":
        return told
    if rule == "first":
        return told if part.number == 1 else None
    states = connection.execute(_STATES, {"dispatch": part.dispatch_id}).all()
    good = {row.number for row in states if row.state in ("delivered", "read")}
    return told if len(good) >= cast(int, part.of) else None
