"""The form of the ledger's tables: made whole in an empty database, brought up step by step in an older one."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, select

from ..errors import CallerError
from ..messages import _
from .tables import metadata

HEAD = "0002"  # the newest step of migrations/versions
_versions = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def version(connection: Connection) -> str | None:
    """The step that the ledger is at; None for an empty database, "" for tables nobody has numbered."""
    if not connection.dialect.has_table(connection, "case_file"):
        return None
    if not connection.dialect.has_table(connection, _versions.name):
        return ""
    return connection.execute(select(_versions.c.version_num)).scalar() or ""


def bring_up(connection: Connection) -> None:
    """Brings the ledger to `HEAD`, in the transaction of the connection.

    Raises `CallerError` for a ledger that this version of Qauly does not know: made by a newer one, or by no release.
    """
    found = version(connection)
    if found == HEAD:
        return
    if found is None:
        metadata.create_all(connection)
        _versions.create(connection)
        connection.execute(insert(_versions).values(version_num=HEAD))
        return
    if found not in steps():
        raise CallerError(
            _("holds a ledger in a form this version does not know: {found}.", found=found or "–"),
            field="--db",
            fix=_("Use the version of Qauly that wrote it, or another database."),
        )
    upgrade(connection)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Runs the steps that are missing; slow to load, so only where something is to be done."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def steps() -> set[str]:
    """The numbers of all steps there are."""
    folder = Path(__file__).parent / "migrations" / "versions"
    return {path.name[:4] for path in folder.glob("[0-9]*.py")}
