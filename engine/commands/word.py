"""qauly word: the wording of an edition out to Word and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..content import Content
from ..errors import CallerError
from ..messages import _
from .options import ConfigFile, ContentFolders, Ui, given_day
from .screen import FAILED, Screen

if TYPE_CHECKING:
    from ..law.library import Law
    from ..wording.editions import Edition

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

    with Screen(ui) as screen:
        law = Law.load(Content.open(content or ()))
        wording, _file, edition = find_edition(law, document, start)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(exchange_docx(wording, edition))
        screen.say(_("Written: {file}", file=out))


@app.command("import")
def take(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx")],
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="Make a new edition from this day on.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write it into the last --content folder.")] = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Read an edited file: show what changed, check it, and with --write make it the edition."""
    from ..law.library import Law
    from ..wording import word_import, word_reader
    from ..wording.exchange import cells_of
    from ..wording.redline import words

    with Screen(ui) as screen:
        folders = content or ()
        if write and not folders:
            raise CallerError(_("is needed."), field="--content", fix=_("Name the folder that takes the edition."))
        opened = Content.open(folders)
        law = Law.load(opened)
        data = _bytes(file)
        passport = word_reader.which(data)
        wording, name, edition = find_edition(law, passport["qauly"], passport["start"])
        word_import.refuse_stale(passport, edition)
        reading = word_reader.read(data, edition)
        changed = word_import.changed_texts(edition, reading)
        before = {cell.tag: cell.text for cell in cells_of(edition)}
        for tag, text in changed.items():
            line = Text.assemble((f"{tag}: ", "bold"))
            for piece in words(before[tag], text):
                line.append(piece.text, {"gone": "strike red", "new": "green underline"}.get(piece.change, ""))
            screen.show(line)
        for remark in reading.remarks:
            screen.say(_("Comment on {tag}, {author}: {text}", tag=remark.tag, author=remark.author, text=remark.text))
        day = given_day(start, "--start") if start else edition.start
        procedure, _slash, kind = wording.partition("/")
        target = f"legal_texts/{procedure}/{kind}/{day.isoformat()}.yaml"
        if day == edition.start and law.editions.state(procedure, edition) in ("approved", "changed") and changed:
            raise CallerError(
                _("is approved and does not change."), field=wording, fix=_("Make a new edition: --start DATE.")
            )
        text = word_import.rewritten(opened.read_text(name), edition, changed, day)
        errors = word_import.findings_with(opened, target, text)
        for finding in errors:
            screen.complain(f"{finding.place} {finding.rule}: {finding.message.text(screen.ui)}")
        screen.say(_("Cells changed: {count}. Errors: {errors}.", count=len(changed), errors=len(errors)))
        if errors:
            raise typer.Exit(FAILED)
        if write and folders and (changed or day != edition.start):
            place = folders[-1] / target
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
            screen.say(_("Written: {file}", file=place))


def find_edition(law: "Law", document: str, start: str | None) -> "tuple[str, str, Edition]":
    """PROCEDURE/KIND, the file and the edition; the latest where no start is named. Raises `CallerError`."""
    procedure, _slash, kind = document.rpartition("/")
    homes = [key for key in law.editions.starts if key[1] == kind and procedure in ("", key[0])]
    if len(homes) != 1:
        known = ", ".join("/".join(key) for key in sorted(homes or law.editions.starts))
        raise CallerError(
            _("names no single document."), field=document, fix=_("Write one of: {values}.", values=known)
        )
    starts = {day.isoformat(): file for day, file in law.editions.starts[homes[0]].items()}
    wanted = start or max(starts)
    if wanted not in starts:
        raise CallerError(
            _("has no edition of {start}.", start=wanted),
            field=document,
            fix=_("Known editions: {known}.", known=", ".join(sorted(starts))),
        )
    return "/".join(homes[0]), starts[wanted], law.editions.read(starts[wanted])


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise CallerError(_("is not there."), field=str(file)) from None
