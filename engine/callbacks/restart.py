"""Starting a reader again that stood still."""

from datetime import datetime

from sqlalchemy import Connection, update

from ..ledger import tables as t
from ..ledger.tables import NEVER, stamp


def start_again(connection: Connection, name: str, now: datetime) -> None:
    """A person has looked after the reader: what it was not told is due at once, and for as many days as before."""
    again = {"state": "queued", "due": NEVER, "since": stamp(now)}
    c = t.callback.c
    connection.execute(update(t.callback).where(c.reader == name, c.state.in_(("dead", "queued"))).values(**again))
    running = {"halted": "", "failures": 0, "paused_until": NEVER}
    connection.execute(update(t.callback_reader).where(t.callback_reader.c.name == name).values(**running))
