"""E-mail against a real server with faults: what each answer becomes, and what arrives."""

import email
import socket
import threading
from collections.abc import Callable, Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest

from qauly.channels.smtp import Smtp
from qauly.engine import Engine
from qauly.engine.config import Config
from qauly.engine.errors import ContentError
from qauly.engine.ports import Attachment, DispatchOrder

from .mail_server import Mailbox, serving

BODY = {
    "kk": {"subject": "Оңайлатылған іс жүргізуді қозғау туралы қаулы", "body": "Құрметті Әсел! ₸ № 5"},
    "ru": {"subject": "Постановление о возбуждении упрощенного производства", "body": "Уважаемая Асель! «…»"},
}


def order(address: str = "asel@example.kz") -> DispatchOrder:
    files = [Attachment("қаулы-1.pdf", "application/pdf", b"%PDF-1.7 act")]
    return DispatchOrder("0b5e-reference", "email", address, "2024-000101", "notice.initiate", BODY, files)


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, Callable[..., Smtp]]]:
    box = Mailbox()
    with serving(box) as port:

        def channel(**more: Any) -> Smtp:
            return Smtp({"host": "127.0.0.1", "port": port, "sender": "act@example.kz", "tls": "none", **more})

        yield box, channel


def test_what_arrives_is_what_was_composed(mailbox: tuple[Mailbox, Callable[..., Smtp]]) -> None:
    box, channel = mailbox
    result = channel().send(order())
    assert (result.status, result.evidence) == ("accepted", "250 taken as 42")
    message = email.message_from_bytes(box.taken[0], policy=policy.default)
    assert message["Subject"] == f"{BODY['kk']['subject']} / {BODY['ru']['subject']}"
    assert message["Message-ID"] == result.provider_id == "<0b5e-reference@example.kz>"
    text = message.get_body(("plain",))
    assert text is not None and "Құрметті Әсел! ₸ № 5" in text.get_content() and "«…»" in text.get_content()
    (act,) = message.iter_attachments()
    assert (act.get_filename(), act.get_content()) == ("қаулы-1.pdf", b"%PDF-1.7 act")


@pytest.mark.parametrize(
    ("place", "answer", "status"),
    [
        ("at_recipient", "550 5.1.1 no such user", "rejected"),
        ("at_recipient", "451 4.7.1 greylisted", "transient"),
        ("at_recipient", "452 4.2.2 mailbox full", "transient"),
        ("at_data", "554 5.7.1 refused", "rejected"),
        ("at_data", "421 4.3.0 closing", "transient"),
        ("at_data", "452 4.3.1 no space", "transient"),
    ],
)
def test_each_answer_has_its_meaning(
    mailbox: tuple[Mailbox, Callable[..., Smtp]], place: str, answer: str, status: str
) -> None:
    box, channel = mailbox
    setattr(box, place, answer)
    result = channel().send(order())
    assert result.status == status and answer.split()[0] in result.evidence and not box.taken


def test_silence_after_the_text_is_no_failure(mailbox: tuple[Mailbox, Callable[..., Smtp]]) -> None:
    box, channel = mailbox
    box.hang_up = True
    assert channel().send(order()).status == "unknown"
    box.hang_up, box.sleep = False, 3.0
    assert channel(timeout=0.5).send(order()).status == "unknown"


def test_a_closed_door_is_tried_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    channel = Smtp({"host": "127.0.0.1", "port": port, "sender": "act@example.kz", "tls": "none", "timeout": 2})
    assert channel.send(order()).status == "transient"


def test_a_server_that_hangs_up_at_once_is_tried_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            taken, _address = listening.accept()
            taken.close()

        thread = threading.Thread(target=serve)
        thread.start()
        settings = {"host": "127.0.0.1", "port": listening.getsockname()[1], "sender": "a@example.kz", "tls": "none"}
        assert Smtp(settings).send(order()).status == "transient"
        thread.join()


def test_settings_that_mean_nothing_are_refused(tmp_path: Path) -> None:
    for settings in ({}, {"host": "x", "sender": "a@example.kz", "tls": "maybe"}):
        config = Config(database=f"sqlite:///{tmp_path / 'q.db'}", mode="team", channels={"smtp": settings})
        with (
            Engine.open(config=config, secret=b"of a test") as engine,
            pytest.raises(ContentError, match="channel smtp"),
        ):
            engine.channel("smtp")
    with pytest.raises(ValueError, match="starttls"):
        Smtp({"host": "x", "sender": "a@example.kz", "tls": "maybe"})
