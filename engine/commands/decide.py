"""qauly decide: what the law requires of events and why; nothing is written anywhere."""

import json
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from ..canonical import canonical, id_used_before
from ..contacts import with_phone
from ..content import Content
from ..errors import QaulyError
from ..law.decide import decide as decide_event
from ..law.decision import Case, Decision
from ..law.library import Law
from ..messages import _
from ..model import Event, Outcome
from ..outcomes import WORDED, as_outcome
from ..wording.document import LANGS
from ..wording.explain import explain as explanation
from .events import read_lines
from .options import AsJson, ConfigFile, ContentFolders, EventsFile, Ui
from .screen import FAILED, Screen
from .tables import outcome_table, place


def decide(
    events: EventsFile,
    as_json: AsJson = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why in Kazakh and Russian, as a lawyer reads it.")
    ] = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Show what the law requires of events and why; writes nothing.

    The events of a case are read in their order: each is decided on what those before it in the file have left.
    """
    with Screen(ui, as_json=as_json) as screen:
        lines, total = read_lines(events)
        law = Law.load(Content.open(content or ()))
        cases: dict[str, Case] = {}
        known: dict[str, tuple[str, Outcome, Decision]] = {}
        decided: list[Outcome] = []
        failed = 0
        with screen.progress(_("Deciding"), total) as bar:
            for line in lines:
                try:
                    event = line.event()
                    outcome, decision = _decided(event, law, cases, known)
                except QaulyError as error:
                    screen.complain(f"{line.place}: {error.text(screen.ui)}")
                    failed += 1
                else:
                    if explain:
                        _explain(screen, event, outcome, decision, law)
                    elif as_json:
                        screen.give(outcome.model_dump(mode="json", exclude=WORDED))
                    else:
                        decided.append(outcome)
                bar.step()
        if decided:
            screen.show(outcome_table(screen, decided))
            screen.show(_reasons(screen, decided))
        if failed:
            raise typer.Exit(FAILED)


def _explain(screen: Screen, event: Event, outcome: Outcome, decision: Decision, law: Law) -> None:
    """Both languages, or the one of the messages; with --json one object a decision."""
    langs = [lang for lang in LANGS if screen.ui in (lang, "en")]
    told = {lang: explanation(decision, event, law, lang) for lang in langs}
    if screen.as_json:
        screen.give({"event": outcome.event, "case": outcome.case, **told})
        return
    screen.show(Text(f"{outcome.case} · {outcome.transition}", style="bold"))
    for lines in told.values():
        screen.show(Text("\n".join(lines) + "\n"))


def _decided(
    event: Event, law: Law, cases: dict[str, Case], known: dict[str, tuple[str, Outcome, Decision]]
) -> tuple[Outcome, Decision]:
    """The outcome of the event on the cases so far; the same event again is the first outcome."""
    body = canonical(event)
    if event.id in known:
        if known[event.id][0] != body:
            raise id_used_before()
        return known[event.id][1:]
    complete = with_phone(event, law.procedure(event.procedure), directory=None)
    decision = decide_event(cases.get(event.case), complete, law)
    outcome = as_outcome(complete, decision, law)
    cases[event.case] = decision.case
    known[event.id] = body, outcome, decision
    return outcome, decision


def _reasons(screen: Screen, outcomes: list[Outcome]) -> Table:
    """Why: every rule that applied, where the law says so, the values it used."""
    table = screen.table(_("Case"), _("Rule"), _("Rests on"), _("Values"))
    for outcome in outcomes:
        for entry in outcome.trace:
            values = "\n".join(f"{name}: {_plain(value)}" for name, value in entry.values.items())
            table.add_row(Text(outcome.case), Text(entry.rule), Text(place(entry.source).text(screen.ui)), Text(values))
    return table


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
