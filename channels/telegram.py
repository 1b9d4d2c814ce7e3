"""Telegram by the Bot API: by default the link to a notice, not its text, because what is written leaves the country.

There is no receipt: what Telegram took is `accepted`, and only the page behind the link tells that it was read. A lost
answer is `unknown`, and as Telegram knows no reference of ours, a second attempt is a second message: the ledger waits
before it makes one.
"""

import hmac
import json
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass
from zoneinfo import ZoneInfo

from pydantic import Field
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.request import HTTPXRequest

from ..engine.config import beside
from ..engine.content import Content
from ..engine.errors import ChannelError
from ..engine.ledger import telegram_links as links
from ..engine.ledger.store import Store
from ..engine.messages import _
from ..engine.ports import Callback, Capabilities, DispatchOrder, Receipt, SendResult, Waiting
from ..engine.wording.bot import BotTexts, bot_texts
from .bot import answers, updates, words
from .common.background import Background
from .common.http_async import WithinLimits
from .common.settings import ChannelSettings, Place, folder_of

TOKEN, SECRET = "QAULY_TELEGRAM_TOKEN", "QAULY_TELEGRAM_SECRET"
SECRET_HEADER = "x-telegram-bot-api-secret-token"
os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns of itself whenever it is told to slow down
ALMATY = ZoneInfo("Asia/Almaty")
MANY = 64  # messages on their way at once
# Waiting for a free connection, connecting and securing it may each take this part of a call's time: who is cut off in
# the middle of the last one leaves the socket open behind him.
BEFORE = 4


class TelegramSettings(ChannelSettings):
    """`[channels.telegram]`. Of the environment: QAULY_TELEGRAM_TOKEN, and QAULY_TELEGRAM_SECRET of a webhook.

    `text`: the link alone, or the full text where lawyers allow it. `updates`: how we hear of consent; one of them, for
    Telegram tells each update once. `database`: the ledger, where consent is kept; the engine fills it in.
    `content`: overlay folders whose wording of the bot (legal_texts/service/page.telegram) wins; the engine fills in
    its own. `approved_only`: words that two people have not approved are not spoken; the engine sets it in live mode.
    """

    base_url: str = "https://api.telegram.org/bot"
    text: Literal["link", "full"] = "link"
    updates: Literal["none", "poll", "webhook"] = "none"
    timeout: float = Field(30, gt=0)
    database: str | None = None
    content: tuple[Place, ...] = ()
    approved_only: bool = False


