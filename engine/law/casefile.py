"""A case as JSON for the ledger, and back."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .decision import Case, Issued, LegalValue, Timer
from .library import Law
from .terms import Term
from .values import as_json


def dump(case: Case) -> dict[str, Any]:
    """JSON values only; `load` gives the same case back."""
    return {
        "id": case.id,
        "procedure": case.procedure,
        "regime": case.regime,
        "status": case.status,
        "opened_at": case.opened_at.isoformat(),
        "last_at": case.last_at.isoformat(),
        "values": {name: _dump_value(value) for name, value in case.values.items()},
        "kept": {name: [event_type, _plain(raw)] for name, (event_type, raw) in case.kept.items()},
        "memory": dict(case.memory),
        "issued": [{**asdict(each), "date": each.date.isoformat()} for each in case.issued],
        "timers": [{"type": timer.type, "at": timer.at.isoformat()} for timer in case.timers],
    }


def load(data: dict[str, Any], law: Law) -> Case:
    """The case of a dump; terms count in the calendar of `law`."""
    return Case(
        id=data["id"],
        procedure=data["procedure"],
        regime=data["regime"],
        status=data["status"],
        opened_at=datetime.fromisoformat(data["opened_at"]),
        last_at=datetime.fromisoformat(data["last_at"]),
        values={name: _load_value(value, law) for name, value in data["values"].items()},
        kept={name: (event_type, raw) for name, (event_type, raw) in data["kept"].items()},
        memory=data["memory"],
        issued=tuple(Issued(each["kind"], each["number"], date.fromisoformat(each["date"])) for each in data["issued"]),
        timers=tuple(Timer(each["type"], datetime.fromisoformat(each["at"])) for each in data["timers"]),
    )


def _dump_value(value: LegalValue) -> dict[str, Any]:
    plain: Any = as_json(value.value)
    if isinstance(value.value, Term):
        term = value.value
        plain = {"days": term.days, "kind": term.kind, "first_day": term.first_day, "shift": term.shift_on_holiday}
    elif isinstance(value.value, Decimal):
        plain = {"decimal": str(value.value)}
    elif isinstance(value.value, date):
        plain = {"date": value.value.isoformat()}
    return {
        "name": value.name,
        "value": plain,
        "unit": value.unit,
        "start": value.start.isoformat(),
        "source": value.source,
        "checked": value.checked,
    }


def _load_value(data: dict[str, Any], law: Law) -> LegalValue:
    value = data["value"]
    if isinstance(value, dict) and "days" in value:
        value = law.bound(Term(value["days"], value["kind"], value["first_day"], value["shift"]))
    elif isinstance(value, dict) and "date" in value:
        value = date.fromisoformat(value["date"])
    elif isinstance(value, dict):
        value = Decimal(value["decimal"])
    elif isinstance(value, list):
        value = tuple(value)
    return LegalValue(
        data["name"], value, data["unit"], date.fromisoformat(data["start"]), data["source"], data["checked"]
    )


def _plain(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {key: _plain(value) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [_plain(value) for value in raw]
    return str(raw) if isinstance(raw, Decimal) else raw
