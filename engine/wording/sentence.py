"""Sentences of the wording: text with `{{ path | filter }}` places, spoken in one language over named values.

The strict sandbox is the only way: an unknown name, an absent fact or a value without its filter stops the sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..language import typography
from ..law.expressions import NO_FIELD, names_in
from ..law.terms import Term
from ..law.values import Facts, in_language
from ..messages import Message, _
from .citation import Citable
from .document import Lang
from .filters import filters_of

_SPACES = re.compile(r"[ \t\r\n]+")
_NO_FILTER = re.compile(r"No filter named '(\w+)'")
_FILTERS = {"Decimal": "money, words", "date": "date", "datetime": "date, time", "Term": "count", "Citable": "cite"}


class WordingError(Exception):
    """A sentence cannot be spoken; `message` says which place of it and why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message


def _printable(value: Any) -> Any:
    """What a place may print as it stands: words, names and what a filter made of the rest."""
    if isinstance(value, bool | int | float | Decimal | date | Facts | Term | Citable | list | tuple | dict):
        kind = type(value).__name__
        raise WordingError(_("a value needs a filter, such as: {filters}", filters=_FILTERS.get(kind, "number, each")))
    if value is None:
        raise WordingError(_("a fact that was not given is printed; guard the clause with `when`"))
    return value


@cache
def environment(lang: Lang) -> ImmutableSandboxedEnvironment:
    """The sandbox of one language; its filters speak that language."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=_printable, keep_trailing_newline=False)
    made.filters = filters_of(lang)
    made.globals = {}
    made.tests = {}
    return made


def _fault(error: TemplateError, lang: Lang) -> Message:
    """Jinja's complaint in words that a lawyer can act upon."""
    text = str(error).rstrip(".")
    if field := NO_FIELD.search(text):
        if typography.latin(field[1]) != field[1]:
            return _("the field {name} is typed in Cyrillic letters, it is {right}", name=field[1],
                     right=typography.latin(field[1]))  # fmt: skip
        return _("there is no field {name}", name=field[1])
    if wrong := _NO_FILTER.search(text):
        near = get_close_matches(wrong[1], filters_of(lang), 3, 0.5) or sorted(filters_of(lang))
        return _("there is no filter {name}; there are: {known}", name=wrong[1], known=", ".join(near))
    return _("a place is not whole: {problem}", problem=text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A compiled sentence and the names it calls upon; one without places has its typography set already."""

    template: Template | None
    needs: tuple[str, ...]
    fixed: str = ""


@cache
def sentence(text: str, lang: Lang) -> Sentence:
    """The text, in which soft line breaks are spaces; raises `WordingError` for what is malformed or holds logic."""
    text = " ".join(text.split())
    if "{%" in text or "{#" in text:
        raise WordingError(_("logic stands inside the sentence; conditions belong in `when`"))
    if "{{" not in text:
        return Sentence(None, (), typography.tidy(text, lang))
    env = environment(lang)
    try:
        tree = env.parse(text)
        template = env.from_string(tree)
    except TemplateError as error:
        raise WordingError(_fault(error, lang)) from None
    return Sentence(template, tuple(sorted(names_in(tree))))


def spoken(text: str, lang: Lang, scope: Mapping[str, Any]) -> str:
    """The sentence with its places filled and its typography set; soft line breaks become spaces.

    Raises `WordingError` that names the missing name or the value that has no filter.
    """
    made = sentence(text, lang)
    if made.template is None:
        return made.fixed
    names = {}
    for name in made.needs:
        if name not in scope:
            raise WordingError(_("the name {name} is not known here", name=name))
        names[name] = in_language(scope[name], lang)
    try:
        filled = made.template.render(names)
    except TemplateError as error:
        raise WordingError(_fault(error, lang)) from None
    except (TypeError, ValueError, AttributeError, ArithmeticError, LookupError) as error:
        raise WordingError(_("a filter does not fit its value: {problem}", problem=error)) from None
    return typography.tidy(_SPACES.sub(" ", filled), lang)
