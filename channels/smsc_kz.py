"""SMS through the HTTP gateway of smsc.kz: an id of our own making, a status that is read again before it is believed.

A call from the gateway is not signed: the secret word in its path says that it may come from there, and the status
that counts is the one the gateway tells when it is asked.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ..engine.ports import Callback, DispatchOrder, Receipt, ReceiptState, SendResult, Waiting
from .common.asking import ask_each
from .common.http_call import NoAnswer, NotReached
from .common.http_sms import HttpSms, HttpSmsSettings, minutes_left, raw
from .common.text_message import cost, digits

PASSWORD = "QAULY_SMSC_KZ_PASSWORD"
CALLBACK_SECRET = "QAULY_SMSC_KZ_CALLBACK_SECRET"
NOT_FOUND = -3
STATES: dict[int, ReceiptState] = {
    -2: "rejected",  # stopped
    -1: "accepted",  # waits
    0: "accepted",  # handed to the operator
    1: "delivered",
    2: "read",
    3: "expired",
    4: "read",  # the link in it was opened
    20: "undeliverable",
    22: "undeliverable",  # wrong number
    23: "rejected",  # forbidden
    24: "rejected",  # no funds
    25: "undeliverable",  # the number cannot be reached
}


class SmscKzSettings(HttpSmsSettings):
    """From the environment: QAULY_SMSC_KZ_PASSWORD; QAULY_SMSC_KZ_CALLBACK_SECRET, the word in the path of calls.

    `price` counts where the gateway does not tell its own.
    """

    base_url: str = "https://smsc.kz"
    login: str
    callback_peers: tuple[str, ...] = ()  # addresses that calls may come from; none: any


class SmscKz(HttpSms):
    """Settings: `SmscKzSettings`."""

    name, send_path, code_word = "smsc_kz", "sys/send.php", "error"
    halting = (2, 3, 4)  # login or address not allowed, no funds, address blocked
    refused = (1, 5, 6, 7, 8)
    too_often = 9
    settings: SmscKzSettings

    def resolve(self, dispatch: DispatchOrder) -> SendResult | None:
        """The id is ours, so it is known also of what was never answered."""
        try:
            number = digits(dispatch.address)
            told = self._status(number, str(own_id(dispatch.reference)))
        except (ValueError, NotReached, NoAnswer):
            return None
        name = f"{number}:{own_id(dispatch.reference)}"
        status = _number(told.get("status"))
        if status == NOT_FOUND:
            return SendResult("transient", "the gateway does not know it", evidence=raw(told))
        if status not in STATES:
            return None
        state = STATES[status]
        return SendResult("delivered" if state in ("delivered", "read") else "accepted", "", name, raw(told))

    def poll(self, waiting: Sequence[Waiting]) -> Iterable[Receipt]:
        """Asks for each. Raises `ChannelError` (transient) where the gateway cannot be asked now."""
        names = [name for each in waiting for name in each.provider_ids]
        for name, told in ask_each(self.name, names, self._status_of):
            receipt = _receipt(name, told)
            if receipt is not None and receipt.state != "accepted":
                yield receipt

    def parse_receipt(self, call: Callback) -> Sequence[Receipt]:
        told = {**call.query, **call.form}
        secret = os.environ.get(CALLBACK_SECRET, "")
        known = bool(secret) and hmac.compare_digest(call.path.rstrip("/").rpartition("/")[2].encode(), secret.encode())
        allowed = not self.settings.callback_peers or call.peer in self.settings.callback_peers
        own, number = told.get("id", ""), told.get("phone", "").lstrip("+")
        evidence = {"peer": call.peer, "method": call.method, "id": own}
        if not (known and allowed and own.isdigit() and number.isdigit()):
            raise self._forged(**evidence)
        confirmed = self._confirmed(lambda: self._status(number, own))
        if _number(confirmed.get("status")) == NOT_FOUND:
            raise self._forged(**evidence)
        receipt = _receipt(f"{number}:{own}", confirmed)
        return [receipt] if receipt is not None else []

    def _read(self, settings: Mapping[str, Any]) -> SmscKzSettings:
        return SmscKzSettings.read(self.name, settings)

    def _account(self) -> Mapping[str, str]:
        return {"login": self.settings.login, "psw": os.environ.get(PASSWORD, ""), "fmt": "3"}

    def _form(self, dispatch: DispatchOrder, number: str, text: str) -> Mapping[str, str]:
        minutes = minutes_left(dispatch.expires)
        return {
            "phones": number,
            "mes": text,
            "charset": "utf-8",  # by default it takes windows-1251, which has no Kazakh letters
            "id": str(own_id(dispatch.reference)),
            "cost": "3",
            **({"sender": self.settings.sender} if self.settings.sender else {}),
            **({"valid": str(min(24, max(1, minutes // 60)))} if minutes is not None else {}),
        }

    def _answered(self, dispatch: DispatchOrder, number: str, text: str, told: dict[str, Any]) -> SendResult:
        if "error" in told or "error_code" in told:
            return self._refusal(_number(told.get("error_code")), told.get("error", ""), told)
        if "id" not in told:
            return SendResult("unknown", "an answer without an id", evidence=raw(told))
        paid = {} if "cost" in told else {"cost": cost(int(told.get("cnt", 1)), self.settings.price)}
        name = f"{number}:{own_id(dispatch.reference)}"
        return SendResult("accepted", provider_id=name, evidence=raw({**told, **paid}))

    def _call(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        told = super()._call(path, form)
        told.pop("message", None)  # the text, which need not stand in evidence a second time
        return told

    def _status_of(self, name: str) -> dict[str, Any]:
        number, _colon, own = name.partition(":")
        return self._status(number, own)

    def _status(self, number: str, own: str) -> dict[str, Any]:
        """Raises `NotReached` also where the gateway answers nobody, or nobody of ours."""
        told = self._call("sys/status.php", {"phone": number, "id": own, "all": "1", "charset": "utf-8"})
        code = _number(told.get("error_code"))
        if code == self.too_often or code in self.halting:
            raise NotReached(f"error {code}")
        return told


def own_id(reference: str) -> int:
    """A number from 1 to 2147483647 that follows from the reference; with the telephone number it names a message."""
    return int.from_bytes(hashlib.sha256(reference.encode()).digest()[:8], "big") % 2147483647 + 1


def _receipt(name: str, told: Mapping[str, Any]) -> Receipt | None:
    status = _number(told.get("status"))
    if status not in STATES:
        return None
    happened = _number(told.get("last_timestamp"))
    at = datetime.fromtimestamp(happened, UTC) if happened and happened > 0 else None
    reason = f"status {status}" if STATES[status] not in ("accepted", "delivered", "read") else ""
    return Receipt(STATES[status], (name,), at=at, reason=reason, evidence=raw(told))


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
