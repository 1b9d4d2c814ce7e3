"""qauly redline: what changed between two editions of a document, in the terminal, in Word or as PDF."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..content import Content
from ..errors import CallerError
from ..messages import Message, _
from .options import ConfigFile, ContentFolders, Ui
from .screen import Screen
from .wordings import find_edition

if TYPE_CHECKING:
    from ..wording.impact import Impact
    from ..wording.redline import ClauseChange, Piece

_STYLES = {"gone": ("[-", "-]", "strike red"), "new": ("{+", "+}", "underline green")}


def redline(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its kind, or PROCEDURE/KIND.")],
    old: Annotated[str, typer.Argument(metavar="START1")],
    new: Annotated[str, typer.Argument(metavar="START2")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A .docx with tracked changes, or a .pdf.")
    ] = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Compare two editions clause by clause, both languages side by side; without --out, here."""
    from ..courses.story import load_courses
    from ..law.library import Law
    from ..wording.impact import impact
    from ..wording.redline import changes

    with Screen(ui) as screen:
        opened = Content.open(content or ())
        law = Law.load(opened)
        wording, _file, before = find_edition(law, document, old)
        after = find_edition(law, document, new)[2]
        found = list(changes(before, after))
        if out is None:
            for change in found:
                if change.change != "same":
                    screen.show(told(change))
        else:
            data = _file_of(opened, out, f"{wording}: {old} → {new}", after.start, found)
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_bytes(data)
        count = Counter(each.change for each in found)
        screen.say(
            _(
                "Clauses changed: {changed}, new: {new}, gone: {gone}, as before: {same}.",
                changed=count["changed"],
                new=count["new"],
                gone=count["gone"],
                same=count["same"],
            )
        )
        for line in touched(impact(law, load_courses(opened), wording, before, after)):
            screen.say(line)
        if out is not None:
            screen.say(_("Written: {file}", file=out))


def told(change: "ClauseChange") -> Text:
    """A clause for the terminal: what is gone and what is new is marked by signs as well as by colour."""
    text = Text(change.clause, style="bold")
    for name, pieces in (("", change.condition), ("kk", change.kk), ("ru", change.ru)):
        if any(piece.text.strip() for piece in pieces):
            text.append_text(Text.assemble(("\n    " + (f"{name}: " if name else ""), "dim"), marked(pieces)))
    return text


def marked(pieces: "Iterable[Piece]") -> Text:
    """Runs of words, [-gone-] and {+new+}."""
    text = Text(style="")
    for piece in pieces:
        start, end, style = _STYLES.get(piece.change, ("", "", ""))
        text.append(f"{start}{piece.text}{end}", style)
    return text


def touched(found: "Impact") -> list[Message]:
    """What the change touches, and which facts it asks for or no longer asks for."""

    def listed(names: Sequence[str]) -> str:
        return ", ".join(names) or "–"

    lines = [
        _("Issued by: {transitions}. Regimes: {regimes}.", transitions=listed(found.transitions),
          regimes=listed(found.regimes)),
        _("Example courses that issue it ({count}): {names}.", count=len(found.courses), names=listed(found.courses)),
    ]  # fmt: skip
    for delta, sentence in (
        (found.clauses, _("Clauses added: {new}; removed: {gone}.")),
        (found.fields, _("Facts asked for anew: {new}; no longer: {gone}.")),
        (found.conditions, _("Conditions added: {new}; removed: {gone}.")),
    ):
        if delta.gone or delta.new:
            lines.append(Message(sentence.msgid, {"new": listed(delta.new), "gone": listed(delta.gone)}))
    return lines


def _file_of(content: Content, out: Path, title: str, day: date, found: "Sequence[ClauseChange]") -> bytes:
    from ..render.paper import Paper, paper_pdf
    from ..render.redline_docx import redline_docx

    if out.suffix == ".docx":
        return redline_docx(title, found)
    if out.suffix != ".pdf":
        raise CallerError(_("must end with .docx or .pdf."), field="--out", fix=_("Give the file such a name."))
    data = json.dumps([asdict(change) for change in found], ensure_ascii=False, indent=1).encode()
    return paper_pdf(content, Paper("redline", title, day, {"changes": found}, data))
