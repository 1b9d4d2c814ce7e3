"""The addresses of the API."""

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from ...messages import _
from ..frame import Frame
from . import cases, events
from .door import Door, Endpoint, Handler, json_response
from .openapi import openapi
from .page import names
from .problem import TITLES, Problem, json_bytes
from .providers import callbacks, payments

if TYPE_CHECKING:
    from ...app import Engine
    from ...config import Config

BASE = "/api/v1"
LOOPBACK = ("127.0.0.1", "::1")


def api_routes(engine: "Engine", settings: "Config", frame: Frame) -> list[BaseRoute]:
    """Everything below /api and /callbacks, and the addresses that watch the program.

    Raises `ContentError` for a key whose mode reaches further than the installation.
    """
    for key in settings.api.keys.values():
        engine.in_mode(key.mode)
    door = Door(engine)
    routes = [
        Route(f"{BASE}/events", Endpoint({"POST": door.keyed("events", events.handle)})),
        Route(f"{BASE}/events:batch", Endpoint({"POST": door.keyed("events", events.handle_lines)})),
        Route(f"{BASE}/decide", Endpoint({"POST": door.keyed("decide", events.decide)})),
        Route(f"{BASE}/payments", Endpoint({"POST": payments(door)})),
        Route(f"{BASE}/feed", Endpoint({"GET": door.keyed("feed", cases.read_feed)})),
        Route(f"{BASE}/cases/{{case:path}}/proof", Endpoint({"GET": door.keyed("cases", cases.prove)})),
        Route(f"{BASE}/cases/{{case:path}}", Endpoint({"GET": door.keyed("cases", cases.show)})),
        Route(
            f"{BASE}/documents/{{number:path}}/{{lang}}.{{format}}",
            Endpoint({"GET": door.keyed("documents", cases.document)}),
        ),
        Route(f"{BASE}/openapi.json", Endpoint({"GET": _described(engine)})),
        Route(BASE, Endpoint({"GET": _explained(engine, frame)})),
        Route("/callbacks/{channel}/{secret}", Endpoint({"GET": callbacks(door), "POST": callbacks(door)})),
        Route("/health", Endpoint({"GET": _alive})),
        Route("/ready", Endpoint({"GET": _ready(door)})),
        Route("/metrics", Endpoint({"GET": _metrics(door)})),
        *(Route(f"/{start}/{{rest:path}}", Endpoint({})) for start in ("api", "callbacks")),
    ]
    return list[BaseRoute](routes)


def _described(engine: "Engine") -> Handler:
    @cache
    def written() -> bytes:
        return json_bytes(openapi(engine.law))

    async def answer(request: Request, lang: str) -> Response:
        return Response(written(), media_type="application/json")

    return answer


def _explained(engine: "Engine", frame: Frame) -> Handler:
    """The same for people."""

    @cache
    def written() -> str:
        problems = {kind: title.text("en") for kind, title in TITLES.items()}
        return frame.text("api", "kk", {**names(openapi(engine.law)), "problems": problems})

    async def answer(request: Request, lang: str) -> Response:
        return HTMLResponse(written())

    return answer


async def _alive(request: Request, lang: str) -> Response:
    return json_response({"status": "ok"})


def _ready(door: Door) -> Handler:
    def asked() -> None:
        with door.engine.store.reading() as connection:
            connection.execute(select(1))

    async def answer(request: Request, lang: str) -> Response:
        await door.reading(asked)
        return json_response({"status": "ready"})

    return answer


def _metrics(door: Door) -> Handler:
    """For a scraper on this machine; a proxy in front shows itself by the header it adds."""
    made: list[object] = []

    def text() -> bytes:
        from ...watch.metrics import Metrics

        if not made:
            made.append(Metrics(door.engine))
        found = made[0]
        assert isinstance(found, Metrics)
        return found.text()

    async def answer(request: Request, lang: str) -> Response:
        host = request.client.host if request.client else ""
        if host not in LOOPBACK or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
            raise Problem(404, "not-found", _("no such address."))
        return Response(await door.reading(text), media_type="text/plain; version=0.0.4; charset=utf-8")

    return answer
