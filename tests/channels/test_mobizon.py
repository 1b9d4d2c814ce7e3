"""SMS by Mobizon against a stand-in made from its tables: codes, statuses, calls whose data anybody could change."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qauly.channels.conformance import ChannelContract, Peer, Taken, order
from qauly.channels.mobizon import Mobizon
from qauly.engine.errors import ChannelError
from qauly.engine.ports import Callback, Waiting

from .gateway_peer import serving

KEY, SECRET = "kz-kilt-0123456789", "hook-7f3c"
FIRST = 5_000_000_000  # ids are wider than 32 bits


class Stand(Peer):
    """Takes every number but those that end in 77xx, which give the code xx; statuses are set by hand."""

    refused, later = "+77011237701", "+77011237730"
    secrets, seconds = (KEY, SECRET), 6.0

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.status = "ACCEPTD"
        self.asked: list[int] = []

    def settings(self, port: int | None) -> dict[str, Any]:
        return {"base_url": f"http://127.0.0.1:{port}", "sender": "QAULY", "timeout": 0.6}

    def taken(self) -> Sequence[Taken]:
        return [Taken(form["text"], form["params[name]"], form["recipient"]) for form in list(self.forms)]

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, object]:
        assert "?" not in path, "a key in the address is a key in a log"
        if form.get("apiKey") != KEY:
            return 200, {"code": 8, "data": [], "message": "auth"}
        if path == "/service/Message/SendSmsMessage":
            number = form["recipient"]
            if number[-4:-2] == "77":
                return 200, {"code": int(number[-2:]), "data": [], "message": "told to"}
            self.forms.append(form)
            name = str(FIRST + len(self.forms))
            status = 1 if number.endswith("0001") else 2
            return 200, {"code": 0, "data": {"campaignId": "1", "messageId": name, "status": status}, "message": ""}
        ids = [value for name, value in form.items() if name.startswith("ids[")]
        self.asked.append(len(ids))
        known = [each for each in ids if each.isdigit() and FIRST < int(each) <= FIRST + len(self.forms)]
        return 200, {"code": 0, "data": [{"id": each, "status": self.status, "segNum": 3} for each in known]}


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    monkeypatch.setenv("QAULY_MOBIZON_KEY", KEY)
    monkeypatch.setenv("QAULY_MOBIZON_CALLBACK_SECRET", SECRET)
    peer = Stand()
    with serving(peer.answer) as port:
        peer.port = port
        yield peer


@pytest.fixture
def channel(stand: Stand) -> Iterator[Mobizon]:
    made = Mobizon(stand.settings(stand.port))
    yield made
    made.close()


class TestMobizon(ChannelContract):
    channel_class = Mobizon
    medium = "sms"

    @pytest.fixture
    def peer(self, stand: Stand) -> Peer:
        return stand


@pytest.mark.parametrize(
    ("code", "status", "paused", "halt"),
    [
        (1, "rejected", False, False),
        (2, "rejected", False, False),
        (8, "transient", False, True),
        (11, "rejected", False, False),
        (13, "transient", False, True),
        (14, "transient", False, True),
        (30, "transient", True, False),
        (99, "rejected", False, False),
        (55, "transient", False, False),
    ],
)
def test_each_code_has_its_meaning(channel: Mobizon, code: int, status: str, paused: bool, halt: bool) -> None:
    result = channel.send(order("sms", f"+770112377{code:02d}"))
    assert (result.status, result.retry_after is not None, result.halt) == (status, paused, halt)


def test_a_wrong_key_stops_the_channel(channel: Mobizon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAULY_MOBIZON_KEY", "wrong")
    assert channel.send(order("sms", Peer.good)).halt


def test_the_term_and_the_reference_go_along(channel: Mobizon, stand: Stand) -> None:
    for hours, minutes in ((5, "299"), (0.1, "60"), (100, "1440")):
        sent = order("sms", Peer.good, expires=datetime.now(UTC) + timedelta(hours=hours))
        assert channel.send(sent).status == "accepted"
        assert stand.forms[-1]["params[validity]"] == minutes
        assert stand.forms[-1]["params[name]"] == sent.reference


def test_moderation_is_told(channel: Mobizon) -> None:
    assert "moderation" in channel.send(order("sms", "+77011230001")).reason


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("NEW", "accepted"), ("ENQUEUD", "accepted"), ("ACCEPTD", "accepted"), ("PDLIVRD", "accepted"),
        ("DELIVRD", "delivered"), ("UNDELIV", "undeliverable"), ("REJECTD", "rejected"), ("EXPIRED", "expired"),
        ("DELETED", "undeliverable"),
    ],
)  # fmt: skip
def test_each_status_by_the_table(channel: Mobizon, stand: Stand, status: str, state: str) -> None:
    sent = order("sms", Peer.good)
    name = channel.send(sent).provider_id
    stand.status = status
    (receipt,) = channel.poll([Waiting(sent.reference, sent.address, (name,), datetime.now(UTC))])
    assert (receipt.state, receipt.provider_ids) == (state, (name,))


def test_a_hundred_are_asked_for_at_a_time(channel: Mobizon, stand: Stand) -> None:
    waiting = [Waiting(str(n), Peer.good, (str(FIRST + n),), datetime.now(UTC)) for n in range(1, 251)]
    stand.forms = [{}] * 250
    assert len(list(channel.poll(waiting))) == 250 and stand.asked == [100, 100, 50]


def call(name: str, status: str = "DELIVRD", secret: str = SECRET, **changed: str) -> Callback:
    signed = {"eventId": "e-1", "attempt": "1", "eventCreateTs": "2024-01-24 13:05:00"}
    sign = hashlib.sha1("|".join([*signed.values(), secret]).encode()).hexdigest()
    body = {**signed, "sign": sign, "data": {"messageId": name, "status": status}, **changed}
    return Callback("POST", "/hooks/mobizon", body=json.dumps(body).encode())


def test_altered_data_is_not_believed(channel: Mobizon, stand: Stand) -> None:
    name = channel.send(order("sms", Peer.good)).provider_id
    stand.status = "UNDELIV"
    (receipt,) = channel.parse_receipt(call(name, "DELIVRD"))  # signed, but the data was changed on its way
    assert receipt.state == "undeliverable"


def test_a_forged_call_is_turned_away(channel: Mobizon, monkeypatch: pytest.MonkeyPatch) -> None:
    name = channel.send(order("sms", Peer.good)).provider_id
    forged = [call(name, secret="guess"), call(name, sign=""), call(name, attempt="2"), call("77")]
    for each in forged:
        with pytest.raises(ChannelError) as fault:
            channel.parse_receipt(each)
        assert fault.value.kind == "permanent"
    monkeypatch.delenv("QAULY_MOBIZON_CALLBACK_SECRET")
    with pytest.raises(ChannelError):
        channel.parse_receipt(call(name, secret=""))
