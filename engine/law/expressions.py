"""Conditions and values of rules: compiled expressions of the sandboxed Jinja over named facts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .almaty import day_of, day_over, months_later
from .terms import Term
from .values import Words


class ExpressionError(Exception):
    """An expression cannot be worked out; the text says which and why."""


def _tenge(value: Any) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _in_town(place: Words, town: Mapping[str, str]) -> bool:
    # "город Тараз", "г. Тараз" and "Тараз қаласы" name the same town: its name stands there as a word
    spoken = {lang: place[lang].replace(".", " ").replace(",", " ").casefold().split() for lang in ("kk", "ru")}
    return any(town[lang].casefold() in spoken[lang] for lang in ("kk", "ru"))


def _picture(attachments: Iterable[Any] | None) -> Any:
    # the first attachment that can be printed as a picture, or none
    return next((each for each in attachments or () if each.media_type in ("image/png", "image/jpeg")), None)


ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
ENVIRONMENT.filters.update(
    at_least=max,
    day=lambda value: day_of(value) if isinstance(value, datetime) else value,
    day_over=day_over,
    months_later=months_later,
    tenge=_tenge,
    in_town=_in_town,
    picture=_picture,
    last_day=Term.last_day,
    over=Term.over,
    nth_day=Term.nth_day,
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression and the names it needs."""

    source: str
    needs: frozenset[str]
    run: Callable[..., Any] = field(repr=False, compare=False)


@cache
def compiled(source: str) -> Expression:
    """Raises `ExpressionError` for what is no expression."""
    try:
        tree = ENVIRONMENT.parse("{{ (" + source + ") }}")
        run = ENVIRONMENT.compile_expression(source, undefined_to_none=False)
    except (TemplateError, SyntaxError) as error:
        raise ExpressionError(f"{source}: {error}") from None
    # an expression binds no names, so all that it loads come from outside
    return Expression(source, frozenset(each.name for each in tree.find_all(nodes.Name)), run)


class Scope(Mapping[str, Any]):
    """Names an expression may use: given values, and derived ones that are worked out where they are called."""

    def __init__(self, given: Mapping[str, Any], derived: Mapping[str, str]) -> None:
        self._given = dict(given)
        self._derived = derived
        self._busy: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        if name in self._given:
            return self._given[name]
        if name not in self._derived:
            raise KeyError(name)
        if name in self._busy:
            raise ExpressionError(f"{name} is defined by itself")
        self._busy.add(name)
        try:
            self._given[name] = value = self.evaluate(self._derived[name])
        finally:
            self._busy.discard(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter({**self._derived, **self._given})

    def __len__(self) -> int:
        return len({**self._derived, **self._given})

    def __contains__(self, name: object) -> bool:
        return name in self._given or name in self._derived

    @property
    def given(self) -> Mapping[str, Any]:
        """The values that are there without working anything out."""
        return self._given

    def extended(self, **more: Any) -> "Scope":
        """The same names and some more."""
        return Scope({**self._given, **more}, self._derived)

    def evaluate(self, source: str) -> Any:
        """The value of the expression; raises `ExpressionError` that shows it."""
        expression = compiled(source)
        try:
            value = expression.run(**{name: self[name] for name in expression.needs})
        except KeyError as error:
            raise ExpressionError(f"{source}: the name {error} is not known") from None
        except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            raise ExpressionError(f"{source}: {error}") from None
        if isinstance(value, Undefined):
            raise ExpressionError(f"{source}: has no value")
        return value

    def holds(self, source: str | None) -> bool:
        """Whether the condition holds; an absent condition does."""
        return source is None or bool(self.evaluate(source))
