"""How the ledger treats a channel: options that stand in `[channels.<name>]` beside the channel's own.

`rate`            messages a second, over all workers together (default: what the channel says of itself)
`receipt_within`  minutes after which a missing receipt sends the notice on its ladder's next rung (default: 24 hours)
`unknown_within`  minutes for which an unknown outcome is waited for before the next rung (default: 60)
`receipts`        "all" parts must be told delivered, or the "first" is enough (some operators tell no more)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from ..ports import Capabilities

OPTIONS = ("rate", "receipt_within", "unknown_within", "receipts")
RECEIPT_WITHIN = timedelta(hours=24)
UNKNOWN_WITHIN = timedelta(minutes=60)
PAUSES = (1, 5, 15, 60, 180, 360)  # minutes before the next try of what failed for a while
BREAKS_AT = 5  # failures in a row that open the circuit
BREAKS = (1, 2, 5, 15)  # minutes for which it stays open, the first time and after each trial that failed
SLOWEST = 1 / 64  # of its rate, for a channel that is told again and again to slow down


@dataclass(frozen=True, slots=True)
class Policy:
    """What the ledger keeps to with one channel."""

    capabilities: Capabilities
    rate: float | None = None
    receipt_within: timedelta = RECEIPT_WITHIN
    unknown_within: timedelta = UNKNOWN_WITHIN
    receipts: Literal["all", "first"] = "all"

    @classmethod
    def of(cls, capabilities: Capabilities, settings: Mapping[str, Any]) -> "Policy":
        """Raises ValueError that names the option that is wrong."""
        known: Literal["all", "first"] = "all"
        if "receipts" in settings:
            if settings["receipts"] not in ("all", "first"):
                raise ValueError(f'receipts: {settings["receipts"]!r} is neither "all" nor "first"')
            known = settings["receipts"]
        return cls(
            capabilities,
            _number(settings, "rate", capabilities.rate),
            _minutes(settings, "receipt_within", RECEIPT_WITHIN),
            _minutes(settings, "unknown_within", UNKNOWN_WITHIN),
            known,
        )

    def hears(self, medium: str) -> bool:
        """Whether a receipt that does not come sends a notice on."""
        return self.capabilities.receipts and medium not in self.capabilities.silent


def split(settings: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The ledger's options of a channel, and the channel's own settings."""
    ours = {name: value for name, value in settings.items() if name in OPTIONS}
    return ours, {name: value for name, value in settings.items() if name not in OPTIONS}


def _minutes(settings: Mapping[str, Any], name: str, default: timedelta) -> timedelta:
    minutes = _number(settings, name, None)
    return default if minutes is None else timedelta(minutes=minutes)


def _number(settings: Mapping[str, Any], name: str, default: float | None) -> float | None:
    value = settings.get(name, default)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise ValueError(f"{name}: {value!r} is not a number above zero")
    return float(value)
