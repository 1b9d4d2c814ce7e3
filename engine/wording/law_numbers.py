"""What the numbers of the law are while an edition is in force, in words: a lawyer reads them beside the clauses."""

from decimal import Decimal

from ..errors import CallerError
from ..law.library import Law
from ..law.serving import serving
from ..law.terms import Term
from .editions import Edition
from .filters import filters_of


def law_numbers(law: Law, procedure: str, edition: Edition) -> dict[str, str]:
    """Lines such as "law.pay_days = 5 …" by the name that sentences call; a line for each regime of the edition's time.

    The value is that of the edition's first day, or of the regime's where that is later.
    """
    later = [start for start in law.editions.starts[procedure, edition.id] if start > edition.start]
    lines: dict[str, list[str]] = {}
    for regime in serving(law.procedures.get(procedure), edition.id, edition.start, min(later, default=None)):
        for name, parameter in regime.values.items():
            try:
                value = law.value(parameter, max(edition.start, regime.from_)).value
            except CallerError:
                continue  # nothing is in force; `check` reports it
            if isinstance(value, Term | Decimal | int) and not isinstance(value, bool):
                kk, ru = (_said(value, lang) for lang in ("kk", "ru"))
                lines.setdefault(f"law.{name}", []).append(f"law.{name} ({regime.id}) = {kk} | {ru}")
    return {name: " ".join(found) for name, found in lines.items()}


def _said(value: object, lang: str) -> str:
    speak = filters_of("kk" if lang == "kk" else "ru")
    if isinstance(value, Term):
        return str(speak["count"](value))
    return str(value)
