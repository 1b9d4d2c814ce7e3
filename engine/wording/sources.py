"""The articles that an edition rests on, under the names by which its wording cites them."""

from ..law.expressions import Scope
from ..law.library import Law
from ..law.values import Facts
from .citation import Citable
from .editions import Edition


def named_sources(scope: Scope, edition: Edition, law: Law) -> Scope:
    """The scope with `sources`: each article ready for the filter `cite`."""
    sources = {
        name: Citable(law.citation(source.act, source.article, source.clause))
        for name, source in edition.sources.items()
    }
    return scope.extended(sources=Facts(sources))
