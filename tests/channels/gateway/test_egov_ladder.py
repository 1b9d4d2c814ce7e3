"""Receipts of AsyncChannel and the ladder, through the engine: what the gateway tells later moves the notice."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from qauly.channels.shep.settings import KEY_PASSWORD
from qauly.channels.shep.signature import RsaSigner
from qauly.engine import ChannelError
from qauly.engine.ports import Callback

from ...delivery.conftest import pressed_once
from ...delivery.installation import Installation, installed
from ...engine.conftest import Opening, opening
from . import pki
from .conftest import reached
from .standin import StandIn, answer, async_taken, envelope, signed, state
from .test_egov_async import changed

__all__ = ["opening", "pressed_once"]

PUSH = """\
title: Push message that is told of later
drafting: true
channel: async
service: TEST-PUSH
payload:
  namespace: urn:qauly:test:push
  type: Push
  fields: {iin: "{iin}", text: "{text.kk} / {text.ru}"}
"""
TO = {"debtor": {"contacts": {"phone": "+77011234567", "egov": True, "email": "a.ibraev@example.kz"}}}
Opened = Callable[..., AbstractContextManager[Installation]]


class Gateway:
    """What the stand-in says: it takes everything, and tells `said` of each message it took."""

    def __init__(self) -> None:
        self.said = "ON_DELIVERY"
        self.taken: list[str] = []

    def __call__(self, raw: bytes) -> bytes:
        found = re.search(rb"<messageId>([^<]+)</messageId>", raw)
        assert found is not None
        if b"getMessageStatus" in raw:
            return state(self.said)
        if b"SyncChannel" in raw:
            return answer(data="<messageResult><code>00000</code></messageResult>")
        self.taken.append(found[1].decode())
        return async_taken(self.taken[-1])


@pytest.fixture
def gateway(stand_in: StandIn) -> Gateway:
    made = Gateway()
    stand_in.reply = made
    return made


@pytest.fixture
def opened(
    stand_in: StandIn, authority: pki.Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opened]:
    """An installation whose text messages are refused, so that the notice goes by the gateway."""
    monkeypatch.setenv(KEY_PASSWORD, pki.PASSWORD)
    push = tmp_path / "push.yaml"
    push.write_text(PUSH, "utf-8")

    def make(media: dict[str, str | None] | None = None, **more: Any) -> AbstractContextManager[Installation]:
        egov = {**reached(stand_in, authority), "profile": str(push), **more}
        refusing = {"answers": {"+77011234567": "rejected"}}
        return installed(tmp_path, {"egov": egov, "memory": refusing}, media or {"egov": "egov"})

    yield make


def test_a_receipt_that_comes_later_ends_the_ladder(opened: Opened, gateway: Gateway, opening: Opening) -> None:
    with opened() as here:
        here.open_case(opening(change=TO))
        assert here.ladder() == [("sms", "rejected"), ("egov", "accepted")] and len(gateway.taken) == 1
        here.deliver(30)
        assert here.ladder()[-1] == ("egov", "accepted"), "it is still on its way"
        gateway.said = "DELIVERED"
        here.deliver(30)
        assert here.ladder() == [("sms", "rejected"), ("egov", "delivered")]
        here.deliver(3 * 24 * 60)
        assert here.ladder() == [("sms", "rejected"), ("egov", "delivered")] and len(gateway.taken) == 1


def test_what_the_receiver_did_not_get_goes_on(opened: Opened, gateway: Gateway, opening: Opening) -> None:
    with opened() as here:
        here.open_case(opening(change=TO))
        gateway.said = "NOT_DELIVERED"
        here.deliver(30)
        assert here.ladder() == [("sms", "rejected"), ("egov", "undeliverable"), ("email", "accepted")]
        assert here.reason("egov") == "NOT_DELIVERED"


def test_a_receipt_that_never_comes_sends_it_on(opened: Opened, gateway: Gateway, opening: Opening) -> None:
    with opened(receipt_within=60) as here:
        here.open_case(opening(change=TO))
        here.deliver(59)
        assert here.ladder()[-1] == ("egov", "accepted")
        here.deliver(2)
        assert here.ladder() == [("sms", "rejected"), ("egov", "accepted"), ("email", "accepted")]
        gateway.said = "DELIVERED"
        here.deliver(60)
        assert here.ladder()[1:] == [("egov", "delivered"), ("email", "accepted")]


@pytest.mark.parametrize("media", [{"egov": "egov"}, {"sms": "egov"}])
def test_where_nothing_comes_back_nothing_is_waited_for(
    opened: Opened, gateway: Gateway, opening: Opening, media: dict[str, str | None]
) -> None:
    """SyncChannel says all at once; and of a text message the service tells no more than that it has it."""
    push, sms = "egov-push", "sms-1414"
    with opened(media, profile=push, profiles={"sms": sms}, receipt_within=60) as here:
        here.open_case(opening(change=TO))
        last = here.ladder()
        assert last[-1] == (next(iter(media)), "accepted")
        gateway.said = "DELIVERED"
        here.deliver(120)
        assert here.ladder() == last and here.tasks() == []


def test_one_medium_is_waited_for_and_another_is_not(opened: Opened, gateway: Gateway, opening: Opening) -> None:
    with opened({"egov": "egov", "system": "egov"}, profiles={"erap": "erap"}, receipt_within=60) as here:
        here.open_case(opening(change=TO))
        here.deliver(61)
        assert here.ladder()[-1] == ("email", "accepted")
        assert here.tasks() == [], "the message to the register was answered at once"


def test_a_call_of_the_gateway_moves_the_notice(
    opened: Opened, gateway: Gateway, opening: Opening, authority: pki.Authority, gateway_key: RsaSigner
) -> None:
    with opened(roots=[str(authority.folder / "root.pem")]) as here:
        here.open_case(opening(change=TO))
        told = signed(changed("NOT_DELIVERED", gateway.taken[0]), gateway_key)
        forged = told.replace(gateway.taken[0][:8].encode(), b"00000000")
        for body in (forged, envelope("<x/>")):
            with pytest.raises(ChannelError):
                here.engine.call_back("egov", Callback("POST", "/", body=body))
        assert here.tasks() == ["forged"]
        assert here.engine.call_back("egov", Callback("POST", "/", body=told)) == ("recorded",)
        here.deliver()
        assert here.ladder()[1:] == [("egov", "undeliverable"), ("email", "accepted")]
