"""An act as HTML: its body, which the PDF shares, and a page of its own that needs no other file."""

from base64 import b64encode
from collections.abc import Mapping

from markupsafe import Markup

from .environment import ContentRoot, filled, layout, layout_environment
from .nobreak import in_html
from .sheet import Sheet


class HtmlLayout:
    """`templates/act.html.j2` and the page around it, with the style sheets of the screen."""

    def __init__(self, content: ContentRoot) -> None:
        environment = layout_environment(content, {"nobreak": in_html})
        self._act = layout(environment, "act.html.j2")
        self._page = layout(environment, "web.html.j2")
        self._print = layout(environment, "print.html.j2")
        sheets = (content.read_bytes(f"templates/css/{name}.css").decode() for name in ("act", "web"))
        self._css = Markup("\n".join(sheets))

    def body(self, sheet: Sheet, qr: bytes | None, picture: bytes | None = None) -> Markup:
        """The act without a page around it. `qr`, `picture`: the PNGs of the address to verify at and of the act."""
        return Markup(filled(self._act, {"act": sheet, "qr_image": _inline(qr), "picture_image": _inline(picture)}))

    def page(self, sheet: Sheet, body: Markup) -> bytes:
        """A whole page for the screen, `<html lang>` and styles inside."""
        return filled(self._page, {"act": sheet, "body": body, "css": self._css}).encode()

    def printed(self, sheet: Sheet, body: Markup, metadata: Mapping[str, str]) -> str:
        """The language's part of the PDF; `metadata` has its `title` and `stamp`."""
        return filled(self._print, {"act": sheet, "body": body, **metadata})


def _inline(png: bytes | None) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}" if png else ""
