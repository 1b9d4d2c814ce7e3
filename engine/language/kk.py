"""Kazakh: numbers, amounts, cases, dates. Text is nominative in, inflected out."""

from .dates import kazakh as _kazakh
from .kk_cases import CASES, KINDS, UnknownAbbreviation, inflect, plural, possessed, possessive
from .kk_numbers import amount, decimal, number, ordinal, ordinal_digits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date as _date


def date(date: "_date", style: str = "nom", number: str | None = None) -> str:
    """A date in a legal style: nom attr gen dat acc loc abl ins numeric quoted act."""
    return _kazakh(date, style, number)


__all__ = [
    "CASES", "KINDS", "UnknownAbbreviation", "amount", "date", "decimal", "inflect", "number", "ordinal",
    "ordinal_digits", "plural", "possessed", "possessive",
]  # fmt: skip
