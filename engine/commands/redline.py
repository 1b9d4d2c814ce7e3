"""qauly redline: what changed between two editions of a document, as a Word file with tracked changes."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ..content import Content
from ..messages import _
from .options import ConfigFile, ContentFolders, Ui
from .screen import Screen
from .word import find_edition


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
        wording, _file, before = find_edition(law, document, old)
        after = find_edition(law, document, new)[2]
        found = list(changes(before, after))
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(redline_docx(f"{wording}: {old} → {new}", found))
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
