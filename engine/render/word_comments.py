"""Word comments put into a copy of somebody's file."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document as word_document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from .package import Part, pack_parts, unpack

_FIXED = datetime(2024, 1, 1, tzinfo=UTC)  # the same comments give the same marks


def with_comments(data: bytes, comments: Iterable[tuple[int, str, str]]) -> bytes:
    """The file with comments (paragraph of the body from 1, author, text); out of range is the first."""
    document = word_document(BytesIO(data))
    paragraphs = list(document.element.body.iter(qn("w:p")))
    for number, author, text in comments:
        paragraph = paragraphs[number - 1 if 0 < number <= len(paragraphs) else 0]
        runs = [Run(run, document) for run in _runs(paragraph)]
        comment = document.add_comment([runs[0], runs[-1]], text=text, author=author, initials=author[:1])
        comment._comment_elm.set(qn("w:date"), _FIXED.strftime("%Y-%m-%dT%H:%M:%SZ"))
    out = BytesIO()
    document.save(out)
    return pack_parts({name: Part.of(part) for name, part in unpack(out.getvalue()).items()})


def _runs(paragraph: Any) -> list[Any]:
    """The runs that show text; those within tracked changes carry no comment."""
    shown = [run for run in paragraph.iter(qn("w:r")) if run.getparent().tag not in (qn("w:del"), qn("w:ins"))]
    if not shown:
        shown = [OxmlElement("w:r")]
        paragraph.append(shown[0])
    return shown
