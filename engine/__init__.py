"""The public door of Qauly: everything a case system calls.

Names are loaded on first use, so `import qauly.engine.language` stays free of pydantic and SQLAlchemy.
"""

from importlib import import_module

TYPE_CHECKING = False  # importing typing for its constant alone would cost more than the rest of this file
if TYPE_CHECKING:
    from .app import Engine
    from .errors import CallerError, ChannelError, ContentError, QaulyError
    from .model import Event, Outcome
    from .ports import Channel, ContactDirectory

_HOME = {
    "CallerError": ".errors",
    "Channel": ".ports",
    "ChannelError": ".errors",
    "ContactDirectory": ".ports",
    "ContentError": ".errors",
    "Engine": ".app",
    "Event": ".model",
    "Outcome": ".model",
    "QaulyError": ".errors",
}

__all__ = [
    "CallerError",
    "Channel",
    "ChannelError",
    "ContactDirectory",
    "ContentError",
    "Engine",
    "Event",
    "Outcome",
    "QaulyError",
]

if __name__ == "engine":
    raise ImportError("the package is qauly: import qauly.engine")


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name], __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
