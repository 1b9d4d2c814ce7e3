"""Reading an exchange file back from Word: accepted text of every cell, comments, and what is damaged by name."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import CallerError
from ..messages import _
from .editions import Edition
from .exchange import AUTHOR, Cell, cells_of, column_mark, heading, read_passport
from .word_losses import W, exchange_table, gone, refuse_losses
from .word_package import part

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_GONE = {f"{W}del", f"{W}moveFrom"}
_SIGNS = {f"{W}tab": " ", f"{W}br": " ", f"{W}noBreakHyphen": "-", f"{W}cr": " "}
_PLACE = re.compile(r"\{\{.*?\}\}")
_BENT = str.maketrans("“”„‘’«»", '"""\'\'""')


@dataclass(frozen=True, slots=True)
class Remark:
    """An open comment of a reader; `tag` is the cell beside which it stands, empty elsewhere."""

    tag: str
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The accepted text of every cell by its tag, and the comments."""

    texts: Mapping[str, str]
    remarks: tuple[Remark, ...]


def which(data: bytes) -> dict[str, Any]:
    """The passport of an exchange file; raises `CallerError` for any other file."""
    core = part(data, "docProps/core.xml")
    found = read_passport(core.findtext(f"{_DC}description") or "") if core is not None else None
    if found is None:
        raise CallerError(
            _("is no file that qauly word export made."),
            field="FILE",
            fix=_("Edit the exported file and send it back."),
        )
    return found


def read(data: bytes, edition: Edition) -> Reading:
    """Raises `CallerError` that names the first cell that is unknown, missing, twice there or without its marks."""
    texts: dict[str, list[str]] = {}
    where: dict[str, str] = {}
    for tag, paragraph in _placed(data, edition):
        text = _accepted(paragraph)
        if text:
            texts.setdefault(tag, []).append(text)
        for mark in paragraph.iter(f"{W}commentRangeStart", f"{W}commentReference"):
            where.setdefault(str(mark.get(f"{W}id")), tag)
    for tag in (cell.tag for cell in cells_of(edition)):
        if tag not in texts:
            raise CallerError(
                _("the clause {tag} is empty or missing.", tag=tag),
                field="FILE",
                fix=_("Every clause needs both languages."),
            )
    return Reading({tag: "\n\n".join(parts) for tag, parts in texts.items()}, tuple(_remarks(data, where)))


def refuse_first_column(data: bytes, edition: Edition, numbers: Mapping[str, str]) -> None:
    """Raises `CallerError` where the first column was edited: what it shows is changed elsewhere, not in a sentence."""
    pairs = [cell for cell in cells_of(edition) if cell.lang == "kk"]
    known = {*(cell.tag for cell in cells_of(edition)), *(cell.bookmark for cell in cells_of(edition))}
    known |= set(_styles(data, {cell.tag: cell for cell in cells_of(edition)}))
    table = exchange_table(_body(data), known)
    rows = list(table.iter(f"{W}tr"))[1:] if table is not None else []
    said = [" ".join(_accepted(each) for each in row.find(f"{W}tc").iter(f"{W}p")) for row in rows]
    if column_mark(said) == part(data, "docProps/core.xml").findtext(f"{_DC}subject") or len(said) != len(pairs):
        return
    for number, (cell, text) in enumerate(zip(pairs, said, strict=True), 1):
        if text.split() != " ".join(heading(cell, numbers)).split():
            raise CallerError(
                _("row {row}: the first column is only for reading, and now says: {text}", row=number, text=text),
                field="FILE",
                fix=_("A number is changed in legal_texts/parameters, a condition or a source in the edition's file."),
            )


def paragraph_numbers(data: bytes, edition: Edition) -> dict[str, int]:
    """The first paragraph of every cell by its tag, counted from 1 through the body of the file."""
    first: dict[str, int] = {}
    body = _body(data)
    numbers = {paragraph: number for number, paragraph in enumerate(body.iter(f"{W}p"), 1)}
    for tag, paragraph in _placed(data, edition, body):
        first.setdefault(tag, numbers[paragraph])
    return first


def _body(data: bytes) -> Any:
    document = part(data, "word/document.xml")
    body = document.find(f"{W}body") if document is not None else None
    if body is None:
        raise CallerError(_("has no text part."), field="FILE", fix=_("Edit the exported file and send it back."))
    return body


def _placed(data: bytes, edition: Edition, body: Any = None) -> Iterator[tuple[str, Any]]:
    """The paragraphs of the table's language columns, each with the tag of its cell."""
    cells = {cell.tag: cell for cell in cells_of(edition)}
    names = {**{cell.bookmark: cell for cell in cells.values()}, **_styles(data, cells)}
    table = exchange_table(_body(data) if body is None else body, {*cells, *names})
    home: dict[str, int] = {}
    for number, row in enumerate(table.iter(f"{W}tr") if table is not None else ()):
        if number == 0 or gone(row):
            continue
        for place in row.findall(f"{W}tc")[1:]:
            last: Cell | None = None
            for paragraph in place.iter(f"{W}p"):
                cell = _cell(paragraph, cells, names) or last
                refuse_losses(number, place, cell.tag if cell else "–")
                if cell is not None:
                    last = cell
                    if home.setdefault(cell.tag, number) != number:
                        raise CallerError(
                            _("the clause {tag} stands twice, in rows {first} and {second}.",
                              tag=cell.tag, first=home[cell.tag], second=number),
                            field="FILE",
                            fix=_("Delete the copy."),
                        )  # fmt: skip
                    yield cell.tag, paragraph
                elif text := _accepted(paragraph):
                    raise CallerError(
                        _("row {row}: a cell has lost its marks.", row=number),
                        field="FILE",
                        fix=_("Undo the change there, or export again: {text}", text=text[:60]),
                    )
        if len(row.findall(f"{W}tc")) != 3 and table is not None:
            raise CallerError(
                _("row {row}: cells were merged or split.", row=number),
                field="FILE",
                fix=_("Undo it, or export again."),
            )


