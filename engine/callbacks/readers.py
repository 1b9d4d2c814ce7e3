"""Who is called back: the readers of the settings, each with its secret and its place in what happened."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import Column, Connection, func, insert, select

from ..config import FILE, CallbackSettings
from ..errors import ContentError, Finding
from ..ledger import tables as t
from ..ledger.feed import last_position
from ..ledger.store import Store
from ..messages import Message, _


@dataclass(frozen=True, slots=True)
class Reader:
    """A case system that wants to hear; `events` are patterns of types such as outcome.* or notice.delivered."""

    name: str
    url: str
    events: tuple[str, ...]
    secret: bytes
    days: int  # for so long a call is tried

    def wants(self, kind: str) -> bool:
        return any(fnmatchcase(kind, pattern) for pattern in self.events)

    @property
    def at_home(self) -> bool:
        """Whether the address is this machine's own: that is all a sandbox calls."""
        return is_loopback(self.url)


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def readers_of(settings: Sequence[CallbackSettings], environment: Mapping[str, str] = os.environ) -> tuple[Reader, ...]:
    """Raises `ContentError` for a secret that is not in the environment and for an address that anybody can read."""
    found = []
    for each in settings:
        variable = f"QAULY_CALLBACK_{each.name.upper().replace('-', '_')}_SECRET"
        secret = environment.get(variable, "")
        if not secret:
            raise _wrong(_("the call-back {name} needs {variable} in the environment.",
                           name=each.name, variable=variable),
                         _("Agree on a secret with the reader and set it there."))  # fmt: skip
        if not each.url.startswith("https://") and not is_loopback(each.url):
            raise _wrong(_("the call-back {name} must go to an https address: it carries personal data.",
                           name=each.name),
                         _("Write an address that begins with https://."))  # fmt: skip
        found.append(Reader(each.name, each.url, each.events, secret.encode(), each.days))
    names = [reader.name for reader in found]
    for name in names:
        if names.count(name) > 1:
            raise _wrong(_("two call-backs are named {name}.", name=name), _("Give each a name of its own."))
    return tuple(found)


def register(store: Store, readers: Sequence[Reader]) -> None:
    """A new reader hears all that is committed from now on; one that is known goes on from where it was."""
    if not readers:
        return
    with store.reading() as connection:
        known = set(connection.scalars(select(t.callback_reader.c.name)))
    if all(reader.name in known for reader in readers):
        return
    with store.writing() as connection:
        # nothing may be committed between reading the ends and writing them down
        connection.execute(select(t.chain.c.head).order_by(t.chain.c.id).with_for_update()).all()
        ends = {
            "feed": last_position(connection),
            "attempt": _last(connection, t.attempt.c.id),
            "receipt": _last(connection, t.receipt.c.id),
        }
        known = set(connection.scalars(select(t.callback_reader.c.name)))
        for reader in readers:
            if reader.name not in known:
                row = {"name": reader.name, **ends, "failures": 0, "paused_until": "", "halted": ""}
                connection.execute(insert(t.callback_reader).values(**row))


def _last(connection: Connection, column: Column[int]) -> int:
    return connection.execute(select(func.max(column))).scalar() or 0


def _wrong(message: Message, fix: Message) -> ContentError:
    return ContentError(Finding(FILE, 0, "F-008", message, fix))
