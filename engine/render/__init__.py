"""The stage from a composed document to bytes: Word, HTML, text and PDF, with one text in all of them."""

from .environment import ContentRoot
from .fonts import uncovered
from .press import Press, Rendition

__all__ = ["ContentRoot", "Press", "Rendition", "uncovered"]
