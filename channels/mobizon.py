"""SMS through the HTTP gateway Mobizon: its signature does not cover the data, so each status is read again.

The key goes in the body of a call, never in its address, which servers write into logs.
"""

import hashlib
import hmac
import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field

from ..engine.errors import ChannelError
from ..engine.language import sms
from ..engine.messages import _
from ..engine.ports import Callback, Capabilities, DispatchOrder, Receipt, ReceiptState, SendResult, Waiting
from .common.http_gateway import Gateway, NoAnswer, NotReached, failed
from .common.settings import ChannelSettings, Price
from .common.text_message import Script, both, cost, digits

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
OK, RATE_LIMIT, BACKGROUND = 0, 30, 100
HALTING = (8, 13, 14)  # the key, another server for this account, the account is blocked
REFUSED = (1, 2, 10, 11, 12, 98, 99)
AT_ONCE = 100  # ids in one question


class MobizonSettings(ChannelSettings):
    """The key comes from QAULY_MOBIZON_KEY, the word that signs calls from QAULY_MOBIZON_CALLBACK_SECRET."""

    base_url: str = "https://api.mobizon.kz"
    sender: str = ""
    timeout: Annotated[float, Field(gt=0)] = 30.0
    pause: Annotated[float, Field(ge=0)] = 5.0  # how long nothing goes after the rate limit
    script: Script = "cyrillic"
    price: Price | None = None  # tenge a part


class Mobizon:
    """Settings: `MobizonSettings`."""

    capabilities = Capabilities(("sms",), resend_is_safe=False, receipts=True)

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = MobizonSettings.read("mobizon", settings)
        self._gateway = Gateway(self.settings.base_url, self.settings.timeout)

    def send(self, dispatch: DispatchOrder) -> SendResult:
        try:
            number, text = digits(dispatch.address), both(dispatch.body, self.settings.script)
        except ValueError as error:
            return SendResult("rejected", str(error))
        form = {
            "recipient": number,
            "text": text,
            "params[name]": dispatch.reference,
            "params[shortenLinks]": "0",  # the link in the act's words stays as it is
            **({"from": self.settings.sender} if self.settings.sender else {}),
            **_validity(dispatch.expires),
        }
        try:
            told = self._call("service/Message/SendSmsMessage", form)
        except (NotReached, NoAnswer) as error:
            return failed(error)
        code, data = told.get("code"), told.get("data")
        if not isinstance(code, int):
            return SendResult("unknown", "an answer without a code", evidence=_raw(told))
        if code not in (OK, BACKGROUND):
            return self._refused(code, told)
        if not isinstance(data, dict) or not data.get("messageId"):
            return SendResult("unknown", f"code {code}, and no messageId", evidence=_raw(told))
        waits = "it waits for the provider's moderation" if str(data.get("status")) == "1" else ""
        paid = {"cost": cost(sms.segments(text), self.settings.price)} if self.settings.price is not None else {}
        return SendResult("accepted", waits, provider_id=str(data["messageId"]), evidence=_raw({**told, **paid}))

    def resolve(self, dispatch: DispatchOrder) -> SendResult | None:
        """Only where the provider's id is known; by our own reference it cannot be asked."""
        if not dispatch.provider_ids:
            return None
        try:
            states = self._states(dispatch.provider_ids[-1:])
        except (NotReached, NoAnswer):
            return None
        for message_id, state, raw in states:
            return SendResult("delivered" if state == "delivered" else "accepted", "", message_id, raw)
        return None

    def poll(self, waiting: Sequence[Waiting]) -> Iterable[Receipt]:
        """Asks for a hundred at a time; what cannot be asked for now is asked for next time."""
        ids = list(dict.fromkeys(each for one in waiting for each in one.provider_ids))
        for start in range(0, len(ids), AT_ONCE):
            try:
                states = list(self._states(ids[start : start + AT_ONCE]))
            except NotReached:
                return
            except NoAnswer:
                continue
            yield from (Receipt(state, (name,), evidence=raw) for name, state, raw in states)

    def parse_receipt(self, call: Callback) -> Sequence[Receipt]:
        told = _told(call)
        secret = os.environ.get(CALLBACK_SECRET, "")
        signed = "|".join(str(told.get(name, "")) for name in ("eventId", "attempt", "eventCreateTs"))
        wanted = hashlib.sha1(f"{signed}|{secret}".encode(), usedforsecurity=False).hexdigest()
        if not secret or not hmac.compare_digest(str(told.get("sign", "")).lower().encode(), wanted.encode()):
            raise _forged(told)
        ids = list(dict.fromkeys(_ids(told)))
        try:
            states = list(self._states(ids)) if ids else []
        except (NotReached, NoAnswer) as error:
            raise ChannelError(
                _("the status could not be confirmed: {reason}.", reason=str(error)),
                channel="mobizon",
                kind="transient",
            ) from None
        if ids and not states:
            raise _forged(told)
        return [Receipt(state, (name,), evidence=raw) for name, state, raw in states]

    def close(self) -> None:
        self._gateway.close()

    def _call(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        account = {"apiKey": os.environ.get(KEY, ""), "output": "json", "api": "v1"}
        return self._gateway.post(path, {**account, **form})

    def _states(self, ids: Sequence[str]) -> Iterator[tuple[str, ReceiptState, str]]:
        """The id, its state and the raw answer for each that the provider knows."""
        told = self._call("service/Message/GetSMSStatus", {f"ids[{at}]": each for at, each in enumerate(ids)})
        rows = told.get("data")
        for row in rows if told.get("code") == OK and isinstance(rows, list) else ():
            state = STATES.get(str(row.get("status"))) if isinstance(row, dict) else None
            if state is not None and str(row.get("id")) in ids:
                yield str(row["id"]), state, _raw(row)

    def _refused(self, code: int, told: dict[str, Any]) -> SendResult:
        reason = f"code {code}: {told.get('message', '')}"
        if code == RATE_LIMIT:
            return SendResult("transient", reason, evidence=_raw(told), retry_after=self.settings.pause)
        if code in HALTING:
            return SendResult("transient", reason, evidence=_raw(told), halt=True)
        return SendResult("rejected" if code in REFUSED else "transient", reason, evidence=_raw(told))


def _validity(expires: datetime | None) -> dict[str, str]:
    now = datetime.now(UTC)
    if expires is None or expires <= now:  # what time it is, the ledger knows
        return {}
    minutes = math.floor((expires - now).total_seconds() / 60)
    return {"params[validity]": str(min(1440, max(60, minutes)))}


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


def _raw(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def _forged(told: Mapping[str, Any]) -> ChannelError:
    return ChannelError(
        _("a call that does not come from the provider was turned away."),
        channel="mobizon",
        kind="permanent",
        evidence=json.dumps({"eventId": str(told.get("eventId", ""))}),
    )
