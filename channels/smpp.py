"""SMS over SMPP 3.4: parts cut by our own rule, one submit_sm each, one standing link with a window.

What was sent and not answered is `unknown`. Parts go one after the other, so that what an SMSC took is always the
first ones: a later attempt goes on after them, under the same reference.
"""

import asyncio
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

from pydantic import Field

from ..engine.language import sms
from ..engine.ports import Capabilities, Desk, DispatchOrder, Receipt, SendResult
from .common.background import Background
from .common.settings import ChannelSettings, Place, Price
from .common.text_message import Script, both, cost, digits
from .common.tls import trust
from .smpp34 import pdu
from .smpp34.connection import Connection, NoAnswer, NotBound, Unsent, Untrusted, Way
from .smpp34.link import Link
from .smpp34.pdu import Deliver, NotSmpp, Pdu, Submit
from .smpp34.receipts import STATES, is_receipt, notations, receipt_of
from .smpp34.statuses import refusal

PASSWORD = "QAULY_SMPP_PASSWORD"
CLERKS = 8  # threads that tell the desk: their commits are one where they come together
Seconds = Annotated[float, Field(gt=0)]


class SmppSettings(ChannelSettings):
    """Where the SMSC is, who we are to it, and how it likes to be spoken to. The password: QAULY_SMPP_PASSWORD."""

    host: str
    port: Annotated[int, Field(gt=0, lt=65536)] = 2775
    system_id: Annotated[str, Field(max_length=15)]
    system_type: Annotated[str, Field(max_length=12)] = ""
    source: Annotated[str, Field(max_length=20)]  # whom the citizen sees, for instance 1414
    source_ton: Annotated[int, Field(ge=0, le=6)] = 3  # network specific; 5 for a name in letters
    source_npi: Annotated[int, Field(ge=0, le=18)] = 0
    service_type: Annotated[str, Field(max_length=5)] = ""
    tls: bool = False
    ca: Place | None = None  # whose certificate the SMSC bears; by default those the system trusts
    window: Annotated[int, Field(ge=1, le=1000)] = 10  # questions on their way at once
    timeout: Seconds = 30.0  # for a connection, for an answer
    enquire: Seconds = 30.0  # silence after which the link is tried
    pause: Seconds = 5.0  # how long nothing goes after "throttled" or "queue full"
    registered_delivery: Literal["all", "first", "none"] = "all"  # for which parts a receipt is asked
    reference_bits: Literal[8, 16] = 8  # of what holds the parts together; 16 leaves each a little less room
    longest_validity: Annotated[int, Field(ge=1)] = 72  # hours; more than the SMSC takes is refused by it
    ids: Literal["any", "same"] = "any"  # `any`: receipts may write an id in decimal that was given in hexadecimal
    timezone: str = "Asia/Almaty"  # of the times in receipts
    script: Script = "cyrillic"
    price: Price | None = None  # tenge a part


