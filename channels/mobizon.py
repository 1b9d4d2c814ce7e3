"""SMS through the HTTP gateway Mobizon: its signature does not cover the data, so each status is read again.

The key goes in the body of a call, never in its address, which servers write into logs.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from ..engine.language import sms
from ..engine.ports import Callback, DispatchOrder, Receipt, ReceiptState, SendResult, Waiting
from .common.asking import ask_each
from .common.http_call import NoAnswer, NotReached
from .common.http_sms import HttpSms, HttpSmsSettings, minutes_left, raw
from .common.text_message import cost

KEY = "QAULY_MOBIZON_KEY"
CALLBACK_SECRET = "QAULY_MOBIZON_CALLBACK_SECRET"
STATES: dict[str, ReceiptState] = {
    "NEW": "accepted",
    "ENQUEUD": "accepted",
    "ACCEPTD": "accepted",
    "PDLIVRD": "accepted",  # some of its parts: nothing final
    "DELIVRD": "delivered",
    "UNDELIV": "undeliverable",
    "REJECTD": "rejected",
    "EXPIRED": "expired",
    "DELETED": "undeliverable",
}
OK, BACKGROUND = 0, 100
AT_ONCE = 100  # ids in one question


class MobizonSettings(HttpSmsSettings):
    """The key comes from QAULY_MOBIZON_KEY, the word that signs calls from QAULY_MOBIZON_CALLBACK_SECRET."""

    base_url: str = "https://api.mobizon.kz"
    pause: Annotated[float, Field(ge=0)] = 5.0


class Mobizon(HttpSms):
    """Settings: `MobizonSettings`."""

    name, send_path = "mobizon", "service/Message/SendSmsMessage"
    capabilities = replace(HttpSms.capabilities, asked_at_once=AT_ONCE)
    halting = (8, 13, 14)  # the key, another server for this account, the account is blocked
    refused = (1, 2, 10, 11, 12, 98, 99)
    too_often = 30
    settings: MobizonSettings

    def resolve(self, dispatch: DispatchOrder) -> SendResult | None:
        """Only where the provider's id is known; by our own reference it cannot be asked."""
        if not dispatch.provider_ids:
            return None
        try:
            states = self._states(dispatch.provider_ids[-1:])
        except (NotReached, NoAnswer):
            return None
        for message_id, state, found in states:
            return SendResult("delivered" if state == "delivered" else "accepted", "", message_id, found)
        return None

    def poll(self, waiting: Sequence[Waiting]) -> Iterable[Receipt]:
        """Asks for a hundred at a time. Raises `ChannelError` (transient) where Mobizon cannot be asked now."""
        ids = list(dict.fromkeys(each for one in waiting for each in one.provider_ids))
        hundreds = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
        for _ids_asked, states in ask_each(self.name, hundreds, lambda some: list(self._states(some))):
            new = (each for each in states if each[1] != "accepted")
            yield from (Receipt(state, (name,), evidence=found) for name, state, found in new)

    def parse_receipt(self, call: Callback) -> Sequence[Receipt]:
        told = _told(call)
        secret = os.environ.get(CALLBACK_SECRET, "")
        signed = "|".join(str(told.get(name, "")) for name in ("eventId", "attempt", "eventCreateTs"))
        wanted = hashlib.sha1(f"{signed}|{secret}".encode(), usedforsecurity=False).hexdigest()
        if not secret or not hmac.compare_digest(str(told.get("sign", "")).lower().encode(), wanted.encode()):
            raise self._forged(eventId=str(told.get("eventId", "")))
        ids = list(dict.fromkeys(_ids(told)))
        states = self._confirmed(lambda: list(self._states(ids))) if ids else []
        if ids and not states:
            raise self._forged(eventId=str(told.get("eventId", "")))
        return [Receipt(state, (name,), evidence=found) for name, state, found in states]

    def _read(self, settings: Mapping[str, Any]) -> MobizonSettings:
        return MobizonSettings.read(self.name, settings)

    def _account(self) -> Mapping[str, str]:
        return {"apiKey": os.environ.get(KEY, ""), "output": "json", "api": "v1"}

    def _form(self, dispatch: DispatchOrder, number: str, text: str) -> Mapping[str, str]:
        minutes = minutes_left(dispatch.expires)
        return {
            "recipient": number,
            "text": text,
            "params[name]": dispatch.reference,
            "params[shortenLinks]": "0",  # the link in the act's words stays as it is
            **({"from": self.settings.sender} if self.settings.sender else {}),
            **({"params[validity]": str(min(1440, max(60, minutes)))} if minutes is not None else {}),
        }

    def _answered(self, dispatch: DispatchOrder, number: str, text: str, told: dict[str, Any]) -> SendResult:
        code, data = told.get("code"), told.get("data")
        if not isinstance(code, int):
            return SendResult("unknown", "an answer without a code", evidence=raw(told))
        if code not in (OK, BACKGROUND):
            return self._refusal(code, told.get("message", ""), told)
        if not isinstance(data, dict) or not data.get("messageId"):
            return SendResult("unknown", f"code {code}, and no messageId", evidence=raw(told))
        waits = "it waits for the provider's moderation" if str(data.get("status")) == "1" else ""
        paid = {"cost": cost(sms.segments(text), self.settings.price)} if self.settings.price is not None else {}
        return SendResult("accepted", waits, provider_id=str(data["messageId"]), evidence=raw({**told, **paid}))

    def _states(self, ids: Sequence[str]) -> Iterator[tuple[str, ReceiptState, str]]:
        """The id, its state and the raw answer for each that the provider knows.

        Raises `NotReached` also where the provider answers nobody, or nobody of ours.
        """
        told = self._call("service/Message/GetSMSStatus", {f"ids[{at}]": each for at, each in enumerate(ids)})
        code = told.get("code")
        if code == self.too_often or code in self.halting:
            raise NotReached(f"code {code}")
        rows = told.get("data")
        for row in rows if code == OK and isinstance(rows, list) else ():
            state = STATES.get(str(row.get("status"))) if isinstance(row, dict) else None
            if state is not None and str(row.get("id")) in ids:
                yield str(row["id"]), state, raw(row)


def _told(call: Callback) -> dict[str, Any]:
    """The fields of a call, wherever they stand: as a form or as JSON."""
    try:
        body = json.loads(call.body) if call.body else {}
    except ValueError:
        body = {}
    return {**call.query, **call.form, **(body if isinstance(body, dict) else {})}


def _ids(told: Any) -> Iterator[str]:
    if isinstance(told, Mapping):
        for name, value in told.items():
            if name == "messageId" and isinstance(value, str | int):
                yield str(value)
            elif name == "data" and isinstance(value, str):
                try:
                    yield from _ids(json.loads(value))
                except ValueError:
                    continue
            else:
                yield from _ids(value)
    elif isinstance(told, list):
        for each in told:
            yield from _ids(each)
