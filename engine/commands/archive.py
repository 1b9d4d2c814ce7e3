"""qauly archive: is everything there, a case for a court, what need not be kept any more."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ..errors import CallerError
from ..messages import Message, _
from .options import AsJson, ConfigFile, ContentFolders, Database, Ui, given_day
from .screen import FAILED, Screen

app = typer.Typer(no_args_is_help=True, help="The archive: verify it, export a case, let go what is old enough.")

FAULTS: dict[str, Message] = {
    "missing": _("missing"),
    "altered": _("altered"),
    "extra": _("belongs to no entry"),
    "chain": _("the index was tampered with"),
}


@app.command("verify")
def verify(
    db: Database = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Read every object and the chain of the index; missing or altered ones end with code 1, extra ones with 0."""
    from ..app import Engine
    from ..ledger.keeping import faults

    with Screen(ui, as_json=as_json) as screen:
        with (
            Engine.open(db, content=content or (), config=config, make=False) as engine,
            engine.store.reading() as connection,
        ):
            found = list(faults(connection, engine.archive))
        for each in found:
            if as_json:
                screen.give({"fault": each.kind, "name": each.name, "document": each.document})
            screen.say(_("{fault}: {name} {document}", fault=FAULTS[each.kind], name=each.name, document=each.document))
        wrong = sum(1 for each in found if each.kind != "extra")
        screen.say(_("Faults: {faults}. Extra objects: {extra}.", faults=wrong, extra=len(found) - wrong))
        if wrong:
            raise typer.Exit(FAILED)


@app.command("export")
def export(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The number of the case.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder that takes it.")],
    db: Database = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Write a case as one folder that anybody can read without this program: files, history, check sums."""
    from ..app import Engine
    from ..case_folder import case_folder

    with Screen(ui) as screen:
        with Engine.open(db, content=content or (), config=config, make=False) as engine:
            count = case_folder(engine, case, out)
        screen.say(_("Written: {file}", file=out))
        screen.say(_("Files: {count}.", count=count))


@app.command("dispose")
def dispose(
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="What was to be kept until before this day goes.")],
    db: Database = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Take away what need not be kept any more, by `retention` in qauly.toml; the index keeps its entries."""
    from ..app import Engine
    from ..ledger.keeping import dispose as note

    with Screen(ui) as screen:
        day = given_day(on, "--on")
        if day > datetime.now(UTC).date():
            raise CallerError(_("lies in the future."), field="--on", fix=_("Give today, or a day before."))
        with Engine.open(db, content=content or (), config=config, make=False) as engine:
            with engine.store.writing() as connection:
                gone = note(connection, day, datetime.now(UTC))
            for digest in gone:
                engine.archive.remove(digest)
        screen.say(_("Objects taken away: {count}.", count=len(gone)))
