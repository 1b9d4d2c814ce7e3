"""Outcomes and dispatches as people read them: tables, one row an event or a dispatch."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from ..law.almaty import local
from ..law.procedure import Source
from ..messages import Message, _
from ..model import NoticeOut, Outcome, SourceRef
from .screen import Screen

if TYPE_CHECKING:
    from ..delivery.sending import Sent


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
    notices = [line for notice in outcome.notices for line in _notice(screen, notice)]
    timers = [f"{moment(timer.at)} {timer.type}" for timer in outcome.timers]
    cells = (documents, notices, [message.to for message in outcome.messages], timers)
    table.add_row(
        Text(outcome.case),
        _transition(screen, outcome),
        Text(screen.words({"kk": outcome.status.kk, "ru": outcome.status.ru}, outcome.status.code)),
        *(Text("\n".join(cell)) for cell in cells),
    )


def _notice(screen: Screen, notice: NoticeOut) -> Iterator[str]:
    yield f"{notice.kind} → {notice.to}"
    text = notice.texts.get("sms", {})
    parts, budget = text.get("segments", 0), text.get("budget")
    if budget is not None and parts > budget:
        yield screen.text(_("SMS of {parts} parts; {budget} are meant", parts=parts, budget=budget))


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


def sent_table(screen: Screen, sent: Iterable["Sent"]) -> Table:
    """What went out in one run, to whom, by which way, and what became of it."""
    table = screen.table(_("Case"), _("Notice or message"), _("Medium"), _("Address"), _("State"))
    for each in sent:
        state = f"{each.state}: {each.reason}" if each.reason else each.state
        table.add_row(*map(Text, (each.case, each.kind, each.medium, each.address, state)))
    return table


def moment(text: str) -> str:
    """An ISO moment as people read it: Almaty's day and minute."""
    return f"{local(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
