"""Sentences of the wording: text with `{{ path | filter }}` places, spoken in one language over named values.

The strict sandbox is the only way: an unknown name, an absent fact or a value without its filter stops the sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..language import typography
from ..law.terms import Term
from ..law.values import Facts, in_language
from .citation import Citable
from .document import Lang
from .filters import filters_of


class WordingError(Exception):
    """A sentence cannot be spoken; the text says which place of it and why."""


def _printable(value: Any) -> Any:
    """What a place may print as it stands: words, names and what a filter made of the rest."""
    if isinstance(value, bool | int | float | Decimal | date | Facts | Term | Citable | list | tuple | dict):
        raise WordingError(f"a value of the kind {type(value).__name__} needs a filter")
    if value is None:
        raise WordingError("a fact that was not given is printed; guard the clause with `when`")
    return value


@cache
def environment(lang: Lang) -> ImmutableSandboxedEnvironment:
    """The sandbox of one language; its filters speak that language."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=_printable, keep_trailing_newline=False)
    made.filters = filters_of(lang)
    made.globals = {}
    made.tests = {}
    return made


@dataclass(frozen=True, slots=True)
class Sentence:
    """A compiled sentence and the names it calls upon."""

    template: Template
    needs: tuple[str, ...]


@cache
def sentence(text: str, lang: Lang) -> Sentence:
    """Raises `WordingError` for a sentence that is malformed or holds logic."""
    if "{%" in text or "{#" in text:
        raise WordingError("logic stands inside the sentence; conditions belong in `when`")
    env = environment(lang)
    try:
        tree = env.parse(text)
        template = env.from_string(tree)
    except TemplateError as error:
        raise WordingError(str(error)) from None
    return Sentence(template, tuple(sorted(meta.find_undeclared_variables(tree))))


def spoken(text: str, lang: Lang, scope: Mapping[str, Any]) -> str:
    """The sentence with its places filled and its typography set; soft line breaks become spaces.

    Raises `WordingError` that names the missing name or the value that has no filter.
    """
    made = sentence(" ".join(text.split()), lang)
    names = {}
    for name in made.needs:
        if name not in scope:
            raise WordingError(f"the name `{name}` is not known here")
        names[name] = in_language(scope[name], lang)
    try:
        filled = made.template.render(names)
    except TemplateError as error:
        raise WordingError(str(error)) from None
    except (TypeError, ValueError, AttributeError, ArithmeticError, LookupError) as error:
        raise WordingError(f"{type(error).__name__}: {error}") from None
    return typography.tidy(" ".join(filled.split(" ")).replace("\n", " ").replace("\t", " "), lang)
