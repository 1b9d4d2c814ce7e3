"""Both databases: SQLite in a file, and a real PostgreSQL where one can be had."""

from pathlib import Path

import pytest

from ..commands.conftest import qauly
from ..engine.conftest import Opening, engine, opening
from ..postgres import postgres, postgres_url

__all__ = ["Opening", "engine", "opening", "postgres", "postgres_url", "qauly"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'q.db'}"
    return str(request.getfixturevalue("postgres_url"))
