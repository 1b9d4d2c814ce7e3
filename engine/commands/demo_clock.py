"""qauly demo --clock: a month of some cases, a day a second, timers, reminders and expiry included."""

import time
from collections.abc import Iterable
from pathlib import Path

from rich.text import Text

from ..app import Engine
from ..content import Content
from ..courses.clock import Life, load_lives
from ..errors import CallerError
from ..law.almaty import day_of
from ..messages import _
from ..model import Outcome
from .screen import Screen


def run_clock(screen: Screen, content: Content, engine: Engine, out: Path, day: float) -> int:
    """Lives through every clock of the content; the number of events that were refused as wrong."""
    refused = 0
    for life in load_lives(content):
        screen.say(_("{title}: from {start}", title=_words(screen, life.title), start=day_of(life.start).isoformat()))
        table = screen.table(_("Case"), _("Phone"), _("Citizen"))
        for case, citizen in life.citizens:
            table.add_row(Text(case), Text(citizen.phone), Text(_words(screen, citizen.title)))
        screen.show(table)
        refused += _live(screen, life, engine, out, day)
    return refused


def _live(screen: Screen, life: Life, engine: Engine, out: Path, day: float) -> int:
    refused = 0
    for evening, events in life.days():
        outcomes: list[Outcome] = []
        for event in events:
            outcomes += engine.deliver(event.at).outcomes  # what was due before the event comes first
            try:
                outcomes.append(engine.handle(event))
            except CallerError as error:
                screen.complain(f"{event.case}: {error.text(screen.ui)}")
                refused += 1
        outcomes += engine.deliver(evening).outcomes
        for line in _told(screen, outcomes):
            screen.show(Text.assemble((day_of(evening).isoformat(), "dim"), "  ", line))
        for outcome in outcomes:
            engine.export(outcome, out)
        time.sleep(day)
    return refused


def _told(screen: Screen, outcomes: Iterable[Outcome]) -> Iterable[Text]:
    for outcome in outcomes:
        status = screen.words({"kk": outcome.status.kk, "ru": outcome.status.ru}, outcome.status.code)
        kinds = [each.kind for each in outcome.documents] + [each.kind for each in outcome.notices]
        reason = screen.words({"kk": outcome.reason["kk"], "ru": outcome.reason["ru"]}, "") if outcome.reason else ""
        issued = ", ".join(kinds) or reason or "–"
        yield Text.assemble((outcome.case, "bold"), f"  {outcome.transition} → {status}  ", (issued, "dim"))


def _words(screen: Screen, title: object) -> str:
    return screen.words({"kk": getattr(title, "kk", ""), "ru": getattr(title, "ru", "")}, getattr(title, "ru", ""))
