"""Telegram against a stand-in of its Bot API: each answer's meaning, what a person reads, and how consent is given."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from qauly.channels.conformance import ChannelContract, Peer, Taken
from qauly.channels.telegram import Telegram
from qauly.engine.content import Content
from qauly.engine.errors import ChannelError
from qauly.engine.ledger import telegram_links as links
from qauly.engine.ledger.store import Store
from qauly.engine.ports import Callback, DispatchOrder
from qauly.engine.wording.editions import Editions

from . import bot_api
from .bot_api import BotApi, serving

LINK = "https://example.kz/n/0123456789abcdef"
BODY = {
    "kk": f"№ 1 <қаулы> & шығарылды. Сома: 36 920,00 теңге. Толығырақ: {LINK}",
    "ru": f"Вынесено. Подробнее: {LINK}.",
}
PERSON = {"iin": "900101100014", "case": "2024-000101", "recipient": "debtor"}
Make = Callable[..., Telegram]


def order(chat: int | str, body: dict[str, str] = BODY) -> DispatchOrder:
    return DispatchOrder("0b5e", "telegram", str(chat), "2024-000101", "notice.initiate", body)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApi]:
    monkeypatch.setenv("QAULY_TELEGRAM_TOKEN", bot_api.TOKEN)
    monkeypatch.setenv("QAULY_TELEGRAM_SECRET", "between us")
    with serving() as api:
        yield api


@pytest.fixture
def make(api: BotApi) -> Iterator[Make]:
    made: list[Telegram] = []

    def channel(**more: Any) -> Telegram:
        made.append(Telegram({"base_url": f"http://127.0.0.1:{api.port}/bot", "timeout": 0.5, **more}))
        return made[-1]

    yield channel
    for each in made:
        each.close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[tuple[str, Store]]:
    url = f"sqlite:///{tmp_path / 'q.db'}"
    store = Store(url)
    yield url, store
    store.close()


@pytest.mark.parametrize(
    ("chat", "status"),
    [
        (7, "accepted"),
        (bot_api.FORBIDDEN, "rejected"),
        (bot_api.NOT_FOUND, "rejected"),
        (bot_api.UNPARSED, "rejected"),
        (bot_api.SLOW_DOWN, "transient"),
        (bot_api.GATEWAY, "transient"),
        (bot_api.DROPPED, "unknown"),
        (bot_api.SILENT, "unknown"),
        ("@asel", "rejected"),
        ("", "rejected"),
    ],
)
def test_each_answer_has_its_meaning(make: Make, api: BotApi, chat: int | str, status: str) -> None:
    channel = make()
    result = channel.send(order(chat))
    assert result.status == status and not result.halt
    assert result.retry_after == (7 if chat == bot_api.SLOW_DOWN else None)
    assert ("our fault" in result.reason) == (chat == bot_api.UNPARSED)
    assert channel.send(order(8)).status == "accepted"  # one chat's fault is not the channel's


def test_a_chat_that_moved_is_written_to_where_it_is(make: Make, api: BotApi) -> None:
    result = make().send(order(bot_api.MOVED))
    assert (result.status, result.address) == ("accepted", str(bot_api.NEW))
    assert [chat for chat, _text, _data in api.sent] == [bot_api.NEW]


def test_a_refused_token_stops_the_channel_and_is_told_nowhere(
    make: Make, api: BotApi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("QAULY_TELEGRAM_TOKEN", "13:not-this-one")
    channel = make()
    with caplog.at_level(logging.DEBUG):
        result = channel.send(order(7))
    assert (result.status, result.halt) == ("transient", True)
    assert "not-this-one" not in caplog.text + str(result) + str(vars(channel))
    assert "HTTP Request" in caplog.text


def test_by_default_only_the_link_leaves_the_house(make: Make, api: BotApi) -> None:
    assert make().send(order(7)).status == "accepted"
    ((_chat, text, data),) = api.sent
    kk, ru = text.split("\n\n")
    assert kk.endswith(f"\n{LINK}") and ru.endswith(f"\n{LINK}") and kk.startswith("Сізге") and ru.startswith("Вам")
    assert "36 920" not in text and "№ 1" not in text
    assert json.loads(data["link_preview_options"]) == {"is_disabled": True}


def test_the_full_text_comes_as_it_is_and_is_never_cut(make: Make, api: BotApi) -> None:
    channel = make(text="full")
    assert channel.send(order(7)).status == "accepted"
    assert api.sent[0][1] == f"{BODY['kk']}\n\n{BODY['ru']}"
    long = dict.fromkeys(("kk", "ru"), f"{'Ұзақ мәтін. 😀' * 160} {LINK}")
    assert channel.send(order(7, long)).status == "accepted"
    assert api.sent[1][1].count(LINK) == 2 and "Ұзақ" not in api.sent[1][1]
    without = channel.send(order(7, dict.fromkeys(("kk", "ru"), "Ұзақ мәтін. " * 200)))
    assert without.status == "rejected" and "no link" in without.reason


def test_without_a_link_nothing_goes(make: Make, api: BotApi) -> None:
    result = make().send(order(7, {"kk": "Сілтемесіз", "ru": "Без ссылки"}))
    assert result.status == "rejected" and "no link" in result.reason and not api.sent


def hear(channel: Telegram, api: BotApi, how: str, update: dict[str, Any]) -> None:
    """Tells the channel an update in one of the two ways."""
    if how == "webhook":
        headers = {"x-telegram-bot-api-secret-token": "between us"}
        assert channel.parse_receipt(Callback("POST", "/", headers, body=json.dumps(update).encode())) == ()
    else:
        api.updates = [update]
        assert list(channel.poll(())) == []
        assert api.updates == []


def written(text: str, chat: int = 7, number: int = 1, kind: str = "private") -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {"message_id": 1, "date": 0, "chat": {"id": chat, "type": kind}, "text": text},
    }


def press(data: str, chat: int = 7, number: int = 2) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "–"}
    query = {"id": "q", "from": person, "chat_instance": "c", "data": data, **written("", chat)}
    del query["update_id"]
    return {"update_id": number, "callback_query": query}


def blocked(chat: int, number: int = 5) -> dict[str, Any]:
    user = {"id": 42, "is_bot": True, "first_name": "–"}
    new = {"status": "kicked", "user": user, "until_date": 0}
    old = {"status": "member", "user": user}
    member = {"chat": {"id": chat, "type": "private"}, "from": user, "date": 0}
    return {"update_id": number, "my_chat_member": {**member, "old_chat_member": old, "new_chat_member": new}}


def offered(store: Store, now: datetime | None = None) -> str:
    with store.writing() as connection:
        return links.offer(connection, **PERSON, now=now or datetime.now(UTC))


def chat_of(store: Store) -> str | None:
    with store.reading() as connection:
        return links.chat_of(connection, PERSON["iin"])


@pytest.mark.parametrize("how", ["webhook", "poll"])
def test_a_person_links_a_chat_by_consent_and_ends_it(
    make: Make, api: BotApi, database: tuple[str, Store], how: str
) -> None:
    url, store = database
    channel = make(database=url, updates=how)
    token = offered(store)
    assert len(token) == 22 and links.deep_link("@qauly_bot", token) == f"https://t.me/qauly_bot?start={token}"
    hear(channel, api, how, written(f"/start {token}"))
    consent = api.sent[-1][1]
    assert consent.index("келісесіз бе") < consent.index("Согласны ли")
    (agree, yes), (refuse, _no) = api.buttons()
    assert (agree, refuse) == ("Келісемін / Согласен", "Келіспеймін / Не согласен")
    assert chat_of(store) is None  # not before the button
    hear(channel, api, how, press(yes))
    assert chat_of(store) == "7" and api.pressed == ["q"]
    hear(channel, api, how, press(yes, number=3))  # the same again
    assert chat_of(store) == "7"
    hear(channel, api, how, written("/stop", number=4))
    assert chat_of(store) is None


def test_a_token_serves_once_one_chat_and_fifteen_minutes(make: Make, api: BotApi, database: tuple[str, Store]) -> None:
    url, store = database
    channel = make(database=url, updates="webhook")
    stale = offered(store, datetime.now(UTC) - timedelta(minutes=15))
    fresh = offered(store)
    hear(channel, api, "webhook", written(f"/start {fresh}"))
    (_agree, yes), (_refuse, no) = api.buttons()
    for text, chat in ((f"/start {stale}", 7), (f"/start {fresh}", 8), ("/start AAAA", 7), ("/start '; --", 7)):
        hear(channel, api, "webhook", written(text, chat))
        assert api.sent[-1][1].startswith("Сілтеменің мерзімі") and api.sent[-1][0] == chat
    hear(channel, api, "webhook", press(yes, chat=8))  # a button of somebody else's chat
    assert chat_of(store) is None
    hear(channel, api, "webhook", press(no))
    hear(channel, api, "webhook", press(yes))
    assert chat_of(store) is None
    hear(channel, api, "webhook", written(f"/start {fresh}"))
    assert api.sent[-1][1].startswith("Сілтеменің мерзімі")


def test_the_ledger_keeps_no_token(database: tuple[str, Store]) -> None:
    _url, store = database
    token = offered(store)
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM telegram_link").all()
    assert len(rows) == 1 and token not in str(rows)


def linked(channel: Telegram, api: BotApi, store: Store, chat: int) -> None:
    hear(channel, api, "webhook", written(f"/start {offered(store)}", chat))
    with store.reading() as connection:
        (link,) = connection.exec_driver_sql("SELECT id FROM telegram_link ORDER BY offered_at DESC").first() or ("",)
    hear(channel, api, "webhook", press(f"agree:{link}", chat))


def test_a_blocked_bot_ends_the_link(make: Make, api: BotApi, database: tuple[str, Store]) -> None:
    url, store = database
    channel = make(database=url, updates="webhook")
    linked(channel, api, store, bot_api.FORBIDDEN)  # it reads nothing we answer
    assert chat_of(store) == str(bot_api.FORBIDDEN)
    assert channel.send(order(bot_api.FORBIDDEN)).status == "rejected"
    assert chat_of(store) is None
    linked(channel, api, store, 9)
    hear(channel, api, "webhook", blocked(9))
    assert chat_of(store) is None


def test_the_newest_chat_of_a_person_holds_and_a_moved_one_stays_known(
    make: Make, api: BotApi, database: tuple[str, Store]
) -> None:
    url, store = database
    channel = make(database=url, updates="webhook")
    linked(channel, api, store, 7)
    linked(channel, api, store, bot_api.MOVED)
    assert chat_of(store) == str(bot_api.MOVED)
    channel.send(order(bot_api.MOVED))
    assert chat_of(store) == str(bot_api.NEW)


def test_in_a_group_the_bot_says_nothing(make: Make, api: BotApi, database: tuple[str, Store]) -> None:
    url, store = database
    hear(make(database=url, updates="webhook"), api, "webhook", written(f"/start {offered(store)}", -5, kind="group"))
    assert not api.sent


@pytest.mark.parametrize("given", [{}, {"x-telegram-bot-api-secret-token": "guessed"}])
def test_a_call_without_our_secret_changes_nothing(
    make: Make, api: BotApi, database: tuple[str, Store], given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, store = database
    body = json.dumps(written(f"/start {offered(store)}")).encode()
    for secret, updates in (("between us", "webhook"), ("", "webhook"), ("between us", "poll")):
        monkeypatch.setenv("QAULY_TELEGRAM_SECRET", secret)
        with pytest.raises(ChannelError) as caught:
            make(database=url, updates=updates).parse_receipt(Callback("POST", "/", given, body=body))
        assert caught.value.kind == "permanent" and not api.sent


def test_settings_that_cannot_work_are_named(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    for settings, named in (({"updates": "poll"}, "database"), ({"text": "half"}, "text"), ({"token": "x"}, "token")):
        with pytest.raises((KeyError, ValueError), match=named):
            Telegram(settings)
    monkeypatch.delenv("QAULY_TELEGRAM_TOKEN")
    with pytest.raises(KeyError, match="QAULY_TELEGRAM_TOKEN"):
        Telegram({})


def test_words_that_nobody_approved_are_not_spoken_in_live_mode(api: BotApi, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the bot's words are not approved"):
        Telegram({"approved_only": True})
    editions = Editions(Content.open())
    edition = editions.at("service", "page.telegram", date(2024, 1, 18))
    record = {
        "wording": "service/page.telegram",
        "start": edition.start.isoformat(),
        "sha256": edition.hashes,
        "drafted": {"by": "А. Қ.", "on": "2024-01-18"},
        "approved": {"by": "Б. Н.", "on": "2024-01-18"},
    }
    place = tmp_path / "office" / "legal_texts" / "approvals.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps({"schema": "approvals/1", "approvals": [record]}), "utf-8")
    Telegram({"approved_only": True, "content": [str(tmp_path / "office")]}).close()


class Chats(Peer):
    """The stand-in as the contract's far end. Telegram has no room for a reference of ours."""

    good, refused, later = "7", str(bot_api.FORBIDDEN), str(bot_api.SLOW_DOWN)
    shared_reference = False
    secrets = (bot_api.TOKEN,)

    def __init__(self, api: BotApi) -> None:
        self.api, self.port = api, api.port

    def settings(self, port: int | None) -> dict[str, Any]:
        return {"base_url": f"http://127.0.0.1:{port}/bot", "timeout": 1.0, "text": "full"}

    def taken(self) -> Sequence[Taken]:
        return [Taken(text, str(number), str(chat)) for number, (chat, text, _data) in enumerate(list(self.api.sent))]


class TestContract(ChannelContract):
    channel_class = Telegram
    medium = "telegram"

    @pytest.fixture
    def peer(self, api: BotApi) -> Peer:
        return Chats(api)
