"""qauly task: what only a person can do."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from ..law.almaty import local
from ..messages import _
from .options import AsJson, ConfigFile, ContentFolders, Database, Ui
from .screen import Screen
from .tables import moment

app = typer.Typer(no_args_is_help=True, help="What only a person can do: see it, and say that it is done.")


@app.command("list")
def list_(
    db: Database = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Show the open tasks, the oldest first."""
    from datetime import datetime

    from ..app import Engine

    with Screen(ui, as_json=as_json) as screen:
        with Engine.open(db, content=content or (), config=config, make=False) as engine:
            found = engine.tasks()
        table = screen.table(_("Task"), _("Since"), _("Kind"), _("Case"), _("About"), _("Reason"))
        for each in found:
            at = local(datetime.fromisoformat(each.at)).isoformat()
            if as_json:
                screen.give({**asdict(each), "at": at})
            table.add_row(*map(Text, (each.id, moment(at), each.kind, each.case or "–", each.subject, each.reason)))
        if found:
            screen.show(table)
        screen.say(_("Open tasks: {count}.", count=len(found)))


@app.command()
def done(
    task: Annotated[str, typer.Argument(metavar="TASK", help="The task, as the list shows it.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who did it.")],
    db: Database = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Say that a task is done; a channel or a case system that stood still because of it goes on."""
    from ..app import Engine

    with Screen(ui) as screen:
        with Engine.open(db, content=content or (), config=config, make=False) as engine:
            engine.task_done(task, by=by)
        screen.say(_("Done."))