class Smpp:
    """Settings: `SmppSettings`."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = known = SmppSettings.read("smpp", settings)
        try:
            self._zone = ZoneInfo(known.timezone)
        except (KeyError, ValueError):
            raise ValueError(f"channels.smpp.timezone: {known.timezone!r} is no time zone") from None
        if known.ca is not None and not known.tls:
            raise ValueError("channels.smpp.ca: it needs tls = true; without it everything goes in the clear")
        tls = trust("channels.smpp.ca", known.ca, system=False) if known.tls else None
        way = Way(
            known.host, known.port, known.system_id, known.system_type, tls, known.window, known.timeout, known.enquire
        )
        receipts = known.registered_delivery != "none"
        self.capabilities = Capabilities(("sms",), resend_is_safe=False, receipts=receipts)
        self._link = Link(way, lambda: os.environ.get(PASSWORD, ""), self._delivered)
        self._background = Background(f"smpp {known.host}")
        self._desk: Desk | None = None
        self._going: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        # the desk commits to a database, which must not hold up the link
        self._at_desk = [ThreadPoolExecutor(1, thread_name_prefix=f"smpp desk {number}") for number in range(CLERKS)]

    def send(self, dispatch: DispatchOrder) -> SendResult:
        try:
            submits = self._submits(dispatch)
        except ValueError as error:
            return SendResult("rejected", str(error))
        try:
            return self._background.run(self._send(dispatch, submits))
        except RuntimeError:
            return SendResult("transient", "the channel is closed")
        except CancelledError:
            return SendResult("unknown", "the channel was closed while it was being sent")

    def listen(self, desk: Desk) -> None:
        """Hands over what comes back from now on, and keeps the link up for it."""
        self._desk = desk
        self._background.start(self._link.stay())

    def resolve(self, dispatch: DispatchOrder) -> SendResult | None:
        """Asks the SMSC by query_sm for the parts it gave ids to; only where it knows all of them is that an answer."""
        try:
            known = self._submits(dispatch)
        except ValueError:
            return None
        if len(dispatch.provider_ids) < len(known):
            return None
        try:
            return self._background.run(self._query(dispatch.provider_ids[: len(known)]))
        except (RuntimeError, CancelledError):
            return None

    def close(self) -> None:
        if not self._background.closed:
            self._background.run(self._link.close())
        self._background.close()
        for clerk in self._at_desk:
            clerk.shutdown()

    def _submits(self, dispatch: DispatchOrder) -> list[Submit]:
        """One submit_sm a part. Raises `ValueError` for a number or text that cannot go by SMS."""
        known = self.settings
        wide = known.reference_bits == 16
        text = both(dispatch.body, known.script)
        code, parts = sms.encoding(text), sms.parts(text, wide_reference=wide)
        if len(parts) > 255:
            raise ValueError(f"{len(parts)} parts: an SMS has no more than 255")
        whole = Submit(
            source=known.source,
            source_ton=known.source_ton,
            source_npi=known.source_npi,
            destination=digits(dispatch.address),
            message=b"",
            data_coding=8 if code == "ucs2" else 0,
            user_header=len(parts) > 1,
            receipt=known.registered_delivery != "none",
            validity=_validity(dispatch.expires, known.longest_validity),
            service_type=known.service_type,
        )
        header = _header(dispatch.reference, wide) if len(parts) > 1 else b""
        asked = len(parts) if known.registered_delivery == "all" else 1
        return [
            replace(
                whole,
                message=(header and header + bytes((len(parts), number))) + sms.encoded(part, code),
                receipt=whole.receipt and number <= asked,
            )
            for number, part in enumerate(parts, 1)
        ]

    async def _send(self, dispatch: DispatchOrder, submits: list[Submit]) -> SendResult:
        # parts are put together by a number of one byte or two: those of two messages to one telephone never mix
        going = self._going.setdefault(submits[0].destination, asyncio.Lock())
        async with going:
            return await self._send_parts(dispatch, submits)

    async def _send_parts(self, dispatch: DispatchOrder, submits: list[Submit]) -> SendResult:
        ids = list(dispatch.provider_ids) if len(dispatch.provider_ids) < len(submits) else []
        try:
            connection = await self._link.connection()
        except Untrusted as error:
            reason = f"channels.smpp.ca: the SMSC's certificate is not trusted: {error}"
            return SendResult("transient", reason, halt=True)
        except Unsent as error:
            return SendResult("transient", str(error))
        except NotBound as refused:
            return refusal(refused.status, self.settings.pause, str(refused))
        of, reference = len(submits), dispatch.reference
        async with asyncio.TaskGroup() as notes:  # the next part goes while the desk writes the id of the last one
            for number, submit in enumerate(submits[len(ids) :], len(ids) + 1):
                result, provider_id = await self._submit(connection, reference, submit, number, of)
                if result is not None:
                    told = f"part {number} of {of}: {result.reason}" if of > 1 else result.reason
                    return replace(
                        result, reason=told, provider_id=ids[0] if ids else "", evidence=self._evidence(ids, told)
                    )
                ids.append(provider_id)
                if self._desk is not None:
                    notes.create_task(self._sent(reference, provider_id, number, of))
        return SendResult("accepted", provider_id=ids[0], evidence=self._evidence(ids))

    async def _submit(
        self, connection: Connection, reference: str, submit: Submit, number: int, of: int
    ) -> tuple[SendResult | None, str]:
        """None and the id where the SMSC took the part, which the caller tells the desk, else what came of it."""

        async def late(answer: Pdu) -> None:
            if answer.status == pdu.OK:
                await self._sent(reference, answer.message_id, number, of)

        try:
            answer = await connection.ask(pdu.SUBMIT_SM, submit.encode(), late)
        except Unsent as error:
            return SendResult("transient", str(error)), ""
        except NoAnswer as error:
            return SendResult("unknown", f"no answer after it was sent: {error}"), ""
        if answer.status != pdu.OK:
            return refusal(answer.status, self.settings.pause, ""), ""
        return None, answer.message_id

    async def _sent(self, reference: str, provider_id: str, number: int, of: int) -> None:
        if self._desk is not None and provider_id:
            desk = self._desk
            await asyncio.get_running_loop().run_in_executor(
                self._clerk(provider_id), lambda: desk.sent(reference, provider_id, number, of)
            )

    async def _delivered(self, got: Pdu) -> int:
        """A deliver_sm: what the desk could not keep is asked for again, what is no receipt is let go."""
        try:
            deliver = Deliver.decode(got.body)
        except NotSmpp:
            return pdu.OK  # said again it would be no better
        if not is_receipt(deliver):
            return pdu.OK
        desk = self._desk
        if desk is None:
            return pdu.TEMPORARY_AT_OUR_END
        receipt = receipt_of(deliver, self._zone, both_notations=self.settings.ids == "any")
        return pdu.OK if await self._handed(desk, receipt) else pdu.TEMPORARY_AT_OUR_END

    async def _handed(self, desk: Desk, receipt: Receipt) -> bool:
        try:
            await asyncio.get_running_loop().run_in_executor(
                self._clerk(*receipt.provider_ids[:1]), desk.receive, receipt
            )
        except Exception:  # whatever keeps the ledger from writing: the SMSC holds the receipt until it can
            return False
        return True

    def _clerk(self, provider_id: str = "") -> ThreadPoolExecutor:
        """The thread that tells the desk of this id: always the same one, so that the order stays."""
        return self._at_desk[hash(provider_id) % CLERKS]

    async def _query(self, ids: Sequence[str]) -> SendResult | None:
        known, states = self.settings, []
        try:
            connection = await self._link.connection()
            for each in ids:
                body = pdu.query(each, known.source, known.source_ton, known.source_npi)
                answer = await connection.ask(pdu.QUERY_SM, body)
                if answer.status != pdu.OK:
                    return None
                states.append(STATES.get(pdu.queried_state(answer.body)))
        except (Unsent, NoAnswer, NotBound, NotSmpp):
            return None
        if None in states:
            return None
        for each, state in zip(ids, states, strict=True):
            if self._desk is not None and state is not None and state != "accepted":
                await self._handed(self._desk, Receipt(state, notations(each), evidence=f"query_sm: {state}"))
        delivered = all(state == "delivered" for state in states)
        return SendResult(
            "delivered" if delivered else "accepted", provider_id=ids[0], evidence=self._evidence(list(ids))
        )

    def _evidence(self, ids: list[str], told: str = "") -> str:
        found = {"ids": ids, "answer": told, "cost": cost(len(ids), self.settings.price)}
        return json.dumps({key: value for key, value in found.items() if value}, ensure_ascii=False)


def _header(reference: str, wide: bool) -> bytes:
    """The header of a part, but for its numbers: the same for every attempt, for it follows from the reference."""
    digest = hashlib.sha256(reference.encode()).digest()
    return b"\x06\x08\x04" + digest[:2] if wide else b"\x05\x00\x03" + digest[:1]


def _validity(expires: datetime | None, longest: int) -> str:
    """How long the SMSC tries. A term that is over by our clock is left to the ledger, which knows what time it is."""
    now = datetime.now(UTC)
    if expires is None or expires <= now:
        return ""
    return f"{min(expires.astimezone(UTC), now + timedelta(hours=longest)):%y%m%d%H%M%S}000+"
