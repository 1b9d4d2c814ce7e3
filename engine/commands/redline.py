"""qauly redline: what changed between two editions of a document, as a Word file with tracked changes."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ..content import Content
from ..errors import CallerError
from ..messages import _
from .options import ConfigFile, ContentFolders, Ui
from .screen import Screen


def redline(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its kind, or PROCEDURE/KIND.")],
    old: Annotated[str, typer.Argument(metavar="START1")],
    new: Annotated[str, typer.Argument(metavar="START2")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.docx", help="Where the Word file goes.")],
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Compare two editions clause by clause, both languages side by side."""
    from ..law.library import Law
    from ..render.redline_docx import redline_docx
    from ..wording.redline import changes

    with Screen(ui) as screen:
        law = Law.load(Content.open(content or ()))
        procedure, _slash, kind = document.rpartition("/")
        homes = [key for key in law.editions.starts if key[1] == kind and procedure in ("", key[0])]
        if len(homes) != 1:
            known = ", ".join("/".join(key) for key in sorted(homes or law.editions.starts))
            raise CallerError(
                _("names no single document."), field=document, fix=_("Write one of: {values}.", values=known)
            )
        starts = law.editions.starts[homes[0]]
        editions = []
        for text in (old, new):
            file = next((file for start, file in starts.items() if start.isoformat() == text), None)
            if file is None:
                known = ", ".join(start.isoformat() for start in sorted(starts))
                raise CallerError(
                    _("has no edition of {start}.", start=text),
                    field=document,
                    fix=_("Known editions: {known}.", known=known),
                )
            editions.append(law.editions.read(file))
        found = list(changes(*editions))
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(redline_docx(f"{'/'.join(homes[0])}: {_day(old)} → {_day(new)}", found))
        count = Counter(each.change for each in found)
        screen.say(
            _(
                "Clauses changed: {changed}, new: {new}, gone: {gone}, as before: {same}. Written: {file}",
                changed=count["changed"],
                new=count["new"],
                gone=count["gone"],
                same=count["same"],
                file=out,
            )
        )


def _day(text: str) -> str:
    return date.fromisoformat(text).strftime("%d.%m.%Y")
