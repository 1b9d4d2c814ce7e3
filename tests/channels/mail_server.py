"""A mail server in the process of the test: it takes what it is sent, or answers as the test wants."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server


class Mailbox:
    """Takes what it is sent, or answers as a test wants."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.options: list[str] = []
        self.at_recipient = self.at_data = ""
        self.hang_up = False
        self.sleep = 0.0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        self.options += options
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.at_recipient:
            return self.at_recipient
        envelope.rcpt_tos.append(address)
        self.options += options
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.hang_up:
            server.transport.close()
            return "250 never told"
        if self.sleep:
            await asyncio.sleep(self.sleep)
        if not self.at_data:
            self.taken.append(envelope.content)
        return self.at_data or "250 taken as 42"


@contextmanager
def serving(box: Mailbox) -> Iterator[int]:
    """The port of a server that hands everything to the mailbox."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.factory = lambda: Server(box, loop=controller.loop)  # type: ignore[method-assign] # the one hook there is
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
