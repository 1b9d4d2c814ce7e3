"""What is wrong with a JSON text that another system sent, in words of the program, with how to mend it."""

import json
from collections.abc import Mapping
from typing import Any

from .errors import CallerError
from .messages import Message, _

_ONE_OBJECT = _("Write one JSON object a line.")
_TIME = _("Write the time with its offset, for instance 2024-01-18T10:15:00+06:00.")
_AROUND = 20  # letters of the text shown from the fault on


def read_json(text: str | bytes) -> Any:
    """The value of one JSON text; raises `CallerError` that says from where on it cannot be read."""
    try:
        text = text.decode("utf-8") if isinstance(text, bytes) else text
        value = json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise CallerError(
            _("is not UTF-8 text: byte {position} is {byte}.",
              position=error.start + 1, byte=f"0x{error.object[error.start]:02X}"),
            field="event",
            fix=_("Save the file as UTF-8."),
        ) from None  # fmt: skip
    except RecursionError:
        raise deep() from None
    except json.JSONDecodeError as error:
        raise CallerError(_no_json(error), field="event", fix=_ONE_OBJECT) from None
    except ValueError as error:
        message, fix = _own(error) or (_("holds a number that is too long."), _("Write amounts as text in quotes."))
        raise CallerError(message, field="event", fix=fix) from None
    if too_deep(value):
        raise deep()
    return value


def deep() -> CallerError:
    """JSON that is nested deeper than anybody's facts are."""
    return CallerError(
        _("is nested too deeply."), field="event", fix=_("Send the facts that the event's type asks for.")
    )


def too_deep(value: Any, most: int = 64) -> bool:
    """Whether JSON is nested deeper than anybody's facts are."""
    level = [value]
    for _depth in range(most):
        level = [
            item
            for each in level
            if isinstance(each, dict | list)
            for item in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def caller_error(fault: Mapping[str, Any]) -> CallerError:
    """One fault of pydantic as the refusal of a field.

    A validator of ours raises `ValueError(message, fix)` of messages.
    """
    field = ".".join(str(part) for part in fault["loc"]) or "event"
    kind, context = str(fault["type"]), fault.get("ctx") or {}
    message, fix = _own(context.get("error")) or next(
        (told for start, told in _REMEDIES if kind.startswith(start)),
        (_("is wrong: {error}.", error=fault["msg"]), _("Correct the value.")),
    )
    limit = {"limit": context["max_length"]} if kind == "string_too_long" else {}
    return CallerError(Message(message.msgid, {**message.values, **limit}), field=field, fix=fix)


def _own(error: object) -> tuple[Message, Message] | None:
    if isinstance(error, ValueError) and len(error.args) > 1 and isinstance(error.args[0], Message):
        return error.args[0], error.args[1]
    return None


def _no_json(error: json.JSONDecodeError) -> Message:
    rest = " ".join(error.doc[error.pos : error.pos + _AROUND].split())
    if not rest:
        return _("is not JSON: it ends too early, after so many characters: {count}.", count=error.pos)
    return _("is not JSON from character {position} on: «{rest}».", position=error.pos + 1, rest=rest)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        twins = sorted({key for key, _value in pairs if sum(key == other for other, _ in pairs) > 1})
        raise ValueError(_("has the name {name} twice in one object.", name=twins[0]), _("Keep one of the two."))
    return out


def _no_constant(name: str) -> Any:
    raise ValueError(_("holds {name}, which is no number in JSON.", name=name), _("Write amounts as text in quotes."))


# the beginning of pydantic's name for the fault -> what is wrong, and the fix
_REMEDIES: tuple[tuple[str, tuple[Message, Message]], ...] = (
    ("missing", (_("is missing."), _("Add the field."))),
    ("extra_forbidden", (_("is not a field of an event."), _("Remove it, or correct its name."))),
    ("timezone_aware", (_("has no offset from UTC."), _TIME)),
    ("datetime", (_("is no date and time."), _TIME)),
    ("string_type", (_("must be text."), _("Write it in quotes."))),
    ("string_too_short", (_("is left empty."), _("Give it a value."))),
    ("string_too_long", (_("is longer than {limit} characters."), _("Shorten it."))),
    ("dict_type", (_("is not a JSON object."), _("Write names with their values, in curly brackets."))),
    ("model", (_("is not a JSON object."), _ONE_OBJECT)),
)
