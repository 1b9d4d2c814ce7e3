"""The channels of an installation: found by their entry points, opened once, each with its policy and its desk."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from threading import RLock
from typing import Any

from ..errors import ContentError, Finding
from ..ledger.store import Store
from ..messages import _
from ..ports import Capabilities, Channel, ChannelTable, Clock, Closing, Hearing, Polling
from .desk import LedgerDesk
from .policy import Policy, split
from .rehearsal import Rehearsal

FALLBACK = "folder"  # where a sandbox writes what would have left the house


class Ways:
    """Channels by name. `sandbox`: whatever would leave the house is written into a folder instead.

    `folder`: where relative paths of the settings start.
    """

    def __init__(
        self,
        settings: Mapping[str, Mapping[str, Any]],
        store: Store,
        clock: Clock,
        channel_of: Callable[[str], str | None],
        *,
        sandbox: bool,
        folder: Path,
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._channel_of = channel_of
        self._sandbox = sandbox
        self._folder = folder
        self._channels: dict[str, Channel] = {}
        self._policies: dict[str, Policy] = {}
        self._lock = RLock()

    def channel(self, name: str) -> Channel:
        """Raises `ContentError` where there is no such channel or its settings cannot be used."""
        with self._lock:
            if name not in self._channels:
                channel = self._channels[name] = self._open(name)
                if isinstance(channel, Hearing):
                    channel.listen(self.desk(name))
            return self._channels[name]

    def policy(self, name: str) -> Policy:
        """How the ledger treats the channel; what a channel can do may follow from its settings, so it is opened."""
        if name not in self._policies:
            channel = self.channel(name)
            ours, _own = split(self._settings.get(name, {}))
            try:
                self._policies[name] = Policy.of(channel.capabilities, ours)
            except ValueError as error:
                raise _unusable(name, str(error)) from None
        return self._policies[name]

    def desk(self, name: str) -> LedgerDesk:
        """Where the channel's receipts go."""
        return LedgerDesk(self._store, name, self._clock, self.policy(name), self._channel_of)

    def asked(self, names: Iterable[str]) -> list[str]:
        """Those of the channels that must be asked for what they hear, opened.

        One that cannot be used is passed over here; it is told of as soon as something is to be sent by it.
        """
        found = []
        for name in names:
            with suppress(ContentError):
                if hasattr(_found(self._serving(name)), "poll") and isinstance(self.channel(name), Polling):
                    found.append(name)
        return found

    def close(self) -> None:
        for channel in self._channels.values():
            if isinstance(channel, Closing):
                channel.close()
        self._channels.clear()

    def _serving(self, name: str) -> str:
        """The channel that really serves: in a sandbox, a folder for whatever would leave the house."""
        capabilities: Capabilities | None = getattr(_found(name), "capabilities", None)  # some know them once opened
        stays = capabilities is not None and capabilities.stays
        return FALLBACK if self._sandbox and not stays else name

    def _open(self, name: str) -> Channel:
        own = self._serving(name)
        _ours, settings = split(self._settings.get(own, {}))
        try:
            channel: Channel = _found(own)(ChannelTable(settings, self._folder))
        except KeyError as error:
            raise _unusable(own, f"{error.args[0]!r}") from None
        except (ValueError, TypeError) as error:
            raise _unusable(own, str(error)) from None
        return Rehearsal(channel) if self._sandbox else channel


@cache
def _found(name: str) -> Any:
    found = entry_points(group="qauly.channels", name=name)
    if not found:
        missing = _("there is no channel named {name}.", name=name)
        known = ", ".join(sorted(each.name for each in entry_points(group="qauly.channels")))
        raise ContentError(Finding("qauly.toml", 0, "F-004", missing, _("Write one of: {values}.", values=known)))
    return next(iter(found)).load()


def _unusable(name: str, reason: str) -> ContentError:
    wrong = _("the settings of the channel {name} cannot be used: {reason}.", name=name, reason=reason)
    fix = _("Correct [channels.{name}], or what it takes from the environment; README.md lists both.", name=name)
    return ContentError(Finding("qauly.toml", 0, "F-005", wrong, fix))
