"""SMS through the HTTP gateway of smsc.kz: an id of our own making, a status that is read again before it is believed.

A call from the gateway is not signed: the secret word in its path says that it may come from there, and the status
that counts is the one the gateway tells when it is asked.
"""

import hashlib
import hmac
import json
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field

from ..engine.errors import ChannelError
from ..engine.messages import _
from ..engine.ports import Callback, Capabilities, DispatchOrder, Receipt, ReceiptState, SendResult, Waiting
from .common.http_gateway import Gateway, NoAnswer, NotReached, failed
from .common.settings import ChannelSettings, Price
from .common.text_message import Script, both, cost, digits

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
HALTING = (2, 3, 4)  # login or address not allowed, no funds, address blocked
REFUSED = (1, 5, 6, 7, 8)
TOO_OFTEN = 9


class SmscKzSettings(ChannelSettings):
    """From the environment: QAULY_SMSC_KZ_PASSWORD; QAULY_SMSC_KZ_CALLBACK_SECRET, the word in the path of calls."""

    base_url: str = "https://smsc.kz"
    login: str
    sender: str = ""
    timeout: Annotated[float, Field(gt=0)] = 30.0
    pause: Annotated[float, Field(ge=0)] = 60.0  # how long nothing goes after "too many requests"
    callback_peers: tuple[str, ...] = ()  # addresses that calls may come from; none: any
    script: Script = "cyrillic"
    price: Price | None = None  # tenge a part, where the gateway does not tell its own


class SmscKz:
    """Settings: `SmscKzSettings`."""

    capabilities = Capabilities(("sms",), resend_is_safe=False, receipts=True)

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = SmscKzSettings.read("smsc_kz", settings)
        self._gateway = Gateway(self.settings.base_url, self.settings.timeout)

    def send(self, dispatch: DispatchOrder) -> SendResult:
        try:
            number, text = digits(dispatch.address), both(dispatch.body, self.settings.script)
        except ValueError as error:
            return SendResult("rejected", str(error))
        form = {
            "phones": number,
            "mes": text,
            "charset": "utf-8",  # by default it takes windows-1251, which has no Kazakh letters
            "id": str(own_id(dispatch.reference)),
            "cost": "3",
            **({"sender": self.settings.sender} if self.settings.sender else {}),
            **_validity(dispatch.expires),
        }
        try:
            told = self._call("sys/send.php", form)
        except (NotReached, NoAnswer) as error:
            return failed(error)
        if "error" in told or "error_code" in told:
            return self._refused(told)
        if "id" not in told:
            return SendResult("unknown", "an answer without an id", evidence=_raw(told))
        paid = {} if "cost" in told else {"cost": cost(int(told.get("cnt", 1)), self.settings.price)}
        return SendResult("accepted", provider_id=f"{number}:{form['id']}", evidence=_raw({**told, **paid}))

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
            return SendResult("transient", "the gateway does not know it", evidence=_raw(told))
        if status not in STATES:
            return None
        state = STATES[status]
        went: SendResult = SendResult(
            "delivered" if state in ("delivered", "read") else "accepted", "", name, _raw(told)
        )
        return went

    def poll(self, waiting: Sequence[Waiting]) -> Iterable[Receipt]:
        """Asks for each; one that cannot be asked for now is asked for next time."""
        for each in waiting:
            for name in each.provider_ids:
                number, _colon, own = name.partition(":")
                try:
                    told = self._status(number, own)
                except NotReached:
                    return
                except NoAnswer:
                    continue
                if (receipt := _receipt(name, told)) is not None:
                    yield receipt

    def parse_receipt(self, call: Callback) -> Sequence[Receipt]:
        told = {**call.query, **call.form}
        secret = os.environ.get(CALLBACK_SECRET, "")
        known = bool(secret) and hmac.compare_digest(call.path.rstrip("/").rpartition("/")[2].encode(), secret.encode())
        allowed = not self.settings.callback_peers or call.peer in self.settings.callback_peers
        own, number = told.get("id", ""), told.get("phone", "").lstrip("+")
        if not (known and allowed and own.isdigit() and number.isdigit()):
            raise _forged(call)
        try:
            confirmed = self._status(number, own)
        except (NotReached, NoAnswer) as error:
            raise ChannelError(
                _("the status could not be confirmed: {reason}.", reason=str(error)),
                channel="smsc_kz",
                kind="transient",
            ) from None
        if _number(confirmed.get("status")) == NOT_FOUND:
            raise _forged(call)
        receipt = _receipt(f"{number}:{own}", confirmed)
        return [receipt] if receipt is not None else []

    def close(self) -> None:
        self._gateway.close()

    def _call(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        account = {"login": self.settings.login, "psw": os.environ.get(PASSWORD, ""), "fmt": "3"}
        return self._gateway.post(path, {**account, **form})

    def _status(self, number: str, own: str) -> dict[str, Any]:
        return self._call("sys/status.php", {"phone": number, "id": own, "all": "1", "charset": "utf-8"})

    def _refused(self, told: dict[str, Any]) -> SendResult:
        code = _number(told.get("error_code"))
        reason = f"error {code}: {told.get('error', '')}"
        if code == TOO_OFTEN:
            return SendResult("transient", reason, evidence=_raw(told), retry_after=self.settings.pause)
        if code in HALTING:
            return SendResult("transient", reason, evidence=_raw(told), halt=True)
        return SendResult("rejected" if code in REFUSED else "transient", reason, evidence=_raw(told))


def own_id(reference: str) -> int:
    """A number from 1 to 2147483647 that follows from the reference; with the telephone number it names a message."""
    return int.from_bytes(hashlib.sha256(reference.encode()).digest()[:8], "big") % 2147483647 + 1


def _validity(expires: datetime | None) -> dict[str, str]:
    now = datetime.now(UTC)
    if expires is None or expires <= now:  # what time it is, the ledger knows
        return {}
    return {"valid": str(min(24, max(1, math.floor((expires - now).total_seconds() / 3600))))}


def _receipt(name: str, told: Mapping[str, Any]) -> Receipt | None:
    status = _number(told.get("status"))
    if status not in STATES:
        return None
    happened = _number(told.get("last_timestamp"))
    at = datetime.fromtimestamp(happened, UTC) if happened and happened > 0 else None
    reason = f"status {status}" if STATES[status] not in ("accepted", "delivered", "read") else ""
    return Receipt(STATES[status], (name,), at=at, reason=reason, evidence=_raw(told))


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _raw(told: Mapping[str, Any]) -> str:
    return json.dumps({key: value for key, value in told.items() if key != "message"}, ensure_ascii=False)


def _forged(call: Callback) -> ChannelError:
    return ChannelError(
        _("a call that does not come from the provider was turned away."),
        channel="smsc_kz",
        kind="permanent",
        evidence=json.dumps(
            {"peer": call.peer, "method": call.method, "id": {**call.query, **call.form}.get("id", "")}
        ),
    )
