"""qauly preview: a document, a notice or a page of the site as it would be, with the facts of an example."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ..content import FOLDERS, Content
from ..errors import QaulyError
from ..messages import _
from ..wording.document import Form
from .options import ConfigFile, ContentFolders, DocumentLang, Ui
from .screen import Screen, WrongUse

BINARY = ("docx", "pdf")


def preview(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="Its kind: resolution.initiation, notice.remind, page.case …")
    ],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Issue it on this day, for instance 2024-09-02.")
    ] = None,
    lang: Annotated[DocumentLang, typer.Option("--lang", help="Language of the document; a PDF holds both.")] = "kk",
    fmt: Annotated[Form, typer.Option("--format", help="Text goes to the screen, the others into a file.")] = "txt",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write into this file.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Make it again whenever a content file changes.")] = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Show a document, a notice or a page of the site as it would be on a day."""
    from ..preview import preview as make

    with Screen(ui) as screen:
        day = _day(on)
        folders = content or ()
        target = out or (Path(f"{document.rpartition('/')[2]}.{lang}.{fmt}") if fmt in BINARY else None)
        if not watch:
            made = make(Content.open(folders), document, day, lang, fmt)
            _put(screen, made, target)
            _count(screen, made, fmt, config)
            return
        for content_now in _changes(Content.open(folders), folders):
            try:
                made = make(content_now, document, day, lang, fmt)
                _put(screen, made, target)
                _count(screen, made, fmt, config)
            except QaulyError as error:
                screen.complain(error.text(screen.ui))  # the next change may mend it


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise WrongUse(_("is no date: {text}.", text=text), field="--on", fix=_("Write it as 2024-01-18.")) from None


def _put(screen: Screen, made: bytes | str, target: Path | None) -> None:
    if target is None:
        sys.stdout.write(made if isinstance(made, str) else made.decode("utf-8"))
        sys.stdout.flush()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(made.encode("utf-8") if isinstance(made, str) else made)
    screen.say(_("Written: {file}", file=target))


def _count(screen: Screen, made: bytes | str, fmt: Form, config: Path | None) -> None:
    """Below a text message, on standard error: how many parts it takes, and what they cost."""
    if fmt != "sms" or not isinstance(made, str):
        return
    from ..config import Config
    from ..sms_cost import taken

    kk, ru = made.rstrip("\n").split("\n", 1)
    found = taken(kk, ru, Config.load(config))
    line = _("Parts: {parts}", parts=found.parts)
    if found.cost is not None:
        line = _("Parts: {parts}, {cost} tenge", parts=found.parts, cost=f"{found.cost:.2f}")
    screen.warn(screen.text(line))


def _changes(first: Content, folders: Sequence[Path]) -> Iterator[Content]:
    """The content now, and again after every change of its files, until Ctrl-C."""
    from watchfiles import watch

    yield first
    places = [layer / name for layer in first.layers for name in FOLDERS if (layer / name).is_dir()]
    try:
        for _files in watch(*places):
            yield Content.open(folders)
    except KeyboardInterrupt:
        return
