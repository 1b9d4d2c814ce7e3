"""Kazakh and Russian without a mistake: numbers, sums, dates, cases, names, typography, text messages.

Pure and light: nothing here loads Babel, pydantic or SQLAlchemy; modules load on first use.
"""

from importlib import import_module

TYPE_CHECKING = False  # importing typing for its constant alone would cost more than the rest of this file
if TYPE_CHECKING:
    from . import dates, iin, kk, money, names, ru, sms, transliterate, typography

__all__ = ["dates", "iin", "kk", "money", "names", "ru", "sms", "transliterate", "typography"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
