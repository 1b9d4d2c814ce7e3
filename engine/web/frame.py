"""The frame around every page: sheets as answers, and the files that they name."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ..content import Content
from ..wording.document import Lang
from .sheets import ASSETS, Sheets

KEPT = "public, max-age=31536000, immutable"  # the address changes with the bytes
ROBOTS = "User-agent: *\nDisallow: /\n"


class Frame:
    """Answers with pages, and with the files that pages name."""

    def __init__(self, content: Content) -> None:
        self._bytes = {name: content.read_bytes(path) for name, (path, _kind) in ASSETS.items()}
        self._assets = {
            name: f"/assets/{hashlib.sha256(data).hexdigest()[:12]}/{name}" for name, data in self._bytes.items()
        }
        self._sheets = Sheets(content, self._assets)

    def page(self, name: str, lang: Lang, names: Mapping[str, object], status: int = 200) -> Response:
        """The layout `templates/pages/<name>.html.j2` as an answer."""
        return HTMLResponse(self.text(name, lang, names), status)

    def text(self, name: str, lang: Lang, names: Mapping[str, object]) -> str:
        return self._sheets.text(name, lang, names)

    def message(self, lang: Lang, what: str, status: int) -> Response:
        """A page that says one thing of the program's own words: `lost`, `refused`, `busy`, `unavailable`."""
        return self.page("message", lang, {"what": what}, status)

    def routes(self) -> list[Route]:
        """Styles and signs, robots.txt, the icon that browsers ask for by themselves."""
        made = [
            Route(address, _fixed(self._bytes[name], f"{ASSETS[name][1]}; charset=utf-8", KEPT))
            for name, address in self._assets.items()
        ]
        return [
            *made,
            Route("/robots.txt", _fixed(ROBOTS.encode(), "text/plain; charset=utf-8", "public, max-age=86400")),
            Route("/favicon.ico", _fixed(self._bytes["emblem.svg"], "image/svg+xml", "public, max-age=86400")),
        ]


def _fixed(data: bytes, kind: str, cache: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return Response(data, media_type=kind, headers={"Cache-Control": cache})

    return answer
