"""What JSON Schema finds wrong with the facts of an event, in words of the program, with how to mend it."""

from collections.abc import Mapping
from typing import Any

from jsonschema.exceptions import ValidationError

from ..errors import CallerError
from ..messages import Message, _
from .damaged import Damaged

FORMAT_TROUBLE: Mapping[str, tuple[Message, Message]] = {
    "money": (
        _("is not an amount of tenge."),
        _('Write a positive amount below 10^12 as text with at most two decimals, for instance "36920.00".'),
    ),
    "iin": (_("is not a valid IIN."), _("Check its twelve digits: birth date, century and check digit.")),
    "phone": (_("is not a phone number."), _("Write it as +77011234567, or null where there is none.")),
    "email": (_("is not an e-mail address."), _("Correct it, or write null where there is none.")),
    "date": (_("is not a date."), _("Write it as 2024-01-18.")),
    "day": (
        _("is neither a date nor a moment with its offset from UTC."),
        _("Write it as 2024-01-18, or as 2024-01-18T10:15:00+06:00."),
    ),
    "offset-date-time": (
        _("is not a moment with its offset from UTC."),
        _("Write it as 2024-01-18T10:15:00+06:00."),
    ),
}


_TYPES: Mapping[str, Message] = {
    "string": _("text in quotes"),
    "object": _("names with their values, in curly brackets"),
    "array": _("a list in square brackets"),
    "boolean": _("true or false, without quotes"),
    "integer": _("a whole number, without quotes"),
    "number": _("a number, without quotes"),
}


def deepest(error: ValidationError) -> ValidationError:
    """The fault behind a fault: of several forms that a value may have, the one it comes nearest to."""
    while error.context:
        error = max(error.context, key=lambda each: len(each.absolute_path))
    return error


def caller_error(error: ValidationError) -> CallerError:
    """One fault of the facts as the refusal of a field."""
    field = ".".join(["facts", *(str(part) for part in error.absolute_path)])
    value: Any = error.instance
    schema: Any = error.schema
    wanted: Any = error.validator_value
    if error.validator == "required":
        field = f"{field}.{next(name for name in wanted if name not in value)}"
    elif error.validator == "additionalProperties":
        field = f"{field}.{next(name for name in value if name not in schema.get('properties', {}))}"
    if isinstance(error.cause, Damaged):
        return CallerError(error.cause.problem, field=field, fix=error.cause.fix)
    message, fix = _told(str(error.validator), wanted, schema)
    return CallerError(message, field=field, fix=fix)


def _told(rule: str, wanted: Any, schema: Any) -> tuple[Message, Message]:
    match rule:
        case "required":
            return _("is missing."), _("Add the field.")
        case "additionalProperties":
            known = ", ".join(schema.get("properties", {})) or "–"
            fix = _("Remove it, or correct its name; known here: {known}.", known=known)
            return _("is not a fact of this event."), fix
        case "format" if wanted in FORMAT_TROUBLE:
            return FORMAT_TROUBLE[wanted]
        case "enum" | "const":
            allowed = wanted if rule == "enum" else [wanted]
            shown = ", ".join("null" if each is None else str(each) for each in allowed)
            return _("is none of the allowed values."), _("Write one of: {values}.", values=shown)
        case "minLength":
            return _("is left empty."), _("Give it a value.")
        case "maxLength":
            return _("is longer than {limit} characters.", limit=wanted), _("Shorten it.")
        case "minItems":
            return _("has no entries."), _("Write at least one entry.")
        case "type":
            return _("has the wrong type."), _right_type(wanted if isinstance(wanted, list) else [wanted])
        case "pattern":
            examples = ", ".join(str(each) for each in schema.get("examples", ())) or wanted
            return _("does not have the right form."), _("Write it like this: {examples}.", examples=examples)
    return _("breaks the rule {rule}: {wanted}.", rule=rule, wanted=wanted), _("Correct the value.")


def _right_type(types: list[str]) -> Message:
    kinds = [_TYPES[name] for name in types if name != "null"]
    nullable = len(kinds) < len(types)
    if len(kinds) > 1:
        either = {"kind": kinds[0], "other": kinds[1]}
        return _("Write {kind} or {other}, or null.", **either) if nullable else _("Write {kind} or {other}.", **either)
    return _("Write {kind}, or null.", kind=kinds[0]) if nullable else _("Write {kind}.", kind=kinds[0])
