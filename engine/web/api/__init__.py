"""The HTTP API: the events and outcomes of the Python API, for case systems in any language."""

from .routes import api_routes

__all__ = ["api_routes"]
