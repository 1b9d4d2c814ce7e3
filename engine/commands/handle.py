"""qauly handle: events in, documents and notices out, one transaction an event."""

import typer

from ..errors import QaulyError
from ..messages import _
from ..model import Outcome
from .events import read_lines
from .options import AsJson, ConfigFile, ContentFolders, Database, EventsFile, Log, OutFolder, Ui
from .screen import FAILED, Screen
from .tables import outcome_table


def handle(
    events: EventsFile,
    db: Database = None,
    out: OutFolder = None,
    as_json: AsJson = False,
    log: Log = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Handle events: decide, write the documents and notices, queue them for delivery.

    A wrong event is told on standard error, changes nothing, and does not stop the others.
    """
    from ..app import Engine
    from ..config import Config
    from ..watch.begin import watch

    with Screen(ui, as_json=as_json) as screen:
        watch(Config.load(config).watch, log)
        lines, total = read_lines(events)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)  # what cannot be written must stop us before anything is handled
        outcomes: list[Outcome] = []
        handled = failed = 0
        with (
            Engine.open(db, content=content or (), config=config) as engine,
            screen.progress(_("Handling events"), total) as bar,
        ):
            for line in lines:
                try:
                    outcome = engine.handle(line.event())
                    if out is not None:
                        engine.export(outcome, out)
                except QaulyError as error:
                    screen.complain(f"{line.place}: {error.text(screen.ui)}")
                    failed += 1
                else:
                    handled += 1
                    if as_json:
                        screen.give(outcome.model_dump(mode="json"))
                    else:
                        outcomes.append(outcome)
                bar.step()
        if outcomes:
            screen.show(outcome_table(screen, outcomes))
        screen.say(_("Events handled: {handled}. Refused as wrong: {failed}.", handled=handled, failed=failed))
        if out is not None and handled:
            screen.say(_("The documents are in {folder}.", folder=out))
        if failed:
            raise typer.Exit(FAILED)
