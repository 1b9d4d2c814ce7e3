"""The text a reader gets out of each format, paragraph after paragraph, without headers and footers."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pypdfium2
from lxml import etree, html

from qauly.engine.wording.caption import beside_now
from qauly.engine.wording.document import Document, Lang

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MM = 72 / 25.4


def folded(text: str) -> str:
    """The text with every run of white space, no-break spaces too, as one space."""
    return re.sub(r"\s+", " ", text).strip()


def squeezed(text: str) -> str:
    """The text without white space: what remains comparable where a line break cut a word."""
    return re.sub(r"\s+", "", text)


def composed(document: Document, lang: Lang) -> str:
    """What every format must carry: letterhead, number, the version's lines, what stands beside the QR code."""
    version = document.version(lang)
    head = [document.issuer.kk, document.issuer.ru, version.number]
    beside = document.beside or beside_now(document.code or "")
    tail = [beside.caption[lang], document.verify_url] if document.verify_url else []
    tail += [beside.code[lang]] if document.verify_url and document.code else []
    return "\n".join([*head, *version.lines(), *tail])


def word_text(data: bytes, part: str = "word/document.xml") -> str:
    with ZipFile(BytesIO(data)) as package:
        root = etree.fromstring(package.read(part))
    return "\n".join(_paragraph(paragraph) for paragraph in root.iter(f"{_W}p"))


def _paragraph(paragraph: etree._Element) -> str:
    signs = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}noBreakHyphen": "-"}
    return "".join(signs.get(str(element.tag)) or element.text or "" for element in paragraph.iter(f"{_W}t", *signs))


def html_text(data: bytes) -> str:
    page: Any = html.document_fromstring(data.decode())
    return str(page.find(".//main").text_content())


def pdf_pages(data: bytes) -> list[str]:
    """The text within the margins (20/10/20/20 mm) of every page."""
    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_bounded(19 * _MM, 19.5 * _MM, 201 * _MM, 277.5 * _MM) for page in pdf]
    return [page.replace("\x02", "-") for page in pages]  # how pdfium tells a hyphen at the end of a line
