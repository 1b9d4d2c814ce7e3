"""Which regimes a wording serves while it is in force: whose numbers it says, and whom a change of it touches."""

from datetime import date, timedelta

from .case import NEW
from .procedure import Procedure, Regime, Rule


def serving(procedure: Procedure | None, kind: str, start: date, end: date | None) -> tuple[Regime, ...]:
    """The regimes in which a document or notice of the kind may be issued from `start` to the day before `end`.

    None for the wording that is of no procedure (`legal_texts/service`): it says no number of a regime.
    """
    if procedure is None:
        return ()
    rows = [rule for rule in procedure.rules if kind in kinds_of(rule)]
    opening = bool(rows) and all(rule.from_ == (NEW,) for rule in rows)
    return tuple(
        regime
        for regime in procedure.regimes
        if (end is None or regime.from_ < end)
        and (regime.until is None or regime.until >= start)
        and not (opening and _last_opening(procedure, regime) < start)
        and (not rows or any(_applies(rule, regime) and kind in kinds_of(rule, regime.id) for rule in rows))
    )


def kinds_of(rule: Rule, regime: str | None = None) -> set[str]:
    """The kinds of documents and notices that the row brings, of all regimes or of one."""
    documents = {row.kind for row in rule.documents if regime is None or row.regime in (None, regime)}
    return documents | {row.kind for row in rule.notices}


def _applies(rule: Rule, regime: Regime) -> bool:
    return rule.regime is None or regime.id in rule.regime


def _last_opening(procedure: Procedure, regime: Regime) -> date:
    # a regime before it in the list that has no condition takes every case from its start on
    before = procedure.regimes[: procedure.regimes.index(regime)]
    ends = [each.from_ - timedelta(days=1) for each in before if each.when is None]
    return min([regime.until or date.max, *ends])
