"""What people do in the chat: they open a token, press a button, write /stop, block the bot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...engine.ledger import telegram_links as links
from ...engine.ledger.store import Store
from ...engine.wording.bot import BotTexts

AGREE, REFUSE = "agree", "refuse"
KINDS = ("message", "callback_query", "my_chat_member")


@dataclass(frozen=True, slots=True)
class Reply:
    """What to write into the chat, with the buttons below it (text, data), and the pressed button to acknowledge."""

    chat: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    pressed: str = ""


def react(update: Mapping[str, Any], store: Store, texts: BotTexts, now: datetime) -> Reply | None:
    """Writes down what the update says, and gives the answer to it; the same update again changes nothing."""
    if "callback_query" in update:
        return _pressed(update["callback_query"], store, texts, now)
    if "my_chat_member" in update:
        member = update["my_chat_member"]
        if member.get("new_chat_member", {}).get("status") in ("kicked", "left"):
            with store.writing() as connection:
                links.unlink(connection, str(member["chat"]["id"]), "the bot was blocked", now)
        return None
    message = update.get("message", {})
    if message.get("chat", {}).get("type") != "private":  # in a group others would read it
        return None
    return _written(str(message["chat"]["id"]), str(message.get("text", "")), store, texts, now)


def _written(chat: str, text: str, store: Store, texts: BotTexts, now: datetime) -> Reply:
    command, _space, token = text.strip().partition(" ")
    if command == "/stop":
        with store.writing() as connection:
            links.unlink(connection, chat, "the person wrote /stop", now)
        return Reply(chat, texts.refused.both())
    if command != "/start" or not token.strip():
        return Reply(chat, texts.hello.both())
    with store.writing() as connection:
        offer = links.opened(connection, token.strip(), chat, now)
    if offer is None:
        return Reply(chat, texts.expired.both())
    buttons = ((texts.agree.both(" / "), f"{AGREE}:{offer.id}"), (texts.refuse.both(" / "), f"{REFUSE}:{offer.id}"))
    return Reply(chat, texts.consent.both(), buttons)


def _pressed(query: Mapping[str, Any], store: Store, texts: BotTexts, now: datetime) -> Reply | None:
    choice, _colon, link = str(query.get("data", "")).partition(":")
    chat = str(query.get("message", {}).get("chat", {}).get("id", ""))
    if not chat or choice not in (AGREE, REFUSE):
        return None
    with store.writing() as connection:
        if choice == AGREE:
            done = links.agree(connection, link, chat, texts.start.isoformat(), now)
        else:
            done = links.refuse(connection, link, chat, now)
    said = (texts.agreed if choice == AGREE else texts.refused) if done else texts.expired
    return Reply(chat, said.both(), pressed=str(query["id"]))
