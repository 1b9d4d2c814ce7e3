"""The exchange file for lawyers: a Word table № | Қазақша | Русский, each cell marked three times."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document as word_document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from ..wording.document import LANGS
from ..wording.editions import Edition
from ..wording.exchange import Cell, cells_of, first_column, heading, passport
from .package import Part, pack_parts, unpack


def exchange_docx(wording: str, edition: Edition, numbers: Mapping[str, str] | None = None) -> bytes:
    """The Word file of an edition; the same edition gives the same bytes. `numbers` are lines of the first column."""
    numbers = numbers or {}
    document = word_document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    document.add_paragraph(f"{wording}, {edition.start.isoformat()}")
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("№ / негіз, основание", "Қазақша", "Русский"), strict=True):
        cell.text = text
    pairs = iter(cells_of(edition))
    marks = 0
    for kk, ru in zip(pairs, pairs, strict=True):
        row = table.add_row().cells
        row[0].text = "\n".join(heading(kk, numbers))
        for cell, place in zip((kk, ru), row[1:], strict=True):
            marks = _fill(document, place, cell, marks)
    properties = document.core_properties
    properties.author, properties.title, properties.keywords = "", wording, ""
    properties.comments = passport(wording, edition)
    properties.subject = first_column(edition, numbers)
    out = BytesIO()
    document.save(out)
    return pack_parts({name: Part.of(data) for name, data in unpack(out.getvalue()).items()})


def _fill(document: Any, place: Any, cell: Cell, marks: int) -> int:
    style = document.styles.add_style(cell.style, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(11)
    for number, text in enumerate(cell.text.split("\n\n")):
        paragraph = place.paragraphs[0] if number == 0 else place.add_paragraph()
        paragraph.style = style
        marks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(marks))
        start.set(qn("w:name"), f"{cell.bookmark}_{number + 1}")
        paragraph._p.extend([start, _control(cell.tag, text, marks), end])
    return marks


def _control(tag: str, text: str, number: int) -> Any:
    control, properties, content = (OxmlElement(name) for name in ("w:sdt", "w:sdtPr", "w:sdtContent"))
    for name, value in (("w:tag", tag), ("w:id", str(10_000 + number))):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        properties.append(element)
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.set(qn("xml:space"), "preserve")
    words.text = text
    run.append(words)
    content.append(run)
    control.extend([properties, content])
    return control


assert LANGS == ("kk", "ru"), "the columns of the table are Kazakh and Russian"
