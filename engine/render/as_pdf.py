"""The print: one PDF with the Kazakh act and then the Russian one, PDF/A-3a and PDF/UA-1 at once, its data inside.

The same document gives the same bytes on every machine: fixed dates and identifier, our fonts only.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from threading import Lock
from types import TracebackType
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from ..errors import ContentError, Finding
from ..messages import _
from .environment import ContentRoot
from .fonts import font_configuration
from .pdf_tags import finish

_TYPES = {"css": "text/css", "png": "image/png", "svg": "image/svg+xml", "ttf": "font/ttf", "otf": "font/otf"}
_VARIANT = "pdf/a-3a"
_SHEETS = ("act", "print")


class PdfPress:
    """WeasyPrint with our fonts, styles and rules, loaded once a process."""

    def __init__(self, content: ContentRoot, sheets: Sequence[str] = _SHEETS) -> None:
        self._fetcher = _ContentFetcher(content)
        self._fonts = font_configuration()
        self._colours = {"srgb": _Srgb()}
        self._lock = Lock()  # Pango's font map serves one thread at a time
        with _Strict():
            self._styles = [self._style(content.read_bytes(f"templates/css/{name}.css").decode()) for name in sheets]

    def press(
        self, parts: Iterable[str], *, attached: Mapping[str, bytes], moment: datetime, identifier: bytes
    ) -> bytes:
        """A PDF of HTML `parts`, each with its own page count, with files `attached` by their names.

        JSON is the document's data, XML its other form. `moment` is the date of everything in the file, `identifier`
        its 16 bytes of identity. Raises ContentError on anything WeasyPrint reports: a missing picture, an unknown
        property, an address outside the content folder.
        """
        attachments = [
            Attachment(
                string=data,
                name=name,
                relationship="Data" if name.endswith(".json") else "Alternative",
                created=moment,
                modified=moment,
                description=name,
            )
            for name, data in attached.items()
        ]
        with self._lock, _Strict():
            laid_out = [self._lay_out(part) for part in parts]
            whole = laid_out[0].copy([page for part in laid_out for page in part.pages])
            whole.metadata.attachments = attachments
            pdf: bytes = whole.write_pdf(
                finisher=finish,
                pdf_variant=_VARIANT,
                pdf_identifier=identifier,
                output_intent="",  # None would make WeasyPrint open its colour profile anew and never close it
            )
        return pdf

    def _lay_out(self, html: str) -> Any:
        page = HTML(string=html, base_url="app:", url_fetcher=self._fetcher)
        return page.render(
            font_config=self._fonts, stylesheets=self._styles, color_profiles=self._colours, pdf_variant=_VARIANT
        )

    def _style(self, css: str) -> CSS:
        return CSS(string=css, base_url="app:", url_fetcher=self._fetcher, font_config=self._fonts)


class _Srgb(ColorProfile):  # type: ignore[misc]  # WeasyPrint carries no types
    """WeasyPrint's colour profile, its bytes as in the file: the library writes them differently the second time."""

    def __init__(self) -> None:
        self._bytes = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
        super().__init__(BytesIO(self._bytes), "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))

    @property
    def content(self) -> bytes:
        return self._bytes


class _ContentFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Serves `app:` addresses from `templates/` and PNGs written into the page; anything else stops the press."""

    def __init__(self, content: ContentRoot) -> None:
        super().__init__()
        self._content = content

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url.startswith("data:image/png;base64,"):
            return super().fetch(url, headers)
        scheme, _colon, path = url.partition(":")
        kind = _TYPES.get(path.rpartition(".")[2])
        if scheme != "app" or kind is None or ".." in path.split("/"):
            raise FatalURLFetchingError(f"not a file of the content folder: {url[:100]}")
        try:
            body = self._content.read_bytes(f"templates/{path.lstrip('/')}")
        except OSError as error:
            raise FatalURLFetchingError(f"{url}: {error.strerror}") from error
        return URLFetcherResponse(url, body, {"Content-Type": kind})


class _Strict(logging.Handler):
    """While it lasts, whatever WeasyPrint logs or fails to fetch becomes one ContentError."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())

    def __enter__(self) -> None:
        logging.getLogger("weasyprint").addHandler(self)

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _at: TracebackType | None
    ) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
        if isinstance(error, FatalURLFetchingError):
            raise _fault(str(error)) from error
        if error is None and self._lines:
            raise _fault(*self._lines)


def _fault(*lines: str) -> ContentError:
    fix = _("Correct templates/print.html.j2, templates/act.html.j2 or the style sheets in templates/css.")
    return ContentError(
        *(Finding("templates/css", 0, "R-002", _("The PDF press reports: {line}", line=line), fix) for line in lines)
    )
