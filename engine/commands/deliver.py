"""qauly deliver: timers that are due fire, and what waits goes out."""

import signal
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer

from ..messages import _
from .options import AsJson, ConfigFile, ContentFolders, Database, Log, OutFolder, Ui
from .screen import FAILED, Screen, WrongUse


def deliver(
    once: Annotated[bool, typer.Option("--once", help="Do what is due and stop.")] = False,
    now: Annotated[
        str | None, typer.Option("--now", metavar="TIME", help="Set the clock; in sandbox mode only.")
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="How many workers a channel has, until stopped.")
    ] = 1,
    db: Database = None,
    out: OutFolder = None,
    as_json: AsJson = False,
    log: Log = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Fire the timers that are due and send what waits, until stopped.

    With --json the outcomes of the timers, one a line.
    """
    from ..app import Engine
    from ..config import Config
    from ..watch.begin import serve_metrics, watch
    from .told import Told

    with Screen(ui, as_json=as_json) as screen:
        moment = _moment(now)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
        settings = Config.load(config)
        watch(settings.watch, log)
        with Engine.open(db, content=content or (), config=settings) as engine:
            serve_metrics(settings.watch, engine)
            told = Told(screen, engine, out)
            if once or moment is not None:
                for each in engine.delivering(moment):
                    told(each)
                told.end()
                screen.say(_("Timers fired: {timers}. Sent: {count}.", timers=told.timers, count=told.count))
                if told.failures:
                    raise typer.Exit(FAILED)
                return
            running = engine.workers(workers, told)
            stop_on_signals(running.stop)
            running.run()
            told.end()


def stop_on_signals(stop: Callable[[], None]) -> None:
    """SIGINT and SIGTERM end delivery after the calls under way."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop())


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
