"""What a sandbox shows without anything leaving the house, and what a provider's call at our door may change."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.engine.conftest import Opening

from qauly.engine import CallerError, ChannelError, Engine
from qauly.engine.config import Config, Media
from qauly.engine.delivery.rehearsal import RECIPIENTS, played
from qauly.engine.ledger import tables as t
from qauly.engine.messages import _
from qauly.engine.ports import Callback, Receipt

from .conftest import MakeOffice, Provider

LATER = datetime.fromisoformat("2024-01-18T12:00:00+06:00")
SHOWN = {
    "rejected": "rejected",
    "transient": "queued",
    "unknown": "queued",  # the sandbox's own channel may be given the same reference twice
    "throttled": "accepted",
    "delivered": "delivered",
    "undeliverable": "undeliverable",
    "expired": "expired",
    "read": "read",
    "contradictory": "delivered",
}


@pytest.mark.parametrize("word", RECIPIENTS)
def test_a_recipient_of_the_sandbox_shows_its_failure(word: str, tmp_path: Path, opening: Opening) -> None:
    phone = f"+770000000{RECIPIENTS[word]}"
    assert played(phone) == played(f"{word}@example.kz") == word
    config = Config(media=Media(sms="smpp"), channels={"smpp": {"host": "127.0.0.1", "port": 1, "system_id": "x"}})
    with Engine.open(f"sqlite:///{tmp_path / 'q.db'}", archive=tmp_path / "archive", config=config) as engine:
        engine.handle(opening("2024-000960", change={"debtor": {"contacts": {"phone": phone}}}))
        engine.deliver(LATER)
        with engine.store.reading() as connection:
            sms = connection.execute(select(t.dispatch).where(t.dispatch.c.medium == "sms")).one()
    assert (sms.channel, sms.state if word != "transient" else "queued") == ("smpp", SHOWN[word])
    sent = list((tmp_path / "outbox").rglob("sms-*"))
    assert bool(sent) == (word not in ("rejected", "transient", "unknown")), "into a folder, whatever the settings say"


def test_an_ordinary_address_plays_nothing() -> None:
    assert [played(each) for each in ("+77011234567", "+77000000000", "citizen@example.kz", "900101100014")] == [
        None
    ] * 4


class Called(Provider):
    """A provider that calls our door; whoever does not know the word forges."""

    def parse_receipt(self, call: Callback) -> list[Receipt]:
        if call.query.get("word") != "right":
            raise ChannelError(_("is not known."), channel="provider", kind="permanent", evidence="no word")
        return [Receipt("delivered", (call.query["id"],))]


def test_a_call_at_our_door(office: MakeOffice, opening: Opening) -> None:
    """Fault 13: what is forged changes nothing, and a person is told."""
    desk = office(Called())
    desk.engine.handle(opening())
    desk.deliver()
    query = {"id": f"P-{desk.sms.sent[0].reference[:8]}"}
    with pytest.raises(ChannelError):
        desk.engine.call_back("provider", Callback("POST", "/", query=query | {"word": "guessed"}))
    assert desk.state() == "accepted" and [kind for kind, _reason in desk.tasks()] == ["forged"]
    assert desk.engine.call_back("provider", Callback("POST", "/", query=query | {"word": "right"})) == ("recorded",)
    assert desk.state() == "delivered"
    with pytest.raises(CallerError, match="takes no calls"):
        desk.engine.call_back("memory", Callback("POST", "/"))
