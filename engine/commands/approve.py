"""qauly approve: a second person signs an edition, in both languages at once."""

from typing import Annotated

import typer

from ..content import Content
from ..errors import CallerError
from ..messages import _
from .options import ConfigFile, ContentFolders, Ui, given_day
from .screen import Screen


def approve(
    wording: Annotated[str, typer.Argument(metavar="PROCEDURE/KIND")],
    start: Annotated[str, typer.Argument(metavar="START", help="The edition's start date.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who approves.")],
    drafted_by: Annotated[str, typer.Option("--drafted-by", metavar="NAME", help="Who wrote it: another person.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day of the approval.")],
    basis: Annotated[
        str, typer.Option("--basis", metavar="TEXT", help="An order or a minute, where there is one.")
    ] = "",
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Approve an edition; the record goes into the last --content folder and lapses when a word changes."""
    from ..wording.approving import approve as record

    with Screen(ui) as screen:
        folders = content or ()
        if not folders:
            raise CallerError(
                _("is needed."), field="--content", fix=_("Name the folder whose approvals.yaml takes the record.")
            )
        done = record(
            Content.open(folders),
            folders[-1],
            wording,
            given_day(start, "START"),
            drafted_by=drafted_by,
            approved_by=by,
            on=given_day(on, "--on"),
            basis=basis,
        )
        screen.say(
            _(
                "Approved: {wording} of {start}, kk {kk}, ru {ru}.",
                wording=done.wording,
                start=done.start.isoformat(),
                kk=done.sha256.kk[:12],
                ru=done.sha256.ru[:12],
            )
        )
