"""A ledger that was brought up step by step has the form of one that was made whole."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from qauly.engine import CallerError, Engine
from qauly.engine.ledger import schema
from qauly.engine.ledger.tables import metadata


def test_the_newest_step_is_the_head() -> None:
    assert max(schema.steps()) == schema.HEAD


def test_step_by_step_is_the_same_as_at_once(ledger_url: str) -> None:
    made = create_engine(ledger_url)
    with made.begin() as connection:
        schema.upgrade(connection)
        assert schema.version(connection) == schema.HEAD
    with made.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        assert compare_metadata(context, metadata) == []
    made.dispose()


@pytest.mark.parametrize("found", ["9999", None])
def test_a_form_nobody_knows_is_left_alone(ledger_url: str, tmp_path: Path, found: str | None) -> None:
    with Engine.open(ledger_url, archive=tmp_path / "archive"):
        pass
    made = create_engine(ledger_url)
    with made.begin() as connection:
        change = f"UPDATE alembic_version SET version_num = '{found}'" if found else "DROP TABLE alembic_version"
        connection.execute(text(change))
    made.dispose()
    with pytest.raises(CallerError, match="this version does not know"):
        Engine.open(ledger_url, archive=tmp_path / "archive")
