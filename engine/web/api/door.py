"""The door of every endpoint: methods, keys, the body, threads for the engine, and an answer to every fault."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ...config import Permit
from ...errors import CallerError, ChannelError, ContentError, QaulyError
from ...messages import _
from .keys import Caller, Keys
from .problem import Problem, json_bytes, language, of_caller

if TYPE_CHECKING:
    from ...app import Engine

LOG = logging.getLogger("qauly.web")
T = TypeVar("T")
WRITERS, READERS = 4, 8  # threads; together fewer than the connections that the ledger's pool gives
JSON = ("application/json",)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was let in: with the engine of its key's mode."""

    request: Request
    lang: str
    caller: Caller
    engine: "Engine"
    door: "Door"

    def check_sees(self, procedure: str) -> None:
        """Raises `Problem` 403 where the key has no rights in the procedure."""
        if not self.caller.sees(procedure):
            raise Problem(
                403,
                "permit",
                _("the key {name} has no rights in this procedure.", name=self.caller.name),
                fix=_("Add it to `procedures` of the key in qauly.toml."),
            )


Handler = Callable[[Request, str], Awaitable[Response]]
Keyed = Callable[[Call], Awaitable[Response]]


class Door:
    """What all endpoints share."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self.settings = engine.config.api
        self.keys = Keys(self.settings)
        self._writers = ThreadPoolExecutor(WRITERS, "qauly-api-write")
        self._readers = ThreadPoolExecutor(READERS, "qauly-api-read")

    async def writing(self, work: Callable[[], T]) -> T:
        """Work of the engine that takes long, in one of a few threads."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, work)

    async def reading(self, work: Callable[[], T]) -> T:
        """Work of the engine that is soon done."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    def keyed(self, permit: Permit, handler: Keyed) -> Handler:
        """The handler behind a key that permits it."""

        async def opened(request: Request, lang: str) -> Response:
            caller = self.keys.caller(request, permit)
            return await handler(Call(request, lang, caller, self.engine.in_mode(caller.key.mode), self))

        return opened

    async def body(self, request: Request, media_types: tuple[str, ...] = JSON) -> bytes:
        """The body; raises `Problem` for another kind of content, one too large and one that does not arrive."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_types and kind not in media_types:
            fix = _("Send {types}.", types=", ".join(media_types))
            raise Problem(415, "media-type", _("this kind of content is not taken."), fix=fix, field="Content-Type")
        if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise Problem(415, "media-type", _("packed content is not taken."), field="Content-Encoding")
        limit = self.settings.body
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self.settings.timeout):
                async for part in request.stream():
                    parts.append(part)
                    size += len(part)
                    if size > limit:
                        raise Problem(413, "size", _("holds more than {limit} bytes.", limit=limit), field="body")
        except TimeoutError:
            raise Problem(408, "late", _("the body did not arrive in time."), headers={"Connection": "close"}) from None
        return b"".join(parts)


class Endpoint:
    """One address with its methods, as an ASGI application."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers
        known = {*handlers, "OPTIONS", *(["HEAD"] if "GET" in handlers else [])}
        self.allow = ", ".join(sorted(known))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._answer(request)
        LOG.info("%s %s %s", request.method, scope["route"].path if "route" in scope else "-", response.status_code)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        lang = language(request)
        method = "GET" if request.method == "HEAD" else request.method
        if method == "OPTIONS" and self._handlers:
            return Response(status_code=204, headers={"Allow": self.allow})
        try:
            if not self._handlers:
                raise Problem(404, "not-found", _("no such address."), fix=_("See /api/v1/openapi.json."))
            if method not in self._handlers:
                raise Problem(405, "method", _("use {methods}.", methods=self.allow), headers={"Allow": self.allow})
            return await self._handlers[method](request, lang)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        except Exception as error:
            return problem_of(error).response(lang)


def problem_of(error: Exception) -> Problem:
    """The problem that tells of an error; what a caller cannot mend is told without its contents."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, CallerError):
        return of_caller(error)
    if isinstance(error, RecursionError):
        return Problem(422, "event", _("is nested too deeply."), field="event")
    again = {"Retry-After": "5"}
    if isinstance(error, SQLAlchemyError | ChannelError | OSError):
        LOG.error("not available: %s", _where(error))
        return Problem(503, "unavailable", _("a part of the installation does not answer."), headers=again)
    if isinstance(error, ContentError):
        LOG.error("content: %s %s %s", error.findings[0].rule, error.place, error.message.msgid)
        if error.findings[0].file == "ledger":
            return Problem(503, "unavailable", error.message, headers=again)
        return Problem(500, "content", _("the rule {rule} stopped it; nothing changed.", rule=error.findings[0].rule))
    LOG.error("%s: %s", "refused" if isinstance(error, QaulyError) else "fault", _where(error))
    return Problem(500, "fault", _("the program failed; nothing changed."))


def _where(error: Exception) -> str:
    """Kind and place of an error; its text may hold what stood in the request."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return type(error).__name__ + "".join(f" {Path(each.filename).name}:{each.lineno}" for each in frames)


def json_response(value: object, status: int = 200) -> Response:
    return Response(json_bytes(value), status, media_type="application/json")
