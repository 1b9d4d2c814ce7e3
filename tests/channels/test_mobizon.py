"""SMS by Mobizon against a stand-in made from its tables: codes, statuses, calls whose data anybody could change."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qauly.channels.conformance import Peer, order
from qauly.channels.mobizon import Mobizon
from qauly.engine.ports import Callback, Waiting

from .http_sms import SECRET, HttpSmsContract, Stand, standing

KEY = "kz-kilt-0123456789"
FIRST = 5_000_000_000  # ids are wider than 32 bits


class MobizonStand(Stand):
    """Statuses are words."""

    refused, later = "+77011237701", "+77011237730"
    names = ("text", "params[name]", "recipient")
    secrets = (KEY, SECRET)

    def __init__(self) -> None:
        super().__init__()
        self.status = "ACCEPTD"
        self.asked: list[int] = []

    def settings(self, port: int | None) -> dict[str, Any]:
        return {"base_url": f"http://127.0.0.1:{port}", "sender": "QAULY", "timeout": 0.6}

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, object]:
        assert "?" not in path, "a key in the address is a key in a log"
        if form.get("apiKey") != KEY:
            return 200, {"code": 8, "data": [], "message": "auth"}
        if path == "/service/Message/SendSmsMessage":
            if (code := self.told_to(form["recipient"])) is not None:
                return 200, {"code": code, "data": [], "message": "told to"}
            self.forms.append(form)
            name = str(FIRST + len(self.forms))
            status = 1 if form["recipient"].endswith("0001") else 2
            return 200, {"code": 0, "data": {"campaignId": "1", "messageId": name, "status": status}, "message": ""}
        ids = [value for name, value in form.items() if name.startswith("ids[")]
        self.asked.append(len(ids))
        known = [each for each in ids if each.isdigit() and FIRST < int(each) <= FIRST + len(self.forms)]
        return 200, {"code": 0, "data": [{"id": each, "status": self.status, "segNum": 3} for each in known]}

    def call(self, provider_id: str, status: Any, secret: str = SECRET, **changed: str) -> Callback:
        signed = {"eventId": "e-1", "attempt": "1", "eventCreateTs": "2024-01-24 13:05:00"}
        sign = hashlib.sha1("|".join([*signed.values(), secret]).encode()).hexdigest()
        body = {**signed, "sign": sign, "data": {"messageId": provider_id, "status": status}, **changed}
        return Callback("POST", "/callbacks/mobizon", body=json.dumps(body).encode())


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Iterator[MobizonStand]:
    monkeypatch.setenv("QAULY_MOBIZON_KEY", KEY)
    monkeypatch.setenv("QAULY_MOBIZON_CALLBACK_SECRET", SECRET)
    made = MobizonStand()
    with standing(made):
        yield made


@pytest.fixture
def channel(stand: MobizonStand) -> Iterator[Mobizon]:
    made = Mobizon(stand.settings(stand.port))
    yield made
    made.close()


class TestMobizon(HttpSmsContract):
    channel_class = Mobizon
    key_variable, secret_variable = "QAULY_MOBIZON_KEY", "QAULY_MOBIZON_CALLBACK_SECRET"
    halting, rejected, too_often = (8, 13, 14), (1, 2, 11, 99), 30
    states = {
        "NEW": "accepted", "ENQUEUD": "accepted", "ACCEPTD": "accepted", "PDLIVRD": "accepted",
        "DELIVRD": "delivered", "UNDELIV": "undeliverable", "REJECTD": "rejected", "EXPIRED": "expired",
        "DELETED": "undeliverable",
    }  # fmt: skip
    delivered, undeliverable = "DELIVRD", "UNDELIV"

    def test_a_call_whose_signed_part_was_changed_is_turned_away(self, channel: Mobizon, stand: MobizonStand) -> None:
        name = channel.send(order("sms", Peer.good)).provider_id
        for changed in ({"sign": ""}, {"attempt": "2"}, {"eventId": "e-2"}):
            self._turned_away(channel, stand.call(name, "DELIVRD", **changed))


def test_the_term_and_the_reference_go_along(channel: Mobizon, stand: MobizonStand) -> None:
    for hours, minutes in ((5, "299"), (0.1, "60"), (100, "1440")):
        sent = order("sms", Peer.good, expires=datetime.now(UTC) + timedelta(hours=hours))
        assert channel.send(sent).status == "accepted"
        assert stand.forms[-1]["params[validity]"] == minutes
        assert stand.forms[-1]["params[name]"] == sent.reference


def test_moderation_is_told(channel: Mobizon) -> None:
    assert "moderation" in channel.send(order("sms", "+77011230001")).reason


def test_a_hundred_are_asked_for_at_a_time(channel: Mobizon, stand: MobizonStand) -> None:
    waiting = [Waiting(str(n), Peer.good, (str(FIRST + n),), datetime.now(UTC)) for n in range(1, 251)]
    stand.forms, stand.status = [{}] * 250, "DELIVRD"
    assert len(list(channel.poll(waiting))) == 250 and stand.asked == [100, 100, 50]
