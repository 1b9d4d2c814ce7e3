"""What each answer of the gateway becomes, and what goes out to it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from lxml import etree

from qauly.channels.conformance import order
from qauly.channels.shep.names import SYNC, WSSE
from qauly.engine.ports import DispatchOrder, SendStatus

from .conftest import Made
from .standin import Reply, StandIn, answer, fault, good, wrong

IIN = "900101000007"
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>'
SECOND = "<messageResult><code>{}</code></messageResult>"


def push(number: int = 1, **more: Any) -> DispatchOrder:
    return order("egov", IIN, number, **more)


def system(receiver: str, **body: Any) -> DispatchOrder:
    return DispatchOrder("9b1e-ref", "system", receiver, "2024-000101", "message.initiate.0", body)


@pytest.mark.parametrize(
    ("reply", "status", "halt"),
    [
        (good(b""), "accepted", False),
        (answer(data="&lt;messageResult&gt;&lt;code&gt;00000&lt;/code&gt;&lt;/messageResult&gt;"), "accepted", False),
        (answer("SCSE001"), "rejected", False),
        (answer("VAL-JSR-001"), "rejected", False),
        (answer("NEW-77"), "unknown", False),
        (answer(data=SECOND.format("00042")), "rejected", False),
        (answer(data=""), "unknown", False),
        (answer(data=SECOND.format("00000") + SECOND.format("00042")), "unknown", False),
        (fault("Server"), "transient", False),
        (fault("Client"), "rejected", False),
        (fault("Server", "SBF-VE-8"), "rejected", False),
        ((502, b"<html><body>502 Bad Gateway</body></html>"), "transient", False),
        ((503, b""), "transient", False),
        ((504, b"<!DOCTYPE html><html></html>"), "unknown", False),
        ((200, b"<!DOCTYPE html><html>log in</html>"), "unknown", False),
        ((404, b"not here"), "transient", True),
        ((401, b""), "transient", True),
        (good(b"")[:-40], "unknown", False),
        (BOMB, "rejected", True),
        (BOMB.decode().replace("?>", ' encoding="UTF-16"?>').encode("utf-16"), "rejected", True),
        (b"<other/>", "unknown", False),
        (b"garbage", "unknown", False),
    ],
)
def test_an_answer_becomes_a_result(
    stand_in: StandIn, egov: Made, reply: Reply, status: SendStatus, halt: bool
) -> None:
    stand_in.reply = lambda _request: reply
    result = egov().send(push())
    assert (result.status, result.halt) == (status, halt), result
    assert result.reason
    kept = json.loads(result.evidence)
    assert kept["request_sha256"] == sha256(stand_in.requests[0]).hexdigest()
    raw = reply[1] if isinstance(reply, tuple) else reply
    assert kept["response_sha256"] == sha256(raw).hexdigest()


def test_a_request_keeps_to_the_schemas_and_holds_both_languages(stand_in: StandIn, egov: Made) -> None:
    egov().send(push(expires=datetime(2026, 12, 1, tzinfo=UTC)))
    (raw,) = stand_in.requests
    assert wrong(raw) == ""
    root = etree.fromstring(raw)
    found = {etree.QName(each).localname: each.text for each in root.iter() if isinstance(each.tag, str)}
    sent = push()
    assert (found["kk"], found["ru"]) == (sent.body["kk"], sent.body["ru"])
    assert found["messageId"] == found["reference"] == sent.reference
    assert found["iin"] == IIN and str(found["link"]).startswith("https://example.kz/n/")
    assert found["password"] == "жіберуші-құпиясы" and str(found["messageDate"]).endswith("+05:00")
    assert str(found["expires"]) == "2026-12-01T05:00:00.000+05:00"
    (message,) = root.iter(f"{{{SYNC}}}SendMessage")
    names = [etree.QName(each).localname for each in message.iter("requestInfo").__next__()]
    assert names == ["messageId", "serviceId", "messageDate", "sender", "properties"]


def test_a_repeat_bears_the_same_message_id(stand_in: StandIn, egov: Made) -> None:
    channel = egov()
    for attempt in (1, 2):
        channel.send(push(attempt=attempt))
    one, two = (etree.fromstring(raw).findtext(".//messageId") for raw in stand_in.requests)
    assert one == two == push().reference


@pytest.mark.parametrize("break_it", [lambda peer: setattr(peer, "cut", True), lambda peer: setattr(peer, "delay", 1)])
def test_silence_after_the_message_is_unknown(
    stand_in: StandIn, egov: Made, break_it: Callable[[StandIn], None]
) -> None:
    break_it(stand_in)
    result = egov(timeout=0.3).send(push())
    assert result.status == "unknown" and len(stand_in.requests) == 1


def test_clocks_that_differ_stop_the_channel_but_the_message_counts(stand_in: StandIn, egov: Made) -> None:
    late = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    stand_in.reply = lambda _request: answer(data=SECOND.format("00000"), at=late)
    result = egov().send(push())
    assert (result.status, result.halt) == ("accepted", True) and "seconds" in result.reason


def test_an_answer_without_end_is_cut_off(stand_in: StandIn, egov: Made) -> None:
    stand_in.reply = lambda _request: b"<a>" + b"x" * 50_000
    assert egov(max_answer=10_000).send(push()).status == "unknown"


def test_a_message_to_a_system_goes_by_the_profile_of_its_receiver(stand_in: StandIn, egov: Made) -> None:
    stand_in.reply = lambda _request: answer()
    result = egov().send(system("erap", action="initiated", iin=IIN, statuses=["initiated"], paid=False))
    assert result.status == "delivered"
    found = etree.fromstring(stand_in.requests[0]).find(".//{*}body")
    assert found is not None and json.loads(str(found.text))["statuses"] == ["initiated"]
    assert wrong(stand_in.requests[0]) == ""


def test_a_receiver_without_a_profile_is_told_by_its_setting(stand_in: StandIn, egov: Made) -> None:
    for receiver in ("court", "nobody"):
        result = egov().send(system(receiver, action="case"))
        assert result.status == "rejected" and f"channels.egov.profiles.{receiver}" in result.reason
    assert not stand_in.requests


def test_a_sign_that_xml_cannot_carry_is_refused_before_sending(stand_in: StandIn, egov: Made) -> None:
    sent = push()
    bad = DispatchOrder(sent.reference, "egov", IIN, sent.case, sent.kind, {"kk": "а\x00", "ru": "б"})
    missing = DispatchOrder(sent.reference, "egov", IIN, sent.case, sent.kind, {"kk": "а"})
    assert egov().send(bad).status == "rejected"
    assert "{text.ru} is missing" in egov().send(missing).reason
    assert not stand_in.requests


def test_without_a_signer_no_security_header_is_sent(stand_in: StandIn, egov: Made) -> None:
    egov(signer="none", key=None).send(push())
    egov().send(push())
    plain, sealed = stand_in.requests
    assert WSSE.encode() not in plain and WSSE.encode() in sealed
