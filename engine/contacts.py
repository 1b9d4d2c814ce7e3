"""Whose phone is not told is looked up, once, before anything is decided."""

import copy
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from .config import Config
from .errors import CallerError, ContentError, Finding
from .law.procedure import Procedure
from .messages import _
from .model import Event
from .ports import Channel, ContactDirectory


@runtime_checkable
class LooksUp(Protocol):
    """A channel behind which contacts can be looked up."""

    def directory(self, profile: str) -> ContactDirectory:
        """Raises ValueError or `ContentError` for a profile that cannot be used."""
        ...


def open_directory(config: Config, channel: Callable[[str], Channel]) -> ContactDirectory | None:
    """The directory that qauly.toml names, if any; a sandbox asks nobody outside of the house.

    Raises `ContentError` where it cannot be used.
    """
    settings = config.directory
    if settings is None or config.mode == "sandbox":
        return None
    found = channel(settings.channel)
    if not isinstance(found, LooksUp):
        raise ContentError(
            Finding(
                "qauly.toml",
                0,
                "F-022",
                _("the channel {name} looks up no contacts.", name=settings.channel),
                _("Name a channel that does, such as egov, or take [directory] out."),
            )
        )
    try:
        return found.directory(settings.profile)
    except ValueError as error:
        problem = _("`{key}`: {problem}.", key="directory.profile", problem=str(error).rstrip("."))
        fix = _("Name a contract profile that the channel can read.")
        raise ContentError(Finding("qauly.toml", 0, "F-022", problem, fix)) from None


def with_phone(event: Event, procedure: Procedure, directory: ContactDirectory | None) -> Event:
    """The event with `contacts.phone` of the person its type names; null means "asked, none".

    Raises `CallerError` where the key is absent and there is no directory to ask.
    """
    spec = procedure.events.get(event.type)
    person = event.facts.get(spec.ask_phone) if spec and spec.ask_phone else None
    if not isinstance(person, dict) or not _lacks_phone(person):
        return event
    assert spec is not None and spec.ask_phone is not None
    if directory is None or not isinstance(person.get("iin"), str):
        raise CallerError(
            _("is missing."),
            field=f"facts.{spec.ask_phone}.contacts.phone",
            fix=_("Give the number, or null where none is known, or open the engine with a directory of contacts."),
        )
    facts = copy.deepcopy(event.facts)
    facts[spec.ask_phone].setdefault("contacts", {})["phone"] = directory.phone(person["iin"])
    return event.model_copy(update={"facts": facts})


def _lacks_phone(person: dict[str, Any]) -> bool:
    contacts = person.get("contacts", {})
    return isinstance(contacts, dict) and "phone" not in contacts