def _cell(paragraph: Any, cells: Mapping[str, Cell], names: Mapping[str, Cell]) -> Cell | None:
    for tag in paragraph.iter(f"{W}tag"):
        value = str(tag.get(f"{W}val"))
        if value not in cells:
            raise CallerError(
                _("the clause {tag} is not one of this edition.", tag=value),
                field="FILE",
                fix=_("Export again and carry the changes over."),
            )
        return cells[value]
    for mark in paragraph.iter(f"{W}bookmarkStart"):
        known = names.get(str(mark.get(f"{W}name")).rpartition("_")[0])
        if known is not None:
            return known
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return names.get(str(style.get(f"{W}val"))) if style is not None else None


def _styles(data: bytes, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    styles = part(data, "word/styles.xml")
    by_name = {cell.style: cell for cell in cells.values()}
    found = {}
    for style in styles.iter(f"{W}style") if styles is not None else ():
        name = style.find(f"{W}name")
        if name is not None and name.get(f"{W}val") in by_name:
            found[str(style.get(f"{W}styleId"))] = by_name[str(name.get(f"{W}val"))]
    return found


def _accepted(paragraph: Any) -> str:
    """The paragraph with its tracked changes accepted; quotes that Word bent inside places are put straight."""
    text = unicodedata.normalize("NFC", "".join(_pieces(paragraph)).replace("\u00a0", " "))
    text = _PLACE.sub(lambda match: match.group().translate(_BENT), text)
    return " ".join(text.split())


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _GONE:
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        else:
            yield from _pieces(child)


def _remarks(data: bytes, where: Mapping[str, str]) -> Iterator[Remark]:
    comments, done = part(data, "word/comments.xml"), _resolved(data)
    for comment in comments.iter(f"{W}comment") if comments is not None else ():
        paragraphs = list(comment.iter(f"{W}p"))
        text = " ".join("".join(_pieces(paragraph)) for paragraph in paragraphs).strip()
        author = str(comment.get(f"{W}author") or "–")
        settled = any(paragraph.get(f"{_W14}paraId") in done for paragraph in paragraphs)
        if text and author != AUTHOR and not settled:
            yield Remark(where.get(str(comment.get(f"{W}id")), ""), author, text)


def _resolved(data: bytes) -> set[str]:
    """The paragraphs of comments that somebody marked as done."""
    extended = part(data, "word/commentsExtended.xml")
    marks = extended.iter(f"{_W15}commentEx") if extended is not None else ()
    return {str(mark.get(f"{_W15}paraId")) for mark in marks if mark.get(f"{_W15}done") in ("1", "true")}
