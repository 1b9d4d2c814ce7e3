"""qauly reprint: an old case printed again and compared with the archive."""

from collections import Counter
from typing import Annotated

import typer
from rich.text import Text

from ..messages import Message, _
from .options import AsJson, ConfigFile, ContentFolders, Database, Ui
from .screen import FAILED, Screen

VERDICTS: dict[str, tuple[Message, str]] = {
    "same": (_("the same bytes"), "green"),
    "signed": (_("the same bytes, signed"), "green"),
    "other_bytes": (_("the same text, other bytes: made by other versions"), "yellow"),
    "other_text": (_("another text: wording, law or program changed since"), "red"),
    "gone": (_("the archive has lost it"), "red"),
}


def reprint(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The number of the case.")],
    db: Database = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Print an old case again with the editions of its day, and compare it with what was issued; writes nothing."""
    from dataclasses import asdict

    from ..app import Engine
    from ..reprint import reprint as again

    with Screen(ui, as_json=as_json) as screen:
        with Engine.open(db, content=content or (), config=config, make=False) as engine:
            found = list(again(engine, case))
        table = screen.table(_("Number"), _("Language"), _("Format"), _("Result"), _("Versions"))
        for each in found:
            if as_json:
                screen.give(asdict(each))
                continue
            message, style = VERDICTS[each.verdict]
            if each.verdict == "other_bytes" and not each.versions:
                message = _("the same text, other bytes: the layout changed")
            versions = ", ".join(f"{name} {then} → {now}" for name, then, now in each.versions)
            result = Text(screen.text(message), style=style)
            table.add_row(Text(each.number), each.lang, each.format, result, Text(versions))
        screen.show(table)
        count = Counter(each.verdict for each in found)
        alike = count["same"] + count["signed"]
        screen.say(_("Files: {all}. To the byte: {alike}.", all=len(found), alike=alike))
        if count["other_text"] or count["gone"]:
            raise typer.Exit(FAILED)
