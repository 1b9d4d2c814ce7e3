"""Russian: numbers, amounts, names, phrases, dates. Text is nominative in, inflected out."""

from .dates import russian as _russian
from .ru_numbers import CASES, amount, number, plural
from .ru_ordinals import ordinal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date as _date


def name(text: str, kind: str, gender: str, case: str) -> str:
    """A surname, first name, patronymic or whole name (`surname`, `first`, `patr`, `full`) in the case."""
    from .ru_names import inflect_part

    return inflect_part(text, kind, gender, case)


def phrase(text: str, case: str) -> str:
    """A post, organisation or paper in the case: its adjectives and head noun decline, the rest stays."""
    from .ru_phrases import phrase

    return phrase(text, case)


def date(date: "_date", style: str = "long", number: str | None = None) -> str:
    """A date in a legal style: long long_g numeric quoted act."""
    return _russian(date, style, number)


__all__ = ["CASES", "amount", "date", "name", "number", "ordinal", "phrase", "plural"]
