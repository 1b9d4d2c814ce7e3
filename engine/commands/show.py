"""qauly show: everything the ledger knows of a case."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from ..messages import _
from .options import AsJson, ConfigFile, ContentFolders, Database, Ui
from .screen import Screen
from .tables import moment

if TYPE_CHECKING:
    from ..ledger.view import CaseView


def show(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The number of the case.")],
    db: Database = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Show a case: its state, events, documents, what was sent and what is still to come."""
    from ..app import Engine

    with Screen(ui, as_json=as_json) as screen:
        with Engine.open(db, content=content or (), config=config, make=False) as engine:
            view = engine.show(case)
        if as_json:
            screen.give(view.model_dump(mode="json"))
            return
        state = screen.words({"kk": view.status.kk, "ru": view.status.ru}, view.status.code)
        screen.say(_("Case {case}: {state}", case=view.case, state=state), style="bold")
        screen.say(_("{procedure}, regime: {regime}", procedure=view.procedure, regime=view.regime or "–"))
        for table in _tables(screen, view):
            if table.row_count:
                screen.show(table)


def _tables(screen: Screen, view: "CaseView") -> Iterable[Table]:
    events = screen.table(_("Event"), _("Time"), _("Transition"), _("Reason"), title=screen.text(_("Events")))
    for event in view.events:
        # there is no English reason: the law speaks Kazakh and Russian
        reason = (event.reason or {}).get("ru" if screen.ui == "ru" else "kk", "")
        events.add_row(*map(Text, (event.type, moment(event.at), event.transition, reason)))
    yield events
    documents = screen.table(
        _("Number"), _("Document"), _("Date"), _("Wording of"), _("Approved"), title=screen.text(_("Documents"))
    )
    for document in view.documents:
        approved = screen.text(_("no") if document.draft else _("yes"))
        documents.add_row(*map(Text, (document.number, document.kind, document.date, document.edition, approved)))
    yield documents
    sent = screen.table(
        _("Notice or message"), _("Medium"), _("Address"), _("State"), _("Last try"), _("Tenge"),
        title=screen.text(_("Sent")),
    )  # fmt: skip
    for dispatch in view.dispatches:
        state = f"{dispatch.state}: {dispatch.reason}" if dispatch.reason else dispatch.state
        last = moment(dispatch.attempts[-1].at) if dispatch.attempts else "–"
        costs = [Decimal(each.cost) for each in dispatch.attempts if each.cost]
        paid = f"{sum(costs):.2f}" if costs else "–"
        sent.add_row(*map(Text, (dispatch.kind, dispatch.medium, dispatch.address, state, last, paid)))
    yield sent
    passed = screen.table(_("Notice"), _("Passed over"), title=screen.text(_("Ways that could not be taken")))
    for notice in view.notices:
        if notice.record:
            passed.add_row(Text(notice.kind), Text("\n".join(notice.record)))
    yield passed
    visits = screen.table(
        _("Time"), _("On the page"), _("What"), _("Wording"), _("Language"), title=screen.text(_("Behind the link"))
    )
    for visit in view.visits:
        words = f"{visit.page} {visit.edition}"
        visits.add_row(*map(Text, (moment(visit.at), visit.act, visit.subject or "–", words, visit.lang)))
    yield visits
    timers = screen.table(_("Time"), _("Event"), title=screen.text(_("Still to come by itself")))
    for timer in view.timers:
        timers.add_row(Text(moment(timer.due)), Text(timer.type))
    yield timers
