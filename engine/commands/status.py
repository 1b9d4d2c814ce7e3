"""qauly status: what waits, what the channels did, what a person must look after."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from ..messages import _
from .options import AsJson, ConfigFile, ContentFolders, Database, Ui, given_moment
from .screen import FAILED, Screen
from .tables import moment

if TYPE_CHECKING:
    from ..status import InstallationStatus


def status(
    now: Annotated[
        str | None, typer.Option("--now", metavar="TIME", help="Ages are counted up to then, for a sandbox.")
    ] = None,
    chains: Annotated[bool, typer.Option(help="Whether every chain of entries is verified.")] = True,
    db: Database = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Show the queue, the channels, the call-backs, open tasks and whether the chains are whole.

    A broken chain ends the command with code 1.
    """
    from ..app import Engine

    with Screen(ui, as_json=as_json) as screen:
        at = given_moment(now, "--now") if now is not None else None
        with Engine.open(db, content=content or (), config=config, make=False) as engine:
            found = engine.status(at, chains=chains)
        if as_json:
            screen.give(found.model_dump(mode="json"))
        else:
            _show(screen, found)
        for table, entry in found.broken.items():
            screen.complain(_("the chain {name} is broken at entry {entry}.", name=table, entry=entry).text(screen.ui))
        if found.broken:
            raise typer.Exit(FAILED)


def _show(screen: Screen, found: "InstallationStatus") -> None:
    queue, timers = found.queue, found.timers
    screen.say(
        _(
            "Waiting: {waiting}, due: {due}, the oldest for {seconds} s. The first last moment: {deadline}.",
            waiting=queue.waiting,
            due=queue.due,
            seconds=round(queue.oldest_seconds),
            deadline=moment(queue.next_deadline) if queue.next_deadline else "–",
        ),
        style="bold",
    )
    screen.say(
        _(
            "Timers due: {due}, late by {seconds} s. The next one: {next}.",
            due=timers.due,
            seconds=round(timers.late_seconds),
            next=moment(timers.next) if timers.next else "–",
        )
    )
    for table in _tables(screen, found):
        if table.row_count:
            screen.show(table)
    open_tasks = ", ".join(f"{kind} {count}" for kind, count in found.tasks.items()) or "–"
    screen.say(_("Open tasks: {tasks}. Receipts that match nothing: {count}.",
                 tasks=open_tasks, count=found.unmatched_receipts))  # fmt: skip
    if found.chains is not None and not found.broken:
        screen.say(_("The chains of attempts, receipts and archive are whole."))


def _tables(screen: Screen, found: "InstallationStatus") -> Iterable[Table]:
    channels = screen.table(
        _("Channel"), _("Waiting"), _("Last hour"), _("A minute"), _("Failures in a row"), _("Paused until"),
        _("Halted"), title=screen.text(_("Channels")),
    )  # fmt: skip
    for each in found.channels:
        recent = ", ".join(f"{state} {count}" for state, count in each.last_hour.items()) or "–"
        pause = moment(each.paused_until) if each.paused_until else "–"
        row = (each.name, str(each.waiting), recent, f"{each.rate:g}", str(each.failures), pause, each.halted or "–")
        channels.add_row(*map(Text, row))
    yield channels
    readers = screen.table(
        _("Case system"), _("Waiting"), _("Given up"), _("Oldest, s"), _("Paused until"), _("Halted"),
        title=screen.text(_("Calls back")),
    )  # fmt: skip
    for reader in found.callbacks:
        pause = moment(reader.paused_until) if reader.paused_until else "–"
        counts = (str(reader.waiting), str(reader.given_up), f"{reader.oldest_seconds:.0f}")
        readers.add_row(*map(Text, (reader.name, *counts, pause, reader.halted or "–")))
    yield readers
