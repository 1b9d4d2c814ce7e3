"""The site of an installation: its routes and what stands before all of them."""

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from .api import api_routes
from .citizen import citizen_routes
from .frame import Frame
from .gate import Gate, wanted_lang
from .headers import SecureHeaders
from .verify_page import verify_routes

if TYPE_CHECKING:
    from ..app import Engine
    from ..config import Config


def make_site(engine: "Engine", settings: "Config") -> Starlette:
    """An ASGI application on an open engine; whoever opened the engine closes it."""
    frame = Frame(engine.law.editions.content)
    gate = Gate(frame, settings.citizen.requests_per_minute)
    routes = [
        *citizen_routes(engine, gate),
        *verify_routes(engine, gate),
        *frame.routes(),
        *api_routes(engine, settings, frame),
    ]

    async def lost(request: Request, error: Exception) -> Response:
        return frame.message(wanted_lang(request.query_params) or "kk", "lost", 404)

    async def broken(request: Request, error: Exception) -> Response:
        return frame.message(wanted_lang(request.query_params) or "kk", "unavailable", 500)

    return Starlette(
        routes=routes,
        middleware=[Middleware(SecureHeaders, hsts=settings.citizen.hsts)],
        exception_handlers={404: lost, Exception: broken},
    )
