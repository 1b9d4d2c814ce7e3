"""qauly word: the wording of an edition out to Word and back."""

from pathlib import Path
from typing import Annotated

import typer

from ..content import Content
from ..messages import _
from .options import ConfigFile, ContentFolders, Ui
from .screen import Screen
from .word_take import take
from .wordings import find_edition

app = typer.Typer(no_args_is_help=True, help="Edit wording in Word, both languages side by side.")


@app.command("export")
def export(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its kind, or PROCEDURE/KIND.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.docx", help="Where the Word file goes.")],
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="The edition; else the latest.")] = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Write an edition as a Word table: clause, Kazakh, Russian."""
    from ..law.library import Law
    from ..render.exchange_docx import exchange_docx
    from ..render.word_comments import with_comments
    from ..wording.law_numbers import law_numbers
    from ..wording.word_reader import paragraph_numbers

    with Screen(ui) as screen:
        law = Law.load(Content.open(content or ()))
        wording, _file, edition = find_edition(law, document, start)
        out.parent.mkdir(parents=True, exist_ok=True)
        data = exchange_docx(wording, edition, law_numbers(law, wording.partition("/")[0], edition))
        if edition.review:
            numbers = paragraph_numbers(data, edition)
            data = with_comments(data, [(numbers.get(each.at, 1), each.by, each.text) for each in edition.review])
        out.write_bytes(data)
        screen.say(_("Written: {file}", file=out))


app.command("import")(take)
