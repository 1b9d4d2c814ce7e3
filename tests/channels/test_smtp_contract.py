"""E-mail keeps the contract of every channel, against a real SMTP server and a proxy that breaks what it says."""

import email
from collections.abc import Iterator, Sequence
from email import policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server

from qauly.channels.conformance import ChannelContract, Peer, Taken, closed_port
from qauly.channels.smtp import Smtp
from qauly.engine.ports import DispatchOrder


class Mailbox(Peer):
    """Takes everything but what its patterns refuse."""

    good, refused, later = "asel@example.kz", "nobody@example.kz", "full@example.kz"
    required = ("host", "sender")
    seconds = 10.0

    def __init__(self, port: int) -> None:
        self.port = port
        self.contents: list[tuple[str, bytes]] = []

    def settings(self, port: int | None) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": port, "sender": "act@example.kz", "tls": "none", "timeout": 1.0}

    def taken(self) -> Sequence[Taken]:
        return [_taken(address, content) for address, content in list(self.contents)]

    def shown(self, order: DispatchOrder) -> Sequence[str]:
        """Both subjects stand in one line, before both bodies."""
        kk, ru = order.body["kk"], order.body["ru"]
        return [f"{kk['subject']} / {ru['subject']}", kk["body"].strip(), ru["body"].strip()]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address == self.refused:
            return "550 5.1.1 no such user"
        if address == self.later:
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.contents.append((envelope.rcpt_tos[0], envelope.content))
        return "250 taken"


def _taken(address: str, content: bytes) -> Taken:
    message = email.message_from_bytes(content, policy=policy.default)
    text = message.get_body(("plain",))
    assert text is not None
    return Taken(f"{message['Subject']}\n{text.get_content()}", str(message["Message-ID"]), address)


class TestSmtp(ChannelContract):
    channel_class = Smtp
    medium = "email"

    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with closed_port() as port:
            pass
        box = Mailbox(port)
        controller = Controller(box, hostname="127.0.0.1", port=port)
        controller.factory = lambda: Server(box, loop=controller.loop)  # type: ignore[method-assign] # the one hook there is
        controller.start()
        yield box
        controller.stop()
