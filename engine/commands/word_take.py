"""qauly word import: what a lawyer changed in Word, checked, and with --write made the edition."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..content import Content
from ..errors import CallerError, Finding
from ..messages import _
from .check import lines_of
from .options import ConfigFile, ContentFolders, Ui, given_day
from .redline import marked, touched
from .screen import FAILED, Screen, WrongUse, os_problem
from .wordings import find_edition

if TYPE_CHECKING:
    from ..wording.editions import Edition


def take(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx")],
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="Make a new edition from this day on.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write it into the last --content folder.")] = False,
    comments: Annotated[
        Path | None,
        typer.Option("--comments", metavar="FILE.docx", help="Write a copy with the findings as Word comments."),
    ] = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Read an edited file: show what changed, check it, and with --write make it the edition."""
    from ..courses.story import load_courses
    from ..law.library import Law
    from ..wording import word_import, word_reader
    from ..wording.exchange import cells_of
    from ..wording.impact import impact
    from ..wording.law_numbers import law_numbers
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
        word_reader.refuse_first_column(data, edition, law_numbers(law, wording.partition("/")[0], edition))
        changed = word_import.changed_texts(edition, reading)
        asked = tuple((each.at, each.by, each.text) for each in edition.review)
        new_questions = tuple((each.tag, each.author, each.text) for each in reading.remarks) != asked
        before = {cell.tag: cell.text for cell in cells_of(edition)}
        for tag, text in changed.items():
            screen.show(Text.assemble((f"{tag}: ", "bold")).append_text(marked(words(before[tag], text))))
        for remark in reading.remarks:
            screen.say(_("Comment on {tag}, {author}: {text}", tag=remark.tag, author=remark.author, text=remark.text))
        day = given_day(start, "--start") if start else edition.start
        procedure, _slash, kind = wording.partition("/")
        target = f"legal_texts/{procedure}/{kind}/{day.isoformat()}.yaml"
        signed = law.editions.state(procedure, edition) in ("approved", "changed")
        if day == edition.start and signed and (changed or new_questions):
            raise CallerError(
                _("is approved and does not change."), field=wording, fix=_("Make a new edition: --start DATE.")
            )
        text = word_import.rewritten(opened.read_text(name), edition, changed, day, reading.remarks)
        with word_import.laid_over(opened, target, text) as layered:
            errors, told = word_import.findings_of(layered, target)
            if not errors:
                after = Law.load(layered)
                edited = after.editions.read(target)
                for line in touched(impact(after, load_courses(layered), wording, edition, edited)) if changed else ():
                    screen.say(line)
        for finding in (*errors, *told):
            screen.warn(lines_of(screen, finding))
        if comments is not None:
            comments.parent.mkdir(parents=True, exist_ok=True)
            comments.write_bytes(_commented(data, edition, text, errors, screen.ui))
            screen.say(_("Written: {file}", file=comments))
        screen.say(_("Cells changed: {count}. Errors: {errors}.", count=len(changed), errors=len(errors)))
        if errors:
            raise typer.Exit(FAILED)
        if write and folders and (changed or new_questions or day != edition.start):
            place = folders[-1] / target
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
            screen.say(_("Written: {file}", file=place))


def _commented(data: bytes, edition: "Edition", source: str, errors: Iterable[Finding], ui: str) -> bytes:
    """The lawyer's file with every finding as a comment on its cell; where it concerns both languages, on both."""
    from ..render.word_comments import with_comments
    from ..wording.exchange import AUTHOR, cells_of
    from ..wording.word_reader import paragraph_numbers
    from ..yamlfile import line_of

    numbers = paragraph_numbers(data, edition)
    cells = [(cell, line_of(source, cell.path)) for cell in cells_of(edition)]
    notes = []
    for each in errors:
        words = " ".join(part.text(ui) for part in (each.message, each.fix) if part)
        places = [cell for cell, line in cells if line == each.line and cell.clause.id == each.clause]
        own = [cell for cell in places if each.quote and each.texts.get(cell.lang) == each.quote]
        spots = [numbers.get(cell.tag, 1) for cell in own or places] or [1]
        notes += [(spot, AUTHOR, f"{each.rule} {words}") for spot in spots]
    return with_comments(data, notes)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fix = _("Name a file that qauly word export has written.")
        raise WrongUse(os_problem(error), field=str(file), fix=fix) from None
