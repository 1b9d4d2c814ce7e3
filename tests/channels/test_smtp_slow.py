"""A mail server that takes its time: for each answer there is a limit, and one for all of them before the text."""

from typing import Any

import pytest

from qauly.channels.smtp import Smtp

from .mail_server import Mailbox, serving
from .slow_line import SlowLine
from .test_smtp_connections import order


def settings(port: int, timeout: float) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "sender": "act@example.kz", "tls": "none", "timeout": timeout}


@pytest.mark.parametrize("slow", ["greeting", "EHLO", "MAIL", "RCPT"])
def test_one_answer_that_dribbles_is_not_waited_for(slow: str) -> None:
    box = Mailbox()
    with serving(box) as port, SlowLine(port, slow, pause=0.3) as line:
        result = Smtp(settings(line.port, 1)).send(order())
    assert (result.status, result.halt, box.taken) == ("transient", False, []) and result.reason


def test_what_dribbles_behind_the_text_is_unknown() -> None:
    box = Mailbox()
    with serving(box) as port, SlowLine(port, "\r\n.\r\n", pause=0.3) as line:
        result = Smtp(settings(line.port, 1)).send(order())
        assert result.status == "unknown" and len(box.taken) == 1


def test_many_answers_each_of_them_in_time_are_not_waited_for_either() -> None:
    """Else a letter would outlast the time for which a worker holds it, and another one would send it again."""
    box = Mailbox()
    with serving(box) as port, SlowLine(port, "greeting", "EHLO", "MAIL", "RCPT", pause=0.8, whole=True) as line:
        result = Smtp(settings(line.port, 1)).send(order())
        assert (result.status, box.taken) == ("transient", [])
        line.slow = ()
        assert Smtp(settings(line.port, 5)).send(order()).status == "accepted"
