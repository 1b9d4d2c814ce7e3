"""The fake keeps the contract of every channel, and answers as it is told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import pytest

from qauly.channels.conformance import ChannelContract, Peer, Taken, order
from qauly.channels.memory import Memory


class InMemory(Peer):
    """Every instance made in a test keeps its own list; the peer sees all of them."""

    refused, later = "+77010000001", "+77010000002"

    def __init__(self, made: list[Memory]) -> None:
        self.made = made

    def settings(self, port: int | None) -> dict[str, Any]:
        return {"answers": {self.refused: "rejected", self.later: "transient"}}

    def taken(self) -> Sequence[Taken]:
        sent = [each for channel in self.made for each in channel.sent]
        return [Taken(f"{each.body['kk']}\n{each.body['ru']}", each.reference, each.address) for each in sent]


class Remembered(Memory):
    """Keeps every instance, as the far end keeps what came by any of them."""

    made: ClassVar[list[Memory]] = []

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__(settings)
        self.made.append(self)


class TestMemory(ChannelContract):
    channel_class = Remembered
    medium = "sms"

    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        Remembered.made.clear()
        yield InMemory(Remembered.made)


@pytest.mark.parametrize("status", ["accepted", "delivered", "rejected", "transient", "unknown"])
def test_it_answers_as_it_is_told(status: str) -> None:
    channel = Memory({"answers": {"+77010000001": status}})
    assert channel.send(order("sms", "+77010000001")).status == status
    assert channel.send(order("sms", "+77010000009")).status == "accepted"
    with pytest.raises(ValueError, match="answers"):
        Memory({"answers": {"+77010000001": "perhaps"}})
