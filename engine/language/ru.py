"""Russian: numbers, amounts, names, phrases, dates. Text is nominative in, inflected out."""

from datetime import date as _date

from .dates import russian as _russian
from .ru_names import inflect_part as _part
from .ru_numbers import CASES, amount, number, plural
from .ru_ordinals import ordinal
from .ru_phrases import phrase


def name(text: str, kind: str, gender: str, case: str) -> str:
    """A surname, first name, patronymic or whole name (`surname`, `first`, `patr`, `full`) in the case."""
    return _part(text, kind, gender, case)


def date(date: _date, style: str = "long", number: str | None = None) -> str:
    """A date in a legal style: long long_g numeric quoted act."""
    return _russian(date, style, number)


__all__ = ["CASES", "amount", "date", "name", "number", "ordinal", "phrase", "plural"]
