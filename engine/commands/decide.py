"""qauly decide: what the law requires of events and why; nothing is written anywhere."""

import json
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from ..content import Content
from ..errors import QaulyError
from ..law.almaty import day_of, local
from ..law.decide import decide as decide_event
from ..law.decision import Case, Decision
from ..law.library import Law
from ..messages import _
from ..model import DocumentOut, Event, MessageOut, NoticeOut, Outcome, SourceRef, Status, TimerOut, TraceEntry
from .events import read_lines
from .options import AsJson, ConfigFile, ContentFolders, EventsFile, Ui
from .outcomes import outcome_table, place
from .screen import FAILED, Screen

WORDED = {"documents": {"__all__": {"renditions"}}, "notices": {"__all__": {"texts"}}}  # a decision has no words yet


def decide(
    events: EventsFile,
    as_json: AsJson = False,
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
        decided: list[Outcome] = []
        failed = 0
        with screen.progress(_("Deciding"), total) as bar:
            for line in lines:
                try:
                    event = line.event()
                    decision = decide_event(cases.get(event.case), event, law)
                except QaulyError as error:
                    screen.complain(f"{line.place}: {error.text(screen.ui)}")
                    failed += 1
                else:
                    cases[event.case] = decision.case
                    outcome = as_outcome(event, decision, law)
                    if as_json:
                        screen.give(outcome.model_dump(mode="json", exclude=WORDED))
                    else:
                        decided.append(outcome)
                bar.step()
        if decided:
            screen.show(outcome_table(screen, decided))
            screen.show(_reasons(screen, decided))
        if failed:
            raise typer.Exit(FAILED)


def as_outcome(event: Event, decision: Decision, law: Law) -> Outcome:
    """The outcome as far as deciding goes: no renditions, no texts."""
    procedure = law.procedure(event.procedure)
    on = day_of(event.at)

    def edition(kind: str) -> dict[str, Any]:
        found = law.editions.at(procedure.id, kind, on)
        return {"edition": found.start.isoformat(), "draft": law.editions.is_draft(procedure.id, found)}

    words = procedure.statuses[decision.case.status]
    return Outcome(
        event=event.id,
        case=event.case,
        procedure=event.procedure,
        regime=decision.case.regime,
        transition=decision.transition,
        status=Status(code=decision.case.status, kk=words.kk, ru=words.ru),
        reason={"kk": decision.reason.kk, "ru": decision.reason.ru} if decision.reason else None,
        documents=tuple(
            DocumentOut(kind=each.kind, number=each.number, date=each.date.isoformat(), **edition(each.kind))
            for each in decision.documents
        ),
        notices=tuple(
            NoticeOut(kind=each.kind, to=each.to, ladder=each.ladder, texts={}, **edition(each.kind))
            for each in decision.notices
        ),
        messages=tuple(MessageOut(to=each.to, body=dict(each.body)) for each in decision.messages),
        timers=tuple(TimerOut(type=each.type, at=local(each.at).isoformat()) for each in decision.timers),
        trace=tuple(
            TraceEntry(
                rule=each.rule,
                source=SourceRef(act=each.act, article=each.article, clause=each.clause) if each.act else None,
                values=dict(each.values),
            )
            for each in decision.trace
        ),
    )


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
