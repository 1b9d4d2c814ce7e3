"""SMS by smsc.kz against a stand-in made from its tables: errors, statuses, calls that must not be believed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qauly.channels.conformance import ChannelContract, Peer, Taken, order
from qauly.channels.smsc_kz import SmscKz, own_id
from qauly.engine.errors import ChannelError
from qauly.engine.ports import Callback, Waiting

from .gateway_peer import serving

PASSWORD, SECRET = "psw-kilt-soz", "hook-7f3c"


class Stand(Peer):
    """Takes every number but those that end in 77xx, which give the error xx; statuses are set by hand."""

    refused, later = "+77011237708", "+77011237709"
    secrets, required, seconds = (PASSWORD, SECRET), ("login",), 6.0

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.statuses: dict[str, int] = {}
        self.default: int = 0

    def settings(self, port: int | None) -> dict[str, Any]:
        return {"base_url": f"http://127.0.0.1:{port}", "login": "office", "sender": "QAULY", "timeout": 0.6}

    def taken(self) -> Sequence[Taken]:
        return [Taken(form["mes"], form["id"], form["phones"]) for form in list(self.forms)]

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, object]:
        assert "?" not in path, "a secret in the address is a secret in a log"
        if form.get("psw") != PASSWORD:
            return 200, {"error": "authorise error", "error_code": 2}
        if path == "/sys/send.php":
            number = form["phones"]
            if number[-4:-2] == "77":
                return 200, {"error": "told to", "error_code": int(number[-2:])}
            assert form["charset"] == "utf-8" and form["fmt"] == "3"
            self.forms.append(form)
            return 200, {"id": int(form["id"]), "cnt": 3, "cost": "45", "balance": "1955"}
        known = any((each["phones"], each["id"]) == (form["phone"], form["id"]) for each in self.forms)
        return 200, {"status": self.statuses.get(form["id"], self.default) if known else -3}


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    monkeypatch.setenv("QAULY_SMSC_KZ_PASSWORD", PASSWORD)
    monkeypatch.setenv("QAULY_SMSC_KZ_CALLBACK_SECRET", SECRET)
    peer = Stand()
    with serving(peer.answer) as port:
        peer.port = port
        yield peer


@pytest.fixture
def channel(stand: Stand) -> Iterator[SmscKz]:
    made = SmscKz(stand.settings(stand.port))
    yield made
    made.close()


class TestSmscKz(ChannelContract):
    channel_class = SmscKz
    medium = "sms"

    @pytest.fixture
    def peer(self, stand: Stand) -> Peer:
        return stand


@pytest.mark.parametrize(
    ("code", "status", "paused", "halt"),
    [
        (1, "rejected", False, False),
        (2, "transient", False, True),
        (3, "transient", False, True),
        (4, "transient", False, True),
        (6, "rejected", False, False),
        (7, "rejected", False, False),
        (8, "rejected", False, False),
        (9, "transient", True, False),
        (55, "transient", False, False),
    ],
)
def test_each_error_has_its_meaning(channel: SmscKz, code: int, status: str, paused: bool, halt: bool) -> None:
    result = channel.send(order("sms", f"+770112377{code:02d}"))
    assert (result.status, result.retry_after is not None, result.halt) == (status, paused, halt)


def test_a_wrong_password_stops_the_channel(channel: SmscKz, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAULY_SMSC_KZ_PASSWORD", "wrong")
    assert channel.send(order("sms", Peer.good)).halt


def test_cost_and_balance_are_kept_and_the_id_is_ours(channel: SmscKz, stand: Stand) -> None:
    due = datetime.now(UTC) + timedelta(hours=5, minutes=30)
    sent = order("sms", Peer.good, expires=due)
    result = channel.send(sent)
    assert '"cost": "45"' in result.evidence and '"balance": "1955"' in result.evidence
    assert result.provider_id == f"77011234567:{own_id(sent.reference)}"
    assert stand.forms[0]["valid"] == "5" and 1 <= int(stand.forms[0]["id"]) <= 2147483647


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (-2, "rejected"), (-1, "accepted"), (0, "accepted"), (1, "delivered"), (2, "read"), (3, "expired"), (4, "read"),
        (20, "undeliverable"), (22, "undeliverable"), (23, "rejected"), (24, "rejected"), (25, "undeliverable"),
    ],
)  # fmt: skip
def test_each_status_by_the_table(channel: SmscKz, stand: Stand, status: int, state: str) -> None:
    sent = order("sms", Peer.good)
    name = channel.send(sent).provider_id
    stand.default = status
    (receipt,) = channel.poll([Waiting(sent.reference, sent.address, (name,), datetime.now(UTC))])
    assert (receipt.state, receipt.provider_ids) == (state, (name,))


def test_what_is_not_found_did_not_go(channel: SmscKz) -> None:
    sent = order("sms", Peer.good)
    found = channel.resolve(sent)
    assert found is not None and found.status == "transient"
    channel.send(sent)
    found = channel.resolve(sent)
    assert found is not None and found.status == "accepted"


def call(own: str, status: str, path: str = f"/hooks/smsc_kz/{SECRET}") -> Callback:
    return Callback("POST", path, form={"phone": "77011234567", "id": own, "status": status}, peer="127.0.0.1")


def test_a_call_is_believed_only_as_far_as_the_gateway_confirms_it(channel: SmscKz, stand: Stand) -> None:
    sent = order("sms", Peer.good)
    own = channel.send(sent).provider_id.partition(":")[2]
    stand.default = 25
    (receipt,) = channel.parse_receipt(call(own, "1"))  # the call lies: the gateway says it cannot be reached
    assert receipt.state == "undeliverable"


@pytest.mark.parametrize("path", ["/hooks/smsc_kz/guess", "/hooks/smsc_kz/", "/"])
def test_a_forged_call_is_turned_away(channel: SmscKz, path: str) -> None:
    own = channel.send(order("sms", Peer.good)).provider_id.partition(":")[2]
    for forged in (call(own, "1", path), call("12345", "1")):
        with pytest.raises(ChannelError) as fault:
            channel.parse_receipt(forged)
        assert fault.value.kind == "permanent"


def test_no_secret_word_no_calls(channel: SmscKz, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QAULY_SMSC_KZ_CALLBACK_SECRET")
    with pytest.raises(ChannelError):
        channel.parse_receipt(call("1", "1", "/hooks/smsc_kz/"))


def test_a_key_never_goes_in_the_clear() -> None:
    with pytest.raises(ValueError, match="base_url"):
        SmscKz({"login": "office", "base_url": "http://smsc.kz"})
