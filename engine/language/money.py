"""Sums of tenge: text, Decimal or whole tenge in; figures out. Floats are refused, nothing is ever rounded."""

import re
from decimal import Decimal

_FORM = re.compile(r"[0-9]+(\.[0-9]{1,2})?", re.ASCII)


class MoneyError(ValueError):
    """The value is no sum of tenge with at most two decimals."""


def split(amount: Decimal | str | int) -> tuple[int, int]:
    """Tenge and tiyn; an int means whole tenge."""
    if isinstance(amount, bool | float) or not isinstance(amount, Decimal | str | int):
        raise MoneyError(f"{amount!r}: give text, Decimal or whole tenge")
    text = format(amount, "f") if isinstance(amount, Decimal) else str(amount)
    if not _FORM.fullmatch(text):
        raise MoneyError(f"{text!r} is no sum of tenge with at most two decimals")
    tenge, _point, tiyn = text.partition(".")
    return int(tenge), int(tiyn.ljust(2, "0") or 0)


def figures(amount: Decimal | str | int) -> str:
    """184 600,00: groups of three with no-break spaces, two decimals after a comma."""
    tenge, tiyn = split(amount)
    return f"{tenge:,}".replace(",", "\u00a0") + f",{tiyn:02d}"
