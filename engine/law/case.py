"""The life of a case: opening it under the law of its day, and what one row of the rules changes in it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ..errors import CallerError
from ..messages import _
from ..model import Event
from .almaty import day_of
from .decision import Case, Issued
from .expressions import Scope
from .library import Law
from .procedure import Procedure, Regime, Rule
from .scope import scope_of
from .values import Facts, as_json

NEW = "new"  # the state of a case that its first event has not decided yet


def check_covered(event: Event, procedure: Procedure) -> None:
    """Raises `CallerError` for a case that opens on a day whose law nobody has entered."""
    on = day_of(event.at)
    covers = procedure.covers
    if not covers.from_ <= on <= covers.until:
        raise CallerError(
            _(
                "the law entered for {procedure} covers {start} to {end}; {date} lies outside.",
                procedure=procedure.id,
                start=covers.from_.isoformat(),
                end=covers.until.isoformat(),
                date=on.isoformat(),
            ),
            field="at",
            fix=_("Correct the date, or enter the law of that day first."),
        )


def open_case(event: Event, facts: Facts, procedure: Procedure, law: Law) -> Case:
    """A new case: its regime and every number the regime names are those of the day in Almaty."""
    case = Case(
        id=event.case,
        procedure=procedure.id,
        regime=None,
        status=NEW,
        opened_at=event.at,
        last_at=event.at,
        values={},
        kept=_kept(event, procedure),
        memory={name: memory.start for name, memory in procedure.memory.items()},
    )
    regime = _regime(case, event, facts, procedure)
    if regime is None:
        return case
    on = day_of(event.at)
    return replace(
        case, regime=regime.id, values={name: law.value(source, on) for name, source in regime.values.items()}
    )


def after_row(case: Case, rule: Rule, event: Event, procedure: Procedure, before: Scope, by_timer: bool) -> Case:
    """The case after the row: state, memory, kept facts; documents and timers come later."""
    # a timer that fired is used up whatever the rules said; an explicit event uses it up only where it was taken
    spent = rule.accepted or by_timer
    timers = tuple(timer for timer in case.timers if not (spent and timer.type == event.type))
    last_at = max(case.last_at, event.at)
    if not rule.accepted:
        return replace(case, timers=timers, last_at=last_at)
    memory = {**case.memory, **{name: _stored(before.evaluate(source)) for name, source in rule.remember.items()}}
    return replace(
        case,
        status=rule.to or case.status,
        memory=memory,
        kept={**case.kept, **_kept(event, procedure)},
        timers=timers,
        last_at=last_at,
    )


def issued_documents(case: Case, rule: Rule, on: date, scope: Scope) -> tuple[Issued, ...]:
    """The documents of the row, numbered on from those the case has."""
    kinds = [row.kind for row in rule.documents if row.regime in (None, case.regime) and scope.holds(row.when)]
    first = len(case.issued) + 1
    return tuple(Issued(kind, f"{case.id}/{number}", on) for number, kind in enumerate(kinds, first))


def _regime(case: Case, event: Event, facts: Facts, procedure: Procedure) -> Regime | None:
    scope = scope_of(case, event, facts, procedure)
    on = day_of(event.at)
    return next((regime for regime in procedure.regimes if regime.in_force(on) and scope.holds(regime.when)), None)


def _kept(event: Event, procedure: Procedure) -> dict[str, tuple[str, Any]]:
    spec = procedure.events[event.type]
    kept: dict[str, tuple[str, Any]] = {
        name: (event.type, event.facts[name]) for name in spec.keep if event.facts.get(name) is not None
    }
    if spec.keep_as:
        kept[spec.keep_as] = (event.type, event.facts)
    if spec.keep_all:
        kept[f"{spec.keep_all.name}:{event.facts[spec.keep_all.by]}"] = (event.type, event.facts)
    return kept


def _stored(value: Any) -> Any:
    """Memory holds JSON values, so that a case reads the same from the ledger; money as text."""
    return str(value) if isinstance(value, Decimal) else as_json(value)
