"""Wrong use of the command line in the language that was asked for: typer's own sentences are English only."""

import re
from collections.abc import Sequence
from typing import Any

from ..messages import UI_LANGUAGES, Message, _
from .options import ui_language

_COMMAND = re.compile(r"No such command '(.*)'")
_CHOICES = re.compile(r"is not one of (.+?)\.?$")


def told(error: Exception, arguments: Sequence[str]) -> str:
    """One line: the command, what is wrong, where its help stands."""
    lang = _asked(arguments)
    command = getattr(getattr(error, "ctx", None), "command_path", "qauly")
    parts = _parts(error)
    if lang == "en" or parts is None:
        said = str(getattr(error, "format_message", lambda: error)())
    else:
        said = " ".join(part.text(lang) for part in parts)
    return " ".join(f"{command}: {said} ({command} --help)".split())


def _asked(arguments: Sequence[str]) -> str:
    """The language of --ui, wherever it stands; another than ours is what may be wrong, so it is passed over."""
    for index, each in enumerate(arguments):
        value = each.removeprefix("--ui=") if each.startswith("--ui=") else ""
        if each == "--ui" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in UI_LANGUAGES:
            return value
    return ui_language(None)


def _parts(error: Any) -> tuple[Message, ...] | None:
    kind, words = type(error).__name__, str(getattr(error, "message", "") or "")
    if kind == "NoSuchOption":
        return (_("there is no option {name}.", name=error.option_name),)
    if kind == "MissingParameter" and error.param is not None:
        return (_("{name} is missing.", name=_name(error.param)),)
    if kind == "BadParameter" and error.param is not None:
        wrong = _("the value of {name} cannot be used.", name=_name(error.param))
        choices = _CHOICES.search(words)
        return (wrong, _("Write one of: {values}.", values=choices[1].replace("'", ""))) if choices else (wrong,)
    if command := _COMMAND.search(words):
        return (_("there is no command {name}.", name=command[1]),)
    return None


def _name(param: Any) -> str:
    options = [each for each in param.opts if each.startswith("--")]
    return options[0] if options else str(param.metavar or param.name).upper()
