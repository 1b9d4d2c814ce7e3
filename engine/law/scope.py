"""The names that rules and wording may use about a case and the event at hand."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..messages import _
from ..model import Event
from .almaty import day_of, local
from .decision import Case
from .expressions import ExpressionError, Scope
from .procedure import Procedure
from .values import Facts, Words


def scope_of(case: Case, event: Event, facts: Facts, procedure: Procedure) -> Scope:
    """Facts of this event (`facts`), facts the case keeps, `law`, `case`, `event`, memory, `issued`, derived names."""
    status = procedure.statuses.get(case.status)
    given: dict[str, Any] = {
        "facts": facts,
        "law": Facts({name: value.value for name, value in case.values.items()}),
        "case": Facts(
            {
                "id": case.id,
                "regime": case.regime,
                "status": case.status,
                "opened_on": day_of(case.opened_at),
                "opened_at": local(case.opened_at),
            }
        ),
        "event": Facts({"id": event.id, "type": event.type, "at": local(event.at), "on": day_of(event.at)}),
        "towns": {name: {"kk": town.kk, "ru": town.ru} for name, town in procedure.towns.items()},
        "status": Words({"kk": status.kk, "ru": status.ru}) if status else None,
        "issued": _issued(case),
        **kept_facts(case, procedure),
        **typed_memory(case, procedure),
    }
    return Scope(given, procedure.names)


def kept_facts(case: Case, procedure: Procedure) -> dict[str, Any]:
    """The facts of earlier events that the case keeps, typed by the schema they came under."""
    out: dict[str, Any] = {}
    groups: dict[str, dict[str, Any]] = {
        event.keep_all.name: {} for event in procedure.events.values() if event.keep_all is not None
    }
    for name, (event_type, raw) in case.kept.items():
        schema = procedure.schemas[event_type]
        group, grouped, key = name.partition(":")
        if grouped:
            groups[group][key] = schema.typed(raw)
            continue
        whole = procedure.events[event_type].keep_as == name
        out[name] = schema.typed(raw) if whole else schema.typed_field(name, raw)
    return {**out, **{name: Facts(members) for name, members in groups.items()}}


def typed_memory(case: Case, procedure: Procedure) -> dict[str, Any]:
    """What the case remembers, each with the type that `memory` of the procedure gives it."""
    # a case from before the procedure remembered something has nothing of it yet
    return {
        name: _typed(each.type, case.memory.get(name, each.start), each.of) for name, each in procedure.memory.items()
    }


def _typed(kind: str, value: Any, of: Mapping[str, str]) -> Any:
    if value is None:
        return None
    if kind == "money":
        return Decimal(value).quantize(Decimal("0.01"))
    if kind == "date":
        return value if isinstance(value, date) else date.fromisoformat(value)
    if kind == "list" and of:
        return [Facts({name: _typed(field, each.get(name), {}) for name, field in of.items()}) for each in value]
    return list(value) if kind == "list" else value


def _issued(case: Case) -> Callable[[str], Facts]:
    def issued(kind: str) -> Facts:
        for document in reversed(case.issued):
            if document.kind == kind:
                return Facts({"kind": document.kind, "number": document.number, "date": document.date})
        raise ExpressionError(kind, _("the case has no such document yet"))

    return issued
