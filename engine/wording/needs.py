"""What an edition rests on: the given names that its clauses call upon, themselves or through derived names."""

from collections.abc import Iterator, Mapping

from ..law.expressions import compiled
from .document import LANGS
from .editions import Edition, clauses_of, fixed_of
from .sentence import sentence


def needs(edition: Edition, derived: Mapping[str, str]) -> frozenset[str]:
    """Raises `ExpressionError` or `WordingError` for a condition or text that is malformed."""
    found: set[str] = set()
    left = list(_called(edition))
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += compiled(derived[name]).needs if name in derived else ()
    return frozenset(found - set(derived))


def _called(edition: Edition) -> Iterator[str]:
    for _path, clause in (*fixed_of(edition), *clauses_of(edition)):
        for expression in filter(None, (clause.when, clause.each)):
            yield from compiled(expression).needs
        for lang in LANGS:
            yield from sentence(clause[lang], lang).needs
