"""AsyncChannel: taking, asking, and what is told at our own door."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from qauly.channels.conformance import order
from qauly.channels.shep.names import CLIENT
from qauly.channels.shep.signature import RsaSigner
from qauly.engine.errors import ChannelError
from qauly.engine.ports import Callback, Waiting

from . import pki
from .conftest import Made
from .standin import StandIn, async_taken, envelope, fault, now, signed, state, wrong

SMS = order("sms", "+77011234567")


def asked(said: str) -> Callable[[bytes], Any]:
    return lambda raw: state(said) if b"getMessageStatus" in raw else async_taken(SMS.reference)


def changed(said: str, reference: str = SMS.reference) -> bytes:
    return envelope(
        f'<c:changeMassageStatusNotification xmlns:c="{CLIENT}"><request><notification><messageId>{reference}'
        f"</messageId><messageState>{said}</messageState><statusDate>{now()}</statusDate></notification>"
        f"<requestDate>{now()}</requestDate></request></c:changeMassageStatusNotification>"
    )


def test_a_text_is_taken_and_kazakh_stands_first(stand_in: StandIn, egov: Made) -> None:
    stand_in.reply = asked("ON_DELIVERY")
    result = egov().send(SMS)
    assert (result.status, result.provider_id) == ("accepted", SMS.reference)
    (raw,) = stand_in.requests
    assert wrong(raw) == ""
    root = etree.fromstring(raw)
    assert [etree.QName(each).localname for each in root.iter("messageInfo").__next__()] == [
        "messageId", "serviceId", "messageType", "messageDate", "sender",
    ]  # fmt: skip
    assert root.findtext(".//{*}text") == f"{SMS.body['kk']} / {SMS.body['ru']}"


@pytest.mark.parametrize(
    ("said", "status"),
    [("ON_DELIVERY", "accepted"), ("DELIVERED", "accepted"), ("NOT_DELIVERED", "rejected"), ("HUH", None)],
)
def test_an_unknown_outcome_is_asked_for(stand_in: StandIn, egov: Made, said: str, status: str | None) -> None:
    stand_in.reply = asked(said)
    found = egov().resolve(SMS)
    assert (found.status if found else None) == status
    assert wrong(stand_in.requests[0]) == ""


def test_what_the_gateway_never_saw_may_be_sent_again(stand_in: StandIn, egov: Made) -> None:
    stand_in.reply = lambda _raw: fault("Client")
    found = egov().resolve(SMS)
    assert found is not None and found.status == "transient"
    stand_in.reply = lambda _raw: fault("Server")
    assert egov().resolve(SMS) is None


def test_states_are_polled(stand_in: StandIn, egov: Made) -> None:
    stand_in.reply = asked("NOT_DELIVERED")
    waiting = [Waiting(SMS.reference, SMS.address, (SMS.reference,), datetime.now(UTC)),
               Waiting("x", "900101000007", ("x",), datetime.now(UTC))]  # fmt: skip
    (receipt,) = egov().poll(waiting)
    assert (receipt.state, receipt.reference) == ("undeliverable", SMS.reference) and receipt.at is not None
    stand_in.cut = True
    with pytest.raises(ChannelError) as failed:
        list(egov(timeout=1).poll(waiting))
    assert failed.value.kind == "transient"


def test_a_signed_call_is_believed(
    stand_in: StandIn, egov: Made, authority: pki.Authority, gateway_key: RsaSigner
) -> None:
    channel = egov(answers="signed", roots=[authority.folder / "root.pem"])
    (receipt,) = channel.parse_receipt(Callback("POST", "/", body=signed(changed("NOT_DELIVERED"), gateway_key)))
    assert (receipt.state, receipt.reference) == ("undeliverable", SMS.reference)
    assert not stand_in.requests
    forged = signed(changed("NOT_DELIVERED"), gateway_key).replace(SMS.reference[:8].encode(), b"00000000")
    with pytest.raises(ChannelError) as failed:
        channel.parse_receipt(Callback("POST", "/", body=forged))
    assert failed.value.kind == "permanent"


def test_an_unsigned_call_is_believed_as_far_as_the_gateway_confirms(stand_in: StandIn, egov: Made) -> None:
    stand_in.reply = asked("ON_DELIVERY")
    (receipt,) = egov().parse_receipt(Callback("POST", "/", body=changed("NOT_DELIVERED")))
    assert receipt.state == "accepted" and b"getMessageStatus" in stand_in.requests[0]
    stand_in.reply = lambda _raw: fault("Client")
    with pytest.raises(ChannelError) as failed:
        egov().parse_receipt(Callback("POST", "/", body=changed("NOT_DELIVERED")))
    assert failed.value.kind == "permanent"
    stand_in.cut = True
    with pytest.raises(ChannelError) as later:
        egov(timeout=1).parse_receipt(Callback("POST", "/", body=changed("NOT_DELIVERED")))
    assert later.value.kind == "transient"


@pytest.mark.parametrize("body", [b"", b"garbage", b"<!DOCTYPE a><a/>", envelope("<x/>"), changed("DELIVERED", "")])
def test_other_calls_are_refused(egov: Made, body: bytes) -> None:
    with pytest.raises(ChannelError) as failed:
        egov().parse_receipt(Callback("POST", "/", body=body))
    assert failed.value.kind == "permanent"
