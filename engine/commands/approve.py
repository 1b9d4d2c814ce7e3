"""qauly review, approve, withdraw, editions: the way of an edition, in both languages at once."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..content import Content
from ..errors import CallerError
from ..messages import Message, _
from .options import AsJson, ConfigFile, ContentFolders, Ui, given_day
from .screen import Screen

if TYPE_CHECKING:
    from ..wording.approving import Desk

Wording = Annotated[str, typer.Argument(metavar="PROCEDURE/KIND")]
Start = Annotated[str, typer.Argument(metavar="START", help="The edition's start date.")]
On = Annotated[str, typer.Option("--on", metavar="DATE", help="The day on which it is done.")]
Basis = Annotated[str, typer.Option("--basis", metavar="TEXT", help="An order or a minute, where there is one.")]

STATES: dict[str, Message] = {
    "draft": _("draft"),
    "review": _("in review"),
    "approved": _("approved"),
    "changed": _("changed after approval"),
    "withdrawn": _("withdrawn"),
}


def review(
    wording: Wording,
    start: Start,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who wrote it.")],
    on: On,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Put an edition to review; a second person then approves these very words."""
    with Screen(ui) as screen:
        done = _desk(content, wording, start).review(by, given_day(on, "--on"))
        screen.say(
            _(
                "In review: {wording} of {start}; another person runs qauly approve.",
                wording=done.wording,
                start=done.start.isoformat(),
            )
        )


def approve(
    wording: Wording,
    start: Start,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who approves.")],
    on: On,
    drafted_by: Annotated[
        str | None,
        typer.Option("--drafted-by", metavar="NAME", help="Who wrote it; without it the person of the review."),
    ] = None,
    basis: Basis = "",
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Approve an edition; the record goes into the last --content folder and holds for these very words."""
    with Screen(ui) as screen:
        desk = _desk(content, wording, start)
        done = desk.approve(by, given_day(on, "--on"), basis=basis, drafted_by=drafted_by)
        screen.say(
            _(
                "Approved: {wording} of {start}, kk {kk}, ru {ru}.",
                wording=done.wording,
                start=done.start.isoformat(),
                kk=done.sha256.kk[:12],
                ru=done.sha256.ru[:12],
            )
        )


def withdraw(
    wording: Wording,
    start: Start,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who withdraws it.")],
    on: On,
    basis: Basis = "",
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Take an approval back; these words are issued no more until they are changed and approved again."""
    with Screen(ui) as screen:
        done = _desk(content, wording, start).withdraw(by, given_day(on, "--on"), basis=basis)
        screen.say(_("Withdrawn: {wording} of {start}.", wording=done.wording, start=done.start.isoformat()))


def editions(as_json: AsJson = False, config: ConfigFile = None, content: ContentFolders = None, ui: Ui = None) -> None:
    """List every edition with its state, and who drafted, approved or withdrew it."""
    from ..law.library import Law

    with Screen(ui, as_json=as_json) as screen:
        found = Law.load(Content.open(content or ())).editions
        table = screen.table(_("Document"), _("From"), _("State"), _("Drafted by"), _("Approved by"))
        for (procedure, kind), starts in sorted(found.starts.items()):
            for start, file in sorted(starts.items()):
                state = found.state(procedure, found.read(file))
                record = found.approvals.records.get((f"{procedure}/{kind}", start)) if state != "draft" else None
                approver = (record.withdrawn or record.approved) if record else None
                if as_json:
                    signed = record.model_dump(mode="json", exclude_none=True) if record else {}
                    screen.give(
                        {"wording": f"{procedure}/{kind}", "start": start.isoformat(), "state": state, **signed}
                    )
                    continue
                table.add_row(
                    Text(f"{procedure}/{kind}"),
                    start.isoformat(),
                    Text(screen.text(STATES[state]), style="green" if state == "approved" else "yellow"),
                    Text(f"{record.drafted.by}, {record.drafted.on.isoformat()}" if record else "–"),
                    Text(f"{approver.by}, {approver.on.isoformat()}" if approver else "–"),
                )
        if not as_json:
            screen.show(table)


def _desk(content: ContentFolders, wording: str, start: str) -> "Desk":
    from ..wording.approving import Desk

    folders = content or ()
    if not folders:
        raise CallerError(
            _("is needed."), field="--content", fix=_("Name the folder whose approvals.yaml takes the record.")
        )
    return Desk(Content.open(folders), folders[-1], wording, given_day(start, "START"))
