"""qauly deliver: timers that are due fire, and what waits goes out."""

import time
from datetime import datetime
from typing import Annotated

import typer

from ..messages import _
from .options import AsJson, ConfigFile, ContentFolders, Database, OutFolder, Ui
from .screen import FAILED, Screen, WrongUse
from .tables import outcome_table, sent_table

PAUSE = 5.0  # seconds between two looks at what is due


def deliver(
    once: Annotated[bool, typer.Option("--once", help="Do what is due and stop.")] = False,
    now: Annotated[
        str | None, typer.Option("--now", metavar="TIME", help="Set the clock; in sandbox mode only.")
    ] = None,
    db: Database = None,
    out: OutFolder = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Fire the timers that are due and send what waits, until stopped.

    With --json the outcomes of the timers, one a line.
    """
    from ..app import Engine

    with Screen(ui, as_json=as_json) as screen:
        moment = _moment(now)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
        with Engine.open(db, content=content or (), config=config) as engine:
            while True:
                report = engine.deliver(moment)
                for outcome in report.outcomes:
                    if out is not None:
                        engine.export(outcome, out)
                    if as_json:
                        screen.give(outcome.model_dump(mode="json"))
                if report.outcomes:
                    screen.show(outcome_table(screen, report.outcomes))
                if report.dispatches:
                    screen.show(sent_table(screen, report.dispatches))
                for failure in report.failures:
                    screen.complain(failure.text(screen.ui))
                if once or moment is not None:
                    count = len(report.dispatches)
                    screen.say(_("Timers fired: {timers}. Sent: {count}.", timers=len(report.outcomes), count=count))
                    if report.failures:
                        raise typer.Exit(FAILED)
                    return
                try:
                    time.sleep(PAUSE)
                except KeyboardInterrupt:
                    return


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise WrongUse(
            _("is no time with an offset: {text}.", text=text),
            field="--now",
            fix=_("Write it as 2024-01-24T00:00:00+06:00."),
        )
    return moment
