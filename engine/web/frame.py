"""The frame around every page: layouts of templates/pages/, the program's words, styles and signs."""

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from itertools import groupby

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ..content import Content
from ..links import EXAMPLE_CODE
from ..render.environment import filled, layout, layout_environment
from ..render.nobreak import in_html
from ..wording.document import Block, Lang, Said
from .words import words_of

ASSETS = {
    "page.css": ("templates/css/page.css", "text/css; charset=utf-8"),
    "emblem.svg": ("templates/pages/emblem.svg", "image/svg+xml"),
}
KEPT = "public, max-age=31536000, immutable"  # the address changes with the bytes
ROBOTS = "User-agent: *\nDisallow: /\n"


class Frame:
    """Fills layouts. Everything a layout prints is escaped; a name that is not there stops the page."""

    def __init__(self, content: Content) -> None:
        self._environment = layout_environment(content, {"nobreak": in_html, "by_role": by_role})
        self._bytes = {name: content.read_bytes(path) for name, (path, _kind) in ASSETS.items()}
        self._assets = {
            name: f"/assets/{hashlib.sha256(data).hexdigest()[:12]}/{name}" for name, data in self._bytes.items()
        }

    def page(self, name: str, lang: Lang, names: Mapping[str, object], status: int = 200) -> Response:
        """The layout `templates/pages/<name>.html.j2` as an answer."""
        shown = {
            "lang": lang,
            "other": "ru" if lang == "kk" else "kk",
            "words": words_of(lang),
            "assets": self._assets,
            "here": "",
            "draft": False,
            "example": EXAMPLE_CODE,
            **names,
        }
        return HTMLResponse(filled(layout(self._environment, f"pages/{name}.html.j2"), shown), status)

    def message(self, lang: Lang, what: str, status: int) -> Response:
        """A page that says one thing of the program's own words: `lost`, `refused`, `busy`, `unavailable`."""
        return self.page("message", lang, {"what": what}, status)

    def routes(self) -> list[Route]:
        """Styles and signs, robots.txt, the icon that browsers ask for by themselves."""
        made = [
            Route(address, _fixed(self._bytes[name], ASSETS[name][1], KEPT)) for name, address in self._assets.items()
        ]
        return [
            *made,
            Route("/robots.txt", _fixed(ROBOTS.encode(), "text/plain; charset=utf-8", "public, max-age=86400")),
            Route("/favicon.ico", _fixed(self._bytes["emblem.svg"], "image/svg+xml", "public, max-age=86400")),
        ]


def by_role(said: Iterable[Said], lang: Lang) -> list[tuple[str, list[Block]]]:
    """Neighbouring paragraphs of one role, in one language."""
    return [(role, [each.block(lang) for each in group]) for role, group in groupby(said, lambda each: each.role)]


def _fixed(data: bytes, kind: str, cache: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return Response(data, media_type=kind, headers={"Cache-Control": cache})

    return answer
