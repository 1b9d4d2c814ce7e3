"""What stands before every page: who asks, how often, how much; a form of another site is not taken."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..errors import QaulyError
from ..wording.document import Lang
from .frame import Frame

LOG = logging.getLogger("qauly.web")
BODY = 8 * 1024  # bytes of a form; ours are a few hundred
ADDRESSES = 10_000  # whose pace is remembered at once
SHOWN = 4  # signs of a token in the log


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as pages see it."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    address: str
    wanted: Lang | None  # the language asked for in the address

    @property
    def lang(self) -> Lang:
        return self.wanted or "kk"


Handler = Callable[[Asked], Response]


class Pace:
    """A bucket of requests for each address; the least recent addresses are forgotten."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Takes one request from the address's bucket; False where it is empty."""
        if not self.per_minute:
            return True
        now = self._clock()
        left, since = self._left.pop(address, (float(self.per_minute), now))
        left = min(self.per_minute, left + (now - since) * self.per_minute / 60)
        self._left[address] = (left - 1 if left >= 1 else left, now)
        while len(self._left) > ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1


class Gate:
    """Makes an ASGI endpoint of a page's handlers, one for GET and HEAD, one for POST."""

    def __init__(self, frame: Frame, per_minute: int) -> None:
        self.frame = frame
        self.pace = Pace(per_minute)

    def page(self, get: Handler | None, post: Handler | None = None) -> "Endpoint":
        return Endpoint(self, get, post)


class Endpoint:
    """One address of the site."""

    def __init__(self, gate: Gate, get: Handler | None, post: Handler | None) -> None:
        self.gate, self.get, self.post = gate, get, post

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._answer(request)
        LOG.info("%s %s %s", request.method, _safe(request), response.status_code)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        query = {name: value[:200] for name, value in request.query_params.items()}
        wanted = wanted_lang(query)
        frame = self.gate.frame
        address = request.client.host if request.client else ""
        if not self.gate.pace.allows(address):
            return frame.message(wanted or "kk", "busy", 429)
        handler: Handler | None = None
        form: dict[str, str] = {}
        if request.method in ("GET", "HEAD"):
            handler = self.get
        elif request.method == "POST":
            handler = self.post
            if not same_site(request.headers):
                return frame.message(wanted or "kk", "refused", 403)
            body = await _body(request)
            if body is None:
                return frame.message(wanted or "kk", "refused", 413)
            form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        if handler is None:
            return frame.message(wanted or "kk", "refused", 405)
        asked = Asked(request.path_params, query, form, request.cookies, address, wanted)
        try:
            return await run_in_threadpool(handler, asked)
        except QaulyError as error:
            LOG.error("%s %s cannot be shown: %s", request.method, _safe(request), error.place)
            return frame.message(asked.lang, "unavailable", 503)
        except SQLAlchemyError as error:
            # its text would tell what stood in the statement
            LOG.error("%s %s: the database failed: %s", request.method, _safe(request), type(error).__name__)
            return frame.message(asked.lang, "unavailable", 503)


def wanted_lang(query: Mapping[str, str]) -> Lang | None:
    """The language that the address asks for."""
    return "ru" if query.get("lang") == "ru" else "kk" if query.get("lang") == "kk" else None


def same_site(headers: Mapping[str, str]) -> bool:
    """Whether a form was sent by a page of this very site.

    Browsers say so in Sec-Fetch-Site. Older ones send Origin, or `null` there, because our pages tell nobody where
    they are; then the form's own token decides. What sends neither is no browser.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and (origin == "null" or urlsplit(origin).netloc == headers.get("host"))


async def _body(request: Request) -> bytes | None:
    """The body; None where it is too large, whatever its length was said to be."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > BODY:
            return None
    return data


def _safe(request: Request) -> str:
    """The path without what it must not tell: of a token, its first signs."""
    path = request.url.path
    for name, value in request.path_params.items():
        if name in ("token", "code"):
            path = path.replace(str(value), str(value)[:SHOWN] + "…")
    return path
