"""Outcomes as people read them: a table, one row an event."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from ..law.procedure import Source
from ..messages import Message, _
from ..model import Outcome, SourceRef
from .screen import Screen


def outcome_table(screen: Screen, outcomes: Iterable[Outcome]) -> Table:
    """Case, transition, the state it led to, what was issued and sent, and what happens by itself, when."""
    table = screen.table(
        _("Case"), _("Transition"), _("State"), _("Documents"), _("Notices"), _("To other systems"), _("Timers")
    )
    for outcome in outcomes:
        _row(table, screen, outcome)
        for opened in outcome.opened:
            _row(table, screen, opened)
    return table


def _row(table: Table, screen: Screen, outcome: Outcome) -> None:
    documents = [f"{document.number} {document.kind}" for document in outcome.documents]
    notices = [f"{notice.kind} → {notice.to}" for notice in outcome.notices]
    timers = [f"{timer.at[:16].replace('T', ' ')} {timer.type}" for timer in outcome.timers]
    cells = (documents, notices, [message.to for message in outcome.messages], timers)
    table.add_row(
        Text(outcome.case),
        _transition(screen, outcome),
        Text(screen.words({"kk": outcome.status.kk, "ru": outcome.status.ru}, outcome.status.code)),
        *(Text("\n".join(cell)) for cell in cells),
    )


def _transition(screen: Screen, outcome: Outcome) -> Text:
    cell = Text(outcome.transition, style="bold")
    if outcome.reason is not None:
        # there is no English reason: the law speaks Kazakh and Russian
        cell.append("\n" + outcome.reason["ru" if screen.ui == "ru" else "kk"], style="not bold")
    return cell


def place(source: Source | SourceRef | None) -> Message:
    """Where the law says so: the act by its id in acts.yaml, the article, the clause."""
    if source is None or source.act == "drafting":
        return _("our drafting decision")
    act, article, clause = source.act, source.article, source.clause
    if article and clause:
        return _("{act}, article {article}, clause {clause}", act=act, article=article, clause=clause)
    if article:
        return _("{act}, article {article}", act=act, article=article)
    if clause:
        return _("{act}, clause {clause}", act=act, clause=clause)
    return Message("{act}", {"act": act})
