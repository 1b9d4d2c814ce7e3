"""qauly proof: the certificate of what was sent about a case, and of what the law makes of it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from ..messages import _
from .options import AsJson, ConfigFile, ContentFolders, Database, Ui, given_moment
from .screen import Screen


def proof(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The number of the case.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.pdf", help="Write the certificate there.")] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="What the ledger held at that moment; now without it."),
    ] = None,
    db: Database = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Certify what was sent about a case, by which way, what came back, and since when it counts as served."""
    from ..app import Engine
    from ..ledger.archive import write_whole

    with Screen(ui, as_json=as_json) as screen:
        moment = given_moment(at, "--at") if at is not None else None
        with Engine.open(db, content=content or (), config=config, make=False) as engine:
            found = engine.proof(case, moment)
            if out is not None:
                write_whole(out, found.pdf)
        document = found.document
        if as_json:
            screen.give({"number": document.number, "draft": document.draft, **found.record})
            return
        for line in document.version("ru" if screen.ui == "ru" else "kk").lines():
            screen.show(Text(line))
        if out is not None:
            screen.say(_("Written: {file}", file=out))
