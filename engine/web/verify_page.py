"""The verification page: is a document genuine, and what became of it."""

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

if TYPE_CHECKING:
    from ..app import Engine
    from ..config import Config


def verify_routes(engine: "Engine", settings: "Config") -> list[BaseRoute]:
    """Everything below the address that codes of documents lead to."""
    return []
