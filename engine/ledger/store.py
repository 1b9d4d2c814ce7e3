"""The database of the ledger: opening it, and the transactions in which everything is written at once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.sql.dml import ReturningInsert

from ..errors import CallerError
from ..messages import _
from . import tables
from .chain import GENESIS, TABLES
from .schema import HEAD, bring_up, version
from .together import Together

BUSY_SECONDS = 60


class Store:
    """A connection pool that knows how each database wants to be written to."""

    def __init__(self, url: str, *, make: bool = True) -> None:
        """Without `make`, `CallerError` where no ledger is there: asking makes none."""
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
                file = Path(str(parsed.database))
                if not make and not file.is_file():
                    raise _nothing_there(url)
                file.parent.mkdir(parents=True, exist_ok=True)
            backend = parsed.get_backend_name()
            self.engine = create_engine(
                parsed, connect_args=_connect_args(backend), pool_pre_ping=backend != "sqlite", pool_size=20
            )
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
            raise CallerError(
                _("is no database address we can use."),
                field="--db",
                fix=_("Write sqlite:///qauly.db or postgresql+psycopg://user@host/name."),
            ) from None
        self.together = Together(self.writing)
        self._door: AbstractContextManager[object] = nullcontext()
        if self.engine.dialect.name == "sqlite":
            self._door = RLock()  # a thread that waits for another here is woken; one that waits in SQLite sleeps
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_immediate)
        try:
            _create(self.engine, make=make, url=url)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that takes no write lock."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its start: all of it is committed, or nothing."""
        with self._door, self.engine.begin() as connection:
            yield connection


def insert_once(connection: Connection, table: Table, **values: Any) -> bool:
    """Inserts the row unless one with its key is there already, whoever wrote it meanwhile; whether it did."""
    return connection.execute(_once(connection.dialect.name, table), values).first() is not None


@cache
def _once(dialect: str, table: Table) -> ReturningInsert[Any]:
    # built once: it runs with every message
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    statement: ReturningInsert[Any] = insert.on_conflict_do_nothing().returning(*table.primary_key.columns)
    return statement


def _connect_args(backend: str) -> dict[str, Any]:
    return {"timeout": BUSY_SECONDS} if backend == "sqlite" else {}


def _prepare_sqlite(connection: Any, record: object) -> None:
    # sqlite3 would begin transactions by itself, and too late: the write lock is taken at the start or never
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _create(engine: Engine, *, make: bool, url: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        found = version(connection)
        if found == HEAD:
            made = set(connection.execute(select(tables.chain.c.id)).scalars())
            if made >= TABLES.keys():
                return
    if found is None and not make:
        raise _nothing_there(url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # two processes that open an empty database at once
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(710430)")
        bring_up(connection)
        for each in TABLES:
            insert_once(connection, tables.chain, id=each, head=GENESIS)


def _nothing_there(url: str) -> CallerError:
    return CallerError(
        _("there is no ledger at {url}.", url=make_url(url).render_as_string(hide_password=True)),
        field="database",
        fix=_("Name the database that the events were handled with, here or as `database` in qauly.toml."),
    )
