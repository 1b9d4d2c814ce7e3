"""SMS by smsc.kz against a stand-in made from its tables: errors, statuses, calls that must not be believed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qauly.channels.conformance import Peer, order
from qauly.channels.smsc_kz import SmscKz, own_id
from qauly.engine.ports import Callback

from .http_sms import SECRET, HttpSmsContract, Stand, standing

PASSWORD = "psw-kilt-soz"


class SmscKzStand(Stand):
    """Statuses are numbers."""

    refused, later = "+77011237708", "+77011237709"
    names = ("mes", "id", "phones")
    secrets, required = (PASSWORD, SECRET), ("login",)

    def __init__(self) -> None:
        super().__init__()
        self.status = 0

    def settings(self, port: int | None) -> dict[str, Any]:
        return {"base_url": f"http://127.0.0.1:{port}", "login": "office", "sender": "QAULY", "timeout": 0.6}

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, object]:
        assert "?" not in path, "a secret in the address is a secret in a log"
        if form.get("psw") != PASSWORD:
            return 200, {"error": "authorise error", "error_code": 2}
        if path == "/sys/send.php":
            if (code := self.told_to(form["phones"])) is not None:
                return 200, {"error": "told to", "error_code": code}
            assert form["charset"] == "utf-8" and form["fmt"] == "3"
            self.forms.append(form)
            return 200, {"id": int(form["id"]), "cnt": 3, "cost": "45", "balance": "1955"}
        known = any((each["phones"], each["id"]) == (form["phone"], form["id"]) for each in self.forms)
        return 200, {"status": self.status if known else -3, "message": "Мәтін / Текст"}

    def call(self, provider_id: str, status: Any, secret: str = SECRET) -> Callback:
        number, _colon, own = provider_id.partition(":")
        form = {"phone": number, "id": own, "status": str(status)}
        return Callback("POST", f"/callbacks/smsc_kz/{secret}", form=form, peer="127.0.0.1")


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    monkeypatch.setenv("QAULY_SMSC_KZ_PASSWORD", PASSWORD)
    monkeypatch.setenv("QAULY_SMSC_KZ_CALLBACK_SECRET", SECRET)
    with standing(SmscKzStand()) as peer:
        yield peer


@pytest.fixture
def channel(stand: Stand) -> Iterator[SmscKz]:
    made = SmscKz(stand.settings(stand.port))
    yield made
    made.close()


class TestSmscKz(HttpSmsContract):
    channel_class = SmscKz
    key_variable, secret_variable = "QAULY_SMSC_KZ_PASSWORD", "QAULY_SMSC_KZ_CALLBACK_SECRET"
    halting, rejected, too_often = (2, 3, 4), (1, 6, 7, 8), 9
    states = {
        -2: "rejected", -1: "accepted", 0: "accepted", 1: "delivered", 2: "read", 3: "expired", 4: "read",
        20: "undeliverable", 22: "undeliverable", 23: "rejected", 24: "rejected", 25: "undeliverable",
    }  # fmt: skip
    delivered, undeliverable = 1, 25

    def test_a_call_from_elsewhere_is_turned_away(self, stand: Stand) -> None:
        channel = SmscKz({**stand.settings(stand.port), "callback_peers": ["192.0.2.7"]})
        self._turned_away(channel, stand.call(channel.send(order("sms", Peer.good)).provider_id, 1))
        channel.close()


def test_cost_and_balance_are_kept_and_the_id_is_ours(channel: SmscKz, stand: Stand) -> None:
    due = datetime.now(UTC) + timedelta(hours=5, minutes=30)
    sent = order("sms", Peer.good, expires=due)
    result = channel.send(sent)
    assert '"cost": "45"' in result.evidence and '"balance": "1955"' in result.evidence
    assert result.provider_id == f"77011234567:{own_id(sent.reference)}"
    assert stand.forms[0]["valid"] == "5" and 1 <= int(stand.forms[0]["id"]) <= 2147483647


def test_what_is_not_found_did_not_go(channel: SmscKz) -> None:
    sent = order("sms", Peer.good)
    found = channel.resolve(sent)
    assert found is not None and found.status == "transient"
    channel.send(sent)
    found = channel.resolve(sent)
    assert found is not None and found.status == "accepted" and "Мәтін" not in found.evidence
