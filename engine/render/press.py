"""From a composed document to bytes: Word, HTML and text in each language, and one PDF for both."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from ..errors import CallerError
from ..messages import _
from ..wording.document import LANGS, Document, Lang
from .akoma_ntoso import act_xml
from .as_docx import DocxLayout, core_properties
from .as_html import HtmlLayout
from .as_text import as_text
from .environment import ContentRoot, layout_environment
from .fonts import uncovered
from .mail import MailLayout
from .nobreak import in_word
from .picture import framed
from .qr import qr_png
from .sheet import Sheet, sheet

if TYPE_CHECKING:
    from markupsafe import Markup

    from .as_pdf import PdfPress

DATA = "data.json"  # inside the PDF, beside act.kk.xml and act.ru.xml
Format = Literal["docx", "html", "txt", "pdf"]


def identifier(procedure: str, kind: str, number: str, edition: str) -> bytes:
    """The 16 bytes by which a PDF names itself, the same for every print of the document."""
    return hashlib.sha256("/".join((procedure, kind, number, edition)).encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class Rendition:
    """A document's bytes in one format and one language, or in both."""

    lang: Literal["kk", "ru", "both"]
    format: Format
    data: bytes

    @property
    def name(self) -> str:
        """The end of the file's name: `kk.docx`, `pdf`."""
        return self.format if self.lang == "both" else f"{self.lang}.{self.format}"


class Press:
    """The layouts of `templates/`, each read and compiled on its first use and kept.

    Every method is pure: the same document gives the same bytes. All raise ContentError where a layout is wrong and
    CallerError where the text has a letter that no font of ours can print.
    """

    def __init__(self, content: ContentRoot) -> None:
        self._content = content

    def render(self, document: Document) -> tuple[Rendition, ...]:
        """All renditions: kk.docx, ru.docx, kk.html, ru.html, kk.txt, ru.txt, pdf. What they share is made once."""
        work = _Work(self, document)
        return (
            *(Rendition(lang, "docx", work.docx(lang)) for lang in LANGS),
            *(Rendition(lang, "html", work.html(lang)) for lang in LANGS),
            *(Rendition(lang, "txt", as_text(work.sheet(lang))) for lang in LANGS),
            Rendition("both", "pdf", work.pdf()),
        )

    def docx(self, document: Document, lang: Lang) -> bytes:
        """The Word file in one language."""
        return _Work(self, document).docx(lang)

    def html(self, document: Document, lang: Lang) -> bytes:
        """A page in one language that needs no other file."""
        return _Work(self, document).html(lang)

    def text(self, document: Document, lang: Lang) -> bytes:
        """Plain text in one language, UTF-8."""
        return as_text(_Work(self, document).sheet(lang))

    def pdf(self, document: Document) -> bytes:
        """The Kazakh act, then the Russian one on a new page."""
        return _Work(self, document).pdf()

    def mail_html(self, subject: str, kk_paragraphs: Sequence[str], ru_paragraphs: Sequence[str]) -> str:
        """The HTML part of a notice by e-mail."""
        return self._mail.html(subject, kk_paragraphs, ru_paragraphs)

    @cached_property
    def word_layout(self) -> DocxLayout:
        path = "templates/act.docx"
        environment = layout_environment(self._content, {"nobreak": in_word})
        return DocxLayout(self._content.read_bytes(path), environment, path)

    @cached_property
    def html_layout(self) -> HtmlLayout:
        return HtmlLayout(self._content)

    @cached_property
    def pdf_press(self) -> "PdfPress":
        from .as_pdf import PdfPress  # WeasyPrint takes most of a second to load

        return PdfPress(self._content)

    @cached_property
    def _mail(self) -> MailLayout:
        return MailLayout(self._content)


class _Work:
    """One document on its way through the press: what several formats share is made once."""

    def __init__(self, press: Press, document: Document) -> None:
        self._press = press
        self._document = document
        self._moment = datetime.combine(document.date, time(), UTC)
        self._sheets: dict[Lang, Sheet] = {}
        self._bodies: dict[Lang, Markup] = {}

    def sheet(self, lang: Lang) -> Sheet:
        if lang not in self._sheets:
            self._sheets[lang] = sheet(self._document, lang)
            self._refuse_unprintable(self._sheets[lang])
        return self._sheets[lang]

    def docx(self, lang: Lang) -> bytes:
        page = self.sheet(lang)
        core = core_properties(page.title, page.locale, self._stamp)
        return self._press.word_layout.fill({"act": page}, page.locale, core, self._pictures)

    def html(self, lang: Lang) -> bytes:
        return self._press.html_layout.page(self.sheet(lang), self._body(lang))

    def pdf(self) -> bytes:
        document = self._document
        metadata = {"title": f"{document.title.kk} / {document.title.ru} {document.kk.number}", "stamp": self._stamp}
        layout = self._press.html_layout
        return self._press.pdf_press.press(
            (layout.printed(self.sheet(lang), self._body(lang), metadata) for lang in LANGS),
            attached={
                DATA: json.dumps(document.data, ensure_ascii=False, sort_keys=True, indent=1).encode(),
                **{f"act.{lang}.xml": act_xml(document, lang) for lang in LANGS},
            },
            moment=self._moment,
            identifier=identifier(document.procedure, document.kind, document.number, document.edition.isoformat()),
        )

    def _body(self, lang: Lang) -> "Markup":
        if lang not in self._bodies:
            self._bodies[lang] = self._press.html_layout.body(
                self.sheet(lang), self._pictures.get("qr"), self._pictures.get("picture")
            )
        return self._bodies[lang]

    @cached_property
    def _pictures(self) -> dict[str, bytes]:
        document = self._document
        found = {} if document.verify_url is None else {"qr": qr_png(document.verify_url)}
        return found if document.picture is None else {**found, "picture": framed(document.picture)}

    @property
    def _stamp(self) -> str:
        return self._moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _refuse_unprintable(self, page: Sheet) -> None:
        letters = uncovered("".join((page.title, page.draft_mark, *page.paragraphs())))
        if letters:
            shown = ", ".join(f"{letter!r} U+{ord(letter):04X}" for letter in sorted(letters))
            raise CallerError(
                _("No font of the project has a glyph for {letters}.", letters=shown),
                field="facts",
                fix=_("Spell the text of document {number} without them.", number=self._document.number),
            )
