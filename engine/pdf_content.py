"""What one of our PDFs holds: its data, the acts attached, the text of its pages."""

import ctypes
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pypdfium2
from lxml import etree
from pydantic import ValidationError

from .messages import Message, _
from .render.akoma_ntoso import headings_of, lines_of
from .wording.caption import Beside, Recorded, before_records
from .wording.document import LANGS, Lang
from .wording.embedded import Embedded

_MM = 72 / 25.4
_MARGINS = (19 * _MM, 19.5 * _MM, 201 * _MM, 277.5 * _MM)  # the page without its header and footer: print.css
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})  # how pdfium tells a hyphen at the end of a line


class NotPdf(ValueError):
    """The bytes cannot be opened as a PDF; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Content:
    """`data` is empty where the file carries none that fits our schema."""

    data: dict[str, Any]
    lines: dict[Lang, list[str]]
    text: str  # of all pages within the margins, without white space
    properties: dict[str, str] = field(default_factory=dict)  # Title, CreationDate …
    headings: tuple[str, ...] = ()  # of schedules: each page that goes on with one repeats them
    identifiers: tuple[bytes, bytes] = (b"", b"")  # the file's identity, and that of its last version

    @property
    def named(self) -> dict[str, Any]:
        """What the file says of itself: kind, title in both languages, number, date, issuer."""
        if not self.data:
            return {}
        title = {lang: " ".join(self.lines[lang][:2]) for lang in LANGS}
        return {**self.data["document"], "title": title}

    @property
    def beside(self) -> tuple[str, ...]:
        """The lines that may stand beside the QR code: those recorded, else those of old."""
        recorded = self.data.get("beside")
        if recorded is None:
            return tuple(sorted(before_records(self.named.get("code") or "")))
        return tuple(Beside.of_record(Recorded.model_validate(recorded)).lines())

    def first_difference(self) -> tuple[str, str] | None:
        """A line that the pages lack, or text that they have too much; None where pages and acts agree."""
        return self._difference

    @cached_property
    def _difference(self) -> tuple[str, str] | None:
        rest, start = [], 0
        for line in (line for lang in LANGS for line in self.lines[lang]):
            wanted = _squeezed(line)
            at = self.text.find(wanted, start)
            if at < 0:
                return line, ""
            rest.append(self.text[start:at])
            start = at + len(wanted)
        rest.append(self.text[start:])
        named = self.named
        furniture = [named["issuer"]["kk"], named["issuer"]["ru"], f"№ {named['number']}"] * len(LANGS)
        over = "".join(rest)
        for words in self.headings:
            over = over.replace(_squeezed(words), "")
        for words in furniture:
            over = over.replace(_squeezed(words), "", 1)
        if named.get("code"):
            over = re.sub(rf"https?://[^\s]*?{re.escape(named['code'])}", "", over)
            for words in self.beside:
                over = over.replace(_squeezed(words), "", 1)
        return ("", over) if over else None


def content_of(data: bytes) -> Content:
    """Raises `NotPdf` for bytes that are no whole PDF."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            files = {}
            for index in range(pdf.count_attachments()):
                attachment = pdf.get_attachment(index)
                files[attachment.get_name()] = bytes(attachment.get_data())
            text = "".join(page.get_textpage().get_text_bounded(*_MARGINS) for page in pdf)
            properties = pdf.get_metadata_dict()
            identifiers = (_identifier(pdf, 0), _identifier(pdf, 1))
    except pypdfium2.PdfiumError as error:
        raise NotPdf(_why(data, str(error))) from None
    lines: dict[Lang, list[str]] = {lang: _lines(files.get(f"act.{lang}.xml", b"")) for lang in LANGS}
    return Content(
        _data(files.get("data.json", b"")),
        lines,
        _squeezed(text.translate(_HYPHENS)),
        properties,
        tuple(words for lang in LANGS for words in _headings(files.get(f"act.{lang}.xml", b""))),
        identifiers,
    )


def _why(data: bytes, problem: str) -> Message:
    if "password" in problem.lower():
        return _("is locked with a password, which no document issued here is.")
    if b"%%EOF" not in data[-1024:]:
        return _("is cut off: its end is missing.")
    return _("is damaged: it cannot be opened as a PDF.")


def _identifier(pdf: pypdfium2.PdfDocument, kind: int) -> bytes:
    size = pypdfium2.raw.FPDF_GetFileIdentifier(pdf, kind, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    pypdfium2.raw.FPDF_GetFileIdentifier(pdf, kind, buffer, size)
    return buffer.raw[: max(size - 1, 0)]  # it ends with a zero byte


def _data(found: bytes) -> dict[str, Any]:
    try:
        data = json.loads(found)
        Embedded.model_validate(data)
    except (ValueError, ValidationError, RecursionError):
        return {}
    return dict(data)


def _lines(xml: bytes) -> list[str]:
    try:
        return lines_of(xml)
    except etree.XMLSyntaxError:
        return []


def _headings(xml: bytes) -> list[str]:
    try:
        return headings_of(xml)
    except etree.XMLSyntaxError:
        return []


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
