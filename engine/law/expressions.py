"""Conditions and values of rules: compiled expressions of the sandboxed Jinja over named facts."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..errors import QaulyError
from ..messages import Message, _
from .almaty import day_of, day_over, months_later
from .terms import Term
from .values import Facts, Words

NO_FIELD = re.compile(r"has no attribute '(\w+)'")  # how Jinja says so


class ExpressionError(Exception):
    """An expression cannot be worked out: which (`source`), why (`message`), and what Python said (`detail`)."""

    def __init__(self, source: str, message: Message, detail: str = "") -> None:
        super().__init__(f"{source}: {message.text('en')}")
        self.source = source
        self.message = message
        self.detail = detail

    @property
    def told(self) -> Message:
        """Expression and reason as one part of a sentence."""
        return _("{source}: {problem}", source=self.source, problem=self.message)


def _tenge(value: Any) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _in_town(place: Words, town: Mapping[str, str]) -> bool:
    # "город Тараз", "г. Тараз" and "Тараз қаласы" name the same town: its name stands there as a word
    spoken = {lang: place[lang].replace(".", " ").replace(",", " ").casefold().split() for lang in ("kk", "ru")}
    return any(town[lang].casefold() in spoken[lang] for lang in ("kk", "ru"))


def _picture(attachments: Iterable[Any] | None) -> Any:
    # the first attachment that can be printed as a picture, or none
    return next((each for each in attachments or () if each.media_type in ("image/png", "image/jpeg")), None)


def _covered_by(parts: Iterable[Any], paid: Decimal) -> list[Facts]:
    # parts of a sum in their order, each with what of `paid` falls on it and what is left of it
    covered = []
    for part in parts:
        share = min(max(paid, Decimal(0)), part.amount)
        paid -= share
        covered.append(Facts({**{name: part[name] for name in part}, "paid": share, "left": part.amount - share}))
    return covered


ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
ENVIRONMENT.filters.update(
    at_least=max,
    covered_by=_covered_by,
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
        raise ExpressionError(source, _("is not whole or not well formed"), str(error)) from None
    return Expression(source, names_in(tree), run)


def names_in(tree: nodes.Template) -> frozenset[str]:
    """What expressions call upon: they bind no names, so all that they load come from outside."""
    return frozenset(each.name for each in tree.find_all(nodes.Name))


def _why(error: Exception) -> Message:
    field = NO_FIELD.search(str(error))
    return _("there is no field {name}", name=field[1]) if field else _("a value of another kind is needed")


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
            raise ExpressionError(name, _("is defined by itself"))
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
            raise ExpressionError(source, _("the name {name} is not known", name=error.args[0])) from None
        except QaulyError:  # such as a year without a calendar: it knows its place and fix
            raise
        except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            raise ExpressionError(source, _why(error), f"{type(error).__name__}: {error}") from None
        if isinstance(value, Undefined):
            raise ExpressionError(source, _("has no value"))
        return value

    def holds(self, source: str | None) -> bool:
        """Whether the condition holds; an absent condition does."""
        return source is None or bool(self.evaluate(source))
