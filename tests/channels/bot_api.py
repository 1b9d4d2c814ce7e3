"""A stand-in for Telegram's Bot API, which the real server cannot be run without Telegram for: it keeps what it is
sent, and answers by the number of the chat."""

import asyncio
import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

TOKEN = "42:stand-in"
FORBIDDEN, NOT_FOUND, MOVED, SLOW_DOWN, UNPARSED, GATEWAY, DROPPED, SILENT, NEW = range(1001, 1010)
ERRORS: dict[int, tuple[int, dict[str, Any]]] = {
    FORBIDDEN: (403, {"description": "Forbidden: bot was blocked by the user"}),
    NOT_FOUND: (400, {"description": "Bad Request: chat not found"}),
    MOVED: (400, {"description": "Bad Request: group upgraded", "parameters": {"migrate_to_chat_id": NEW}}),
    SLOW_DOWN: (429, {"description": "Too Many Requests", "parameters": {"retry_after": 7}}),
    UNPARSED: (400, {"description": "Bad Request: can't parse entities: unclosed tag"}),
}


class BotApi:
    """`sent`: chat and text as a person reads it; `updates` are told to whoever asks."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str, dict[str, Any]]] = []
        self.updates: list[dict[str, Any]] = []
        self.pressed: list[str] = []
        self.port = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        if token != TOKEN:
            return web.json_response({"ok": False, "description": "Unauthorized"}, status=401)
        data = {key: str(value) for key, value in (await request.post()).items()}
        if method == "getUpdates":
            self.updates = [each for each in self.updates if each["update_id"] >= int(data.get("offset", 0))]
            return web.json_response({"ok": True, "result": self.updates})
        if method == "answerCallbackQuery":
            self.pressed.append(data["callback_query_id"])
            return web.json_response({"ok": True, "result": True})
        chat = int(data["chat_id"])
        if chat in ERRORS:
            status, body = ERRORS[chat]
            return web.json_response({"ok": False, "error_code": status, **body}, status=status)
        if chat == GATEWAY:
            return web.Response(text="<html>502 Bad Gateway</html>", status=502, content_type="text/html")
        self.sent.append((chat, html.unescape(data["text"]), data))
        if chat == DROPPED and request.transport is not None:
            request.transport.close()
        if chat == SILENT:
            await asyncio.sleep(3)
        result = {
            "message_id": len(self.sent),
            "date": 0,
            "chat": {"id": chat, "type": "private"},
            "text": data["text"],
        }
        return web.json_response({"ok": True, "result": result})

    def buttons(self) -> list[tuple[str, str]]:
        """Text and data of the buttons below the last message."""
        rows = json.loads(self.sent[-1][2]["reply_markup"])["inline_keyboard"]
        return [(each["text"], each["callback_data"]) for row in rows for each in row]


@contextmanager
def serving() -> Iterator[BotApi]:
    """The stand-in on a free port of 127.0.0.1, in a thread of its own."""
    api = BotApi()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", api.handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        api.port = runner.addresses[0][1]
        return runner

    runner = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield api
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
