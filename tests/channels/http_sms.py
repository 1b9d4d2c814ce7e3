"""What is true of every HTTP gateway for SMS: a stand-in made from its tables, and the tests that all of them pass."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from qauly.channels.common.http_sms import HttpSms
from qauly.channels.conformance import ChannelContract, Peer, Taken, order
from qauly.engine.errors import ChannelError
from qauly.engine.ports import Callback, Waiting

from .gateway_peer import serving

SECRET = "hook-7f3c"  # of the calls


class Stand(Peer):
    """Takes every number but those that end in 77xx, which give the code xx; the status of all is set by hand."""

    names: ClassVar[tuple[str, str, str]]  # of text, reference and number in the form
    seconds = 6.0

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.status: Any = None
        self.silent = False  # it answers with a page of its proxy

    def taken(self) -> Sequence[Taken]:
        return [Taken(*(form[name] for name in self.names)) for form in list(self.forms)]

    def told_to(self, number: str) -> int | None:
        """The code that a number asks for."""
        return int(number[-2:]) if number[-4:-2] == "77" else None

    @abstractmethod
    def answer(self, path: str, form: dict[str, str]) -> tuple[int, object]:
        """What the gateway says to a form; those it takes stand in `forms`."""

    @abstractmethod
    def call(self, provider_id: str, status: Any, secret: str = SECRET) -> Callback:
        """The call that the provider makes about a message."""


@contextmanager
def standing(stand: Stand) -> Iterator[Stand]:
    with serving(lambda path, form: (502, b"<html>") if stand.silent else stand.answer(path, form)) as port:
        stand.port = port
        yield stand


class HttpSmsContract(ChannelContract):
    """Subclass it with the channel, a fixture `stand`, and the tables of the gateway."""

    channel_class: ClassVar[type[HttpSms]]
    medium = "sms"
    key_variable: ClassVar[str]
    secret_variable: ClassVar[str]
    halting: ClassVar[Sequence[int]]
    rejected: ClassVar[Sequence[int]]
    too_often: ClassVar[int]
    states: ClassVar[Mapping[Any, str]]  # what the gateway calls them, and what they are here
    undeliverable: ClassVar[Any]
    delivered: ClassVar[Any]

    @pytest.fixture
    def peer(self, stand: Stand) -> Peer:
        return stand

    def test_each_code_has_its_meaning(self, channel: HttpSms) -> None:
        wanted = dict.fromkeys(self.rejected, ("rejected", False, False))
        wanted |= dict.fromkeys(self.halting, ("transient", False, True))
        wanted |= {self.too_often: ("transient", True, False), 55: ("transient", False, False)}
        found = {}
        for code in wanted:
            result = channel.send(order("sms", f"+770112377{code:02d}"))
            found[code] = (result.status, result.retry_after is not None, result.halt)
        assert found == wanted

    def test_a_wrong_key_stops_the_channel(self, channel: HttpSms, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(self.key_variable, "wrong")
        assert channel.send(order("sms", Peer.good)).halt

    def test_each_status_by_the_table(self, channel: HttpSms, stand: Stand) -> None:
        sent = order("sms", Peer.good)
        name = channel.send(sent).provider_id
        waiting = Waiting(sent.reference, sent.address, (name,), datetime.now(UTC))
        for status, state in self.states.items():
            stand.status = status
            (receipt,) = channel.parse_receipt(stand.call(name, status))
            assert (receipt.state, receipt.provider_ids) == (state, (name,)), status
            asked = [(each.state, each.provider_ids) for each in channel.poll([waiting])]
            assert asked == ([(state, (name,))] if state != "accepted" else []), "that it still tries is nothing new"

    def test_a_call_is_believed_only_as_far_as_the_gateway_confirms_it(self, channel: HttpSms, stand: Stand) -> None:
        name = channel.send(order("sms", Peer.good)).provider_id
        stand.status = self.undeliverable
        (receipt,) = channel.parse_receipt(stand.call(name, self.delivered))
        assert receipt.state == "undeliverable"

    def test_a_forged_call_is_turned_away(self, channel: HttpSms, stand: Stand) -> None:
        name = channel.send(order("sms", Peer.good)).provider_id
        for forged in (
            *(stand.call(name, self.delivered, secret) for secret in ("guess", "")),
            stand.call(self._unknown(name), self.delivered),
        ):
            self._turned_away(channel, forged)

    def test_no_secret_word_no_calls(self, channel: HttpSms, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
        name = channel.send(order("sms", Peer.good)).provider_id
        monkeypatch.delenv(self.secret_variable)
        self._turned_away(channel, stand.call(name, self.delivered, ""))

    def test_a_key_never_goes_in_the_clear(self, stand: Stand) -> None:
        with pytest.raises(ValueError, match="base_url"):
            self.channel_class({**stand.settings(stand.port), "base_url": "http://sms.example.kz"})

    @staticmethod
    def _turned_away(channel: HttpSms, call: Callback) -> None:
        with pytest.raises(ChannelError) as fault:
            channel.parse_receipt(call)
        assert fault.value.kind == "permanent"

    @staticmethod
    def _unknown(name: str) -> str:
        """An id that the gateway never gave."""
        return name[:-1] + ("1" if name[-1] != "1" else "2")
