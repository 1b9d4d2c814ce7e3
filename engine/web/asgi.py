"""The site of an installation: its routes and what stands before all of them."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware

from .citizen import citizen_routes
from .headers import SecureHeaders
from .verify_page import verify_routes

if TYPE_CHECKING:
    from ..app import Engine
    from ..config import Config


def make_site(engine: "Engine", settings: "Config") -> Starlette:
    """An ASGI application on an open engine; whoever opened the engine closes it."""
    routes = [*citizen_routes(engine, settings), *verify_routes(engine, settings)]
    if find_spec("qauly.engine.web.api") is not None:
        from .api import api_routes  # type: ignore[import-not-found,unused-ignore]  # lands with the API

        routes += api_routes(engine, settings)
    return Starlette(routes=routes, middleware=[Middleware(SecureHeaders)])
