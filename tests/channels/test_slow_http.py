"""Every channel that speaks HTTP waits for a whole answer only so long, takes only so much, and knows what went out.

Each answer here ends well in the end: whoever waits for it, or takes it, finds the dispatch accepted.
"""

import gzip
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from qauly.channels.conformance import order
from qauly.channels.egov import Egov
from qauly.channels.mobizon import Mobizon
from qauly.channels.smsc_kz import SmscKz
from qauly.channels.telegram import Telegram
from qauly.engine.errors import ChannelError
from qauly.engine.ports import Channel, DispatchOrder

from .gateway.standin import good
from .slow_http import SlowHttp, serving

OK = b"HTTP/1.1 200 OK\r\n"
MANY = 150  # pauses: ten times as long as a channel waits, and none of them long
SLOW = {"times": MANY, "pause": 0.03}
MUCH = {"unit": b" " * 65536, "times": 64}

SMSC = b'{"id": 7, "cnt": 1}'
MOBIZON = b'{"code": 0, "data": {"messageId": "7", "status": 2}}'
BOT = b'{"ok": true, "result": {"message_id": 7, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "x"}}'
Line = tuple[Callable[..., Channel], DispatchOrder, bytes]


@pytest.fixture(params=["smsc_kz", "mobizon", "egov", "telegram"])
def line(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """Opens the channel to a port; what it sends; a good answer."""
    monkeypatch.setenv("QAULY_TELEGRAM_TOKEN", "42:x")
    opened: list[Any] = []
    sms = order("sms", "+77011234567")
    channels: dict[str, Line] = {
        "smsc_kz": (lambda **more: SmscKz({"login": "x", **more}), sms, SMSC),
        "mobizon": (lambda **more: Mobizon(more), sms, MOBIZON),
        "egov": (
            lambda base_url, **more: Egov({
                "url": f"{base_url}/sync", "sender": "Q", "signer": "none", "answers": "any",
                "max_answer": 1_000_000, **more,
            }),
            replace(order("egov", "900101000007")), bytes(good(b"")),  # type: ignore[arg-type] # it is bytes
        ),
        "telegram": (
            lambda base_url, **more: Telegram({"base_url": f"{base_url}/bot", **more}), order("telegram", "7"), BOT
        ),
    }  # fmt: skip
    make, sent, answer = channels[request.param]

    def made(**more: Any) -> Channel:
        opened.append(make(**more))
        return opened[-1]  # type: ignore[no-any-return] # one of the four

    yield made, sent, answer
    for each in opened:
        each.close()


def answers(good: bytes, **play: Any) -> dict[str, SlowHttp]:
    """The same answer in different clothes; what is repeated changes nothing of what it says."""
    length = len(good) + len(play.get("unit", b" ")) * play.get("times", 0)
    return {
        "in the headers": SlowHttp(OK + b"x-slow: ", end=b"\r\ncontent-length: %d\r\n\r\n" % len(good) + good, **play),
        "in the body": SlowHttp(OK + b"content-length: %d\r\n\r\n" % length, end=good, **play),
        "in a body without a length": SlowHttp(OK + b"\r\n", end=good, **play),
        "behind the text": SlowHttp(OK + b"\r\n" + good, **play),
        "before the answer": SlowHttp(
            end=OK + b"content-length: %d\r\n\r\n" % len(good) + good,
            **{**play, "unit": b"HTTP/1.1 102 Processing\r\n\r\n"},
        ),
    }


def settings(peer: SlowHttp, seconds: float) -> dict[str, Any]:
    return {"base_url": f"http://127.0.0.1:{peer.port}", "timeout": seconds}


PLACES = tuple(answers(b""))


@pytest.mark.parametrize("place", PLACES)
def test_an_answer_that_dribbles_is_not_waited_for(line: Line, place: str) -> None:
    make, sent, good_answer = line
    with serving(answers(good_answer, **SLOW)[place]) as peer:
        channel = make(**settings(peer, 0.4))
        for _twice in range(2):  # and the line is not used again
            result = channel.send(sent)
            assert result.status == "unknown" and result.reason
        assert peer.asked == 2


@pytest.mark.parametrize("place", PLACES)
def test_the_same_answer_without_pauses_is_taken(line: Line, place: str) -> None:
    make, sent, good_answer = line
    with serving(answers(good_answer, times=MANY)[place]) as peer:
        channel = make(**settings(peer, 10))
        for _twice in range(2):
            assert channel.send(sent).status == "accepted"


@pytest.mark.parametrize("place", [place for place in PLACES if "body" in place or "headers" in place])
def test_an_answer_that_is_too_large_is_not_taken(line: Line, place: str) -> None:
    make, sent, good_answer = line
    with serving(answers(good_answer, **MUCH)[place]) as peer:
        result = make(**settings(peer, 20)).send(sent)
        assert result.status == "unknown" and result.reason and len(result.evidence) < 2_000_000


def test_before_the_line_is_secured_nothing_has_gone_out(line: Line) -> None:
    make, sent, _good = line
    with socket.create_server(("127.0.0.1", 0)) as silent:
        result = make(base_url=f"https://127.0.0.1:{silent.getsockname()[1]}", timeout=0.4).send(sent)
    assert (result.status, result.halt) == ("transient", False) and result.reason


def test_an_answer_is_not_unpacked(line: Line) -> None:
    make, sent, good_answer = line
    packed = gzip.compress(good_answer)
    head = OK + b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(packed)
    with serving(SlowHttp(head, end=packed)) as peer:
        assert make(**settings(peer, 10)).send(sent).status == "unknown"


def test_a_question_is_not_waited_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for consent in chats goes on in the keeper's own thread, which everything else waits for."""
    monkeypatch.setenv("QAULY_TELEGRAM_TOKEN", "42:x")
    with serving(answers(b'{"ok": true, "result": []}', **SLOW)["in the body"]) as peer:
        channel = Telegram({
            "base_url": f"http://127.0.0.1:{peer.port}/bot", "timeout": 0.4, "updates": "poll", "database": "sqlite://",
        })  # fmt: skip
        with pytest.raises(ChannelError) as late:
            channel.poll(())
        channel.close()
    assert late.value.kind == "transient"