class Telegram:
    """Settings: `TelegramSettings`."""

    capabilities = Capabilities(("telegram",), resend_is_safe=False, receipts=False, rate=30, asked_at_once=0)

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = TelegramSettings.read("telegram", settings)
        if not os.environ.get(TOKEN):
            raise KeyError(TOKEN)
        if self.settings.updates != "none" and self.settings.database is None:
            raise KeyError("database")
        self._folder = folder_of(settings)
        self._content = Content.open(self.settings.content)
        if self.settings.approved_only and self._texts().draft:
            raise ValueError("the bot's words are not approved: qauly approve page.telegram")
        self._background = Background("telegram")
        self._heard = 0  # the update to be told next
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).addFilter(_hide_token)
        logging.getLogger("telegram.Bot").setLevel(logging.INFO)  # below that it logs the token and every text

    def send(self, dispatch: DispatchOrder) -> SendResult:
        if not re.fullmatch(r"-?\d{1,20}", dispatch.address):
            return SendResult("rejected", "the address is no number of a chat")
        try:
            text = words.message(dispatch.body, self._texts(), self.settings.text)
        except ValueError as error:
            return SendResult("rejected", str(error))
        result, fault = self._background.run(self._deliver(dispatch.address, text))
        if self.settings.database is not None and (result.address or isinstance(fault, Forbidden)):
            with self._store.writing() as connection:
                if result.address:
                    links.moved(connection, dispatch.address, result.address)
                if isinstance(fault, Forbidden):
                    links.unlink(connection, result.address or dispatch.address, fault.message[:200], datetime.now(UTC))
        return result

    def poll(self, waiting: Sequence[Waiting]) -> Iterator[Receipt]:
        """Hears what people did in their chats; receipts there are none.

        Raises `ChannelError` (transient) where Telegram cannot be asked.
        """
        if self.settings.updates != "poll":
            return iter(())
        try:
            self._listen()
        except TelegramError as error:
            raise _not_now(error) from None
        return iter(())

    def parse_receipt(self, call: Callback) -> Sequence[Receipt]:
        """A webhook's update. Raises `ChannelError` (permanent) for a call that does not carry our secret."""
        secret = os.environ.get(SECRET, "")
        given = call.headers.get(SECRET_HEADER, "")
        if self.settings.updates != "webhook" or not secret or not hmac.compare_digest(secret.encode(), given.encode()):
            raise ChannelError(_("the call is not Telegram's."), channel="telegram", kind="permanent")
        try:
            update = json.loads(call.body)
        except ValueError:
            update = None
        if not isinstance(update, dict):
            raise ChannelError(_("the call is no update of Telegram."), channel="telegram", kind="permanent")
        try:
            self._react(update)
        except TelegramError as error:  # what the update says is written down; told again, it is answered again
            raise _not_now(error) from None
        return ()

    def close(self) -> None:
        if self._background.closed:
            return
        if "_bot" in vars(self):
            self._background.run(self._hang_up())
        self._background.close()
        if "_store" in vars(self):
            self._store.close()

    async def _deliver(self, chat: str, text: str) -> tuple[SendResult, TelegramError | None]:
        """The result, and the error it comes from; a chat that has moved is written to where it is now."""
        try:
            return await self._write(chat, text), None
        except ChatMigrated as moved:
            now = str(moved.new_chat_id)
            try:
                return replace(await self._write(now, text), address=now), None
            except TelegramError as error:
                return replace(answers.answer(error), address=now), error
        except TelegramError as error:
            return answers.answer(error), error

    async def _write(self, chat: str, text: str, buttons: InlineKeyboardMarkup | None = None) -> SendResult:
        sent = await self._bot.api().send_message(
            int(chat),
            text,
            parse_mode=ParseMode.HTML,
            reply_markup=buttons,
            # Telegram's servers do not open the citizen's link
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return SendResult("accepted", provider_id=f"{chat}:{sent.message_id}", evidence=f"message_id {sent.message_id}")

    def _listen(self) -> None:
        while True:
            found = self._background.run(self._heard_since(self._heard))
            for number, update in found:
                self._react(update)
                self._heard = number + 1  # the next question tells Telegram that this one is dealt with
            if not found:
                return

    async def _heard_since(self, number: int) -> list[tuple[int, dict[str, Any]]]:
        found = await self._bot.api().get_updates(offset=number or None, timeout=0, allowed_updates=updates.KINDS)
        return [(each.update_id, each.to_dict()) for each in found]

    def _react(self, update: Mapping[str, Any]) -> None:
        reply = updates.react(update, self._store, self._texts(), datetime.now(UTC))
        if reply is not None:
            self._background.run(self._answer(reply))

    async def _answer(self, reply: updates.Reply) -> None:
        rows = [[InlineKeyboardButton(text, callback_data=data)] for text, data in reply.buttons]
        if reply.pressed:
            with suppress(BadRequest):  # pressed too long ago to be acknowledged
                await self._bot.api().answer_callback_query(reply.pressed)
        with suppress(BadRequest, ChatMigrated, Forbidden):  # nobody is there to read it
            await self._write(reply.chat, words.escaped(reply.text), InlineKeyboardMarkup(rows) if rows else None)

    async def _hang_up(self) -> None:
        for request in self._bot.requests:
            await request.shutdown()

    def _texts(self) -> BotTexts:
        return bot_texts(self._content, datetime.now(ALMATY).date())

    @cached_property
    def _store(self) -> Store:
        assert self.settings.database is not None
        return Store(beside(self.settings.database, self._folder))

    @cached_property
    def _bot(self) -> "_Api":
        return _Api(self.settings.base_url, self.settings.timeout)


class _Api:
    """The bot, which holds its token; it shows itself without."""

    def __init__(self, base_url: str, timeout: float) -> None:
        self.requests = [
            HTTPXRequest(
                connection_pool_size=size,
                connect_timeout=timeout / BEFORE,
                read_timeout=timeout,
                write_timeout=timeout,
                pool_timeout=timeout / BEFORE,
                httpx_kwargs={"transport": WithinLimits(timeout, size, _proxy(base_url))},
            )
            for size in (MANY, 1)
        ]
        bot = Bot(os.environ[TOKEN], base_url, request=self.requests[0], get_updates_request=self.requests[1])
        self.api: Callable[[], Bot] = lambda: bot


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for it: in many a house Telegram is reached by no other way."""
    there = urlsplit(url)
    if not there.hostname or proxy_bypass(there.hostname):
        return None
    proxies = getproxies()
    found = proxies.get(there.scheme) or proxies.get("all")
    return found if found is None or "://" in found else f"http://{found}"


def _not_now(error: TelegramError) -> ChannelError:
    said = error.message
    problem = _("Telegram cannot be asked now: {error}.", error=said.rstrip("."))
    return ChannelError(problem, channel="telegram", kind="transient", evidence=said)


def _hide_token(record: logging.LogRecord) -> bool:
    """Addresses of the Bot API hold the token, and the HTTP library logs addresses."""
    said = record.getMessage()
    hidden = re.sub(r"/bot[^/\s]+", "/bot…", said)
    if hidden != said:
        record.msg, record.args = hidden, ()
    return True
