"""A sandbox's recipients that show each failure: the address says what comes back, and nothing leaves the house.

A telephone number +7 700 000 00NN, or an e-mail address or Telegram id whose name begins with the word before its `@`
or end, such as rejected@example.kz. Everything else is accepted by the sandbox's own channel.
"""

import re
from collections.abc import Mapping
from typing import Any

from ..ports import Capabilities, Channel, Desk, DispatchOrder, Hearing, Receipt, SendResult

RECIPIENTS = {  # the word, and the last two digits of the telephone number
    "rejected": "01",
    "transient": "02",
    "unknown": "03",
    "throttled": "04",
    "delivered": "05",
    "undeliverable": "06",
    "expired": "07",
    "read": "08",
    "contradictory": "09",
}
_PHONE = re.compile(r"\+770000000(\d\d)")
_WORD = re.compile(rf"({'|'.join(RECIPIENTS)})\b", re.IGNORECASE)
_TOLD: dict[str, tuple[Any, ...]] = {
    "delivered": ("delivered",),
    "undeliverable": ("undeliverable",),
    "expired": ("expired",),
    "read": ("delivered", "read"),
    "contradictory": ("delivered", "undeliverable"),
}


class Rehearsal:
    """Stands before a sandbox's channel and plays the failures."""

    def __init__(self, channel: Channel) -> None:
        self.inner = channel
        self.capabilities: Capabilities = channel.capabilities
        self._desk: Desk | None = None

    def listen(self, desk: Desk) -> None:
        self._desk = desk
        if isinstance(self.inner, Hearing):
            self.inner.listen(desk)

    def send(self, dispatch: DispatchOrder) -> SendResult:
        part = played(dispatch.address)
        if part is None:
            return self.inner.send(dispatch)
        reason = f"sandbox: this recipient shows `{part}`"
        if part == "rejected":
            return SendResult("rejected", reason)
        if part == "transient":
            return SendResult("transient", reason)
        if part == "unknown":
            return SendResult("unknown", reason)
        if part == "throttled" and dispatch.attempt == 1:
            return SendResult("transient", reason, retry_after=5)
        result = self.inner.send(dispatch)
        for state in _TOLD.get(part, ()):
            if self._desk is not None and result.status == "accepted":
                self._desk.receive(Receipt(state, reference=dispatch.reference, reason=reason))
        return result

    def close(self) -> None:
        close = getattr(self.inner, "close", None)
        if close is not None:
            close()


def played(address: str) -> str | None:
    """The failure an address stands for; None for an ordinary one."""
    digits: Mapping[str, str] = {number: word for word, number in RECIPIENTS.items()}
    phone = _PHONE.fullmatch(address)
    if phone is not None:
        return digits.get(phone[1])
    word = _WORD.match(address)
    return word[1].lower() if word is not None else None
