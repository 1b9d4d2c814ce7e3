"""A redline as a Word file: a table № | Қазақша | Русский with tracked insertions and deletions."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import count
from typing import Any

from docx import Document as word_document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from ..wording.redline import ClauseChange, Piece
from .package import Part, pack_parts, unpack

AUTHOR = "Qauly"
STAMP = "2024-01-01T00:00:00Z"  # of the tracked changes; the same redline gives the same bytes


def redline_docx(title: str, changes: Iterable[ClauseChange]) -> bytes:
    """The Word file; unchanged clauses stand in it too, so that a lawyer reads the whole."""
    document = word_document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    document.add_paragraph(title)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("№", "Қазақша", "Русский"), strict=True):
        cell.text = text
    marks = count(1)  # no two tracked changes of a file bear one id
    for change in changes:
        cells = table.add_row().cells
        cells[0].text = change.clause
        condition = [piece for piece in change.condition if piece.text.strip()]
        if condition:
            _write(cells[0].add_paragraph(), condition, marks)
        _write(cells[1].paragraphs[0], change.kk, marks)
        _write(cells[2].paragraphs[0], change.ru, marks)
    out = BytesIO()
    properties = document.core_properties
    properties.author, properties.title = AUTHOR, title
    document.save(out)
    return pack_parts({name: Part.of(data) for name, data in unpack(out.getvalue()).items()})


def _write(paragraph: Any, pieces: Iterable[Piece], marks: Iterator[int]) -> None:
    for piece in pieces:
        run = OxmlElement("w:r")
        text = OxmlElement("w:delText" if piece.change == "gone" else "w:t")
        text.set(qn("xml:space"), "preserve")
        text.text = piece.text
        run.append(text)
        if piece.change == "same":
            paragraph._p.append(run)
            continue
        mark = OxmlElement("w:del" if piece.change == "gone" else "w:ins")
        mark.set(qn("w:id"), str(next(marks)))
        mark.set(qn("w:author"), AUTHOR)
        mark.set(qn("w:date"), STAMP)
        mark.append(run)
        paragraph._p.append(mark)
