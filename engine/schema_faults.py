"""What a schema finds wrong with a value, in words of the program: pydantic's own sentences are English only."""

from collections.abc import Mapping
from typing import Any

from .messages import Message, _


def told(fault: Mapping[str, Any], where: str) -> tuple[Message, Message | None]:
    """The sentence for one of pydantic's faults at `where`, and the fix.

    A validator of ours raises `ValueError(message, fix, path)` of messages; fix and path may be left out.
    """
    kind, context = str(fault["type"]), fault.get("ctx") or {}
    name = where.rpartition(".")[2]
    if name == "[key]":  # so pydantic says that a name, not its value, is at fault
        kind = "invalid_key" if kind == "string_type" else kind
    if kind == "missing":
        return _("`{where}` is missing.", where=where), _("Write `{name}: …` here.", name=name)
    if kind == "extra_forbidden":
        return _("`{where}` is not a key of this file.", where=where), _("Take it out, or correct its name.")
    if kind == "literal_error":
        return (
            _("`{where}` is none of the values that may stand here.", where=where),
            _(
                "Write one of: {values}.",
                values=str(context.get("expected", "")).replace(" or ", ", ").replace("'", ""),
            ),
        )
    cause = context.get("error")
    if isinstance(cause, ValueError) and cause.args:  # a Message, or plain words of a channel's own settings
        own, fix = (*cause.args, None)[:2]
        return _("`{where}`: {problem}.", where=where or "–", problem=own), fix or _("Correct the value.")
    for start, message, remedy in _KINDS:
        if kind.startswith(start):
            return Message(message.msgid, {"where": where}), remedy
    return _("`{where}` cannot be taken as it stands.", where=where), _("Copy it from another entry of this file.")


def within(fault: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Where below the faulty value the fault lies, as a validator of ours knows it."""
    cause = (fault.get("ctx") or {}).get("error")
    return cause.args[2] if isinstance(cause, ValueError) and len(cause.args) > 2 else ()


_KINDS: tuple[tuple[str, Message, Message], ...] = (
    ("invalid_key", _("a name before a colon is empty, or no text."), _("Write the name, or take the line out.")),
    ("date", _("`{where}` is no date."), _("Write it as 2024-01-18.")),
    ("string_too_short", _("`{where}` is empty."), _("Write its text.")),
    ("too_short", _("`{where}` is empty."), _("Write at least one entry.")),
    ("string_pattern", _("`{where}` does not have the right form."), _("Copy it from another entry of this file.")),
    ("string", _("`{where}` must be text."), _("Put it in quotes.")),
    ("int", _("`{where}` must be a whole number."), _("Write it without a point and without quotes.")),
    ("bool", _("`{where}` must be true or false."), _("Write true or false, without quotes.")),
    ("tuple", _("`{where}` must be a list."), _("Write [ … ], or one line with a dash for each entry.")),
    ("list", _("`{where}` must be a list."), _("Write [ … ], or one line with a dash for each entry.")),
    ("dict", _("`{where}` must be a mapping of names to values."), _("Write lines such as `status: draft`.")),
    ("model", _("`{where}` must be a mapping of names to values."), _("Write lines such as `status: draft`.")),
)
