"""The citizen's page: what happened, how to pay, how to disagree."""

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

if TYPE_CHECKING:
    from ..app import Engine
    from ..config import Config


def citizen_routes(engine: "Engine", settings: "Config") -> list[BaseRoute]:
    """Everything below the address that links in messages have."""
    return []
