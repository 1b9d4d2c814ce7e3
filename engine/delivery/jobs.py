"""Who runs the work: threads of this process, or on PostgreSQL procrastinate's workers, on as many machines as needed.

The ledger is the truth; a job only says "look at this channel". Work is found in the ledger, so a job that is lost,
repeated or late changes nothing but the moment at which somebody looks.
"""

from collections.abc import Callable, Collection
from typing import Any, Literal, Protocol

from sqlalchemy import Connection, Row

from ..errors import ContentError, Finding
from ..ledger.store import Store
from ..messages import _
from ..model import Outcome
from .house import House
from .workers import Told, Workers

Fire = Callable[[Row[Any]], Outcome]
Kind = Literal["embedded", "procrastinate"]


class Running(Protocol):
    """Delivery that goes on until it is stopped."""

    def run(self) -> None:
        """Returns when `stop` was called and every call under way has been written down."""
        ...

    def stop(self) -> None:
        """May be called from another thread or a signal handler."""
        ...


class Jobs(Protocol):
    """One of the two ways."""

    def defer(self, connection: Connection, channels: Collection[str]) -> None:
        """Something was queued for these channels, in the transaction of the connection."""
        ...

    def running(self, house: House, fire: Fire, count: int, told: Told) -> Running:
        """`count` workers a channel."""
        ...


class Embedded:
    """One process that looks into the ledger by itself."""

    def defer(self, connection: Connection, channels: Collection[str]) -> None:
        """Nothing to say: the rows are found."""

    def running(self, house: House, fire: Fire, count: int, told: Told) -> Running:
        return Workers(house, fire, count, told)


def open_jobs(kind: Kind | None, store: Store) -> Jobs:
    """Without a kind: procrastinate on PostgreSQL where it is installed, else embedded.

    Raises `ContentError` for procrastinate on another database, or where it is not installed.
    """
    on_postgres = store.engine.dialect.name == "postgresql"
    if kind == "embedded" or (kind is None and not on_postgres):
        return Embedded()
    if not on_postgres:
        problem = _("procrastinate runs on PostgreSQL only.")
        fix = _('Name a PostgreSQL `database`, or set `kind = "embedded"` under [jobs].')
        raise ContentError(Finding("qauly.toml", 0, "F-006", problem, fix))
    try:
        from .postgres_jobs import PostgresJobs
    except ModuleNotFoundError:
        if kind is None:
            return Embedded()
        raise ContentError(
            Finding("qauly.toml", 0, "F-007", _("procrastinate is not installed."), _("Install qauly[pg]."))
        ) from None
    return PostgresJobs(store)
