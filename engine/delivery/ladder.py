"""The ladder of media: on which rung a notice starts, and why rungs were passed over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..law.values import Person
from ..links import token_hash
from ..wording.document import Notice


@dataclass(frozen=True, slots=True)
class Rung:
    """Where a notice stands: the medium it goes by now (None where no rung holds), those that are left, the skipped."""

    medium: str | None
    channel: str
    rest: list[str]
    addresses: dict[str, str]
    skipped: list[str]
    token_hash: str | None = None


def addresses_of(person: Any, chat_of: Callable[[str], str | None] = lambda _iin: None) -> dict[str, str]:
    """Medium → address of a person; a medium for which nothing is known is absent.

    `chat_of` knows the chats that people linked themselves, by IIN; what the event tells goes before.
    """
    if not isinstance(person, Person) or person.contacts is None:
        return {}
    contacts = person.contacts
    found = {
        "sms": contacts.phone,
        "egov": person.iin if contacts.egov else None,
        "email": contacts.email,
        "telegram": contacts.telegram or (chat_of(person.iin) if person.iin else None),
    }
    return {medium: str(address) for medium, address in found.items() if address}


def first_rung(
    notice: Notice,
    names: Mapping[str, Any],
    channel_of: Callable[[str], str | None],
    chat_of: Callable[[str], str | None] = lambda _iin: None,
) -> Rung:
    """The first medium of the ladder for which the recipient has an address and we have text and a channel."""
    addresses = addresses_of(names[notice.to], chat_of) if notice.to in names else {}
    hashed = token_hash(notice.link.rsplit("/", 1)[-1]) if notice.link else None
    return climb(list(notice.ladder), addresses, notice.texts.as_json(), channel_of, [], hashed)


def climb(
    ladder: list[str],
    addresses: dict[str, str],
    texts: Mapping[str, Any],
    channel_of: Callable[[str], str | None],
    skipped: list[str],
    hashed: str | None = None,
) -> Rung:
    """The next rung that holds; what was passed over is said in `skipped`."""
    for position, medium in enumerate(ladder):
        channel = channel_of(medium)
        if medium not in addresses:
            skipped.append(f"{medium}: the recipient has no address")
        elif medium not in texts:
            skipped.append(f"{medium}: the wording has no text for it")
        elif channel is None:
            skipped.append(f"{medium}: no channel is set for it")
        else:
            return Rung(medium, channel, ladder[position + 1 :], addresses, skipped, hashed)
    return Rung(None, "", [], addresses, skipped, hashed)
