"""The channel keeps what every channel promises."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from lxml import etree

from qauly.channels.conformance import ChannelContract, Peer, Taken
from qauly.channels.egov import Egov
from qauly.channels.shep.settings import KEY_PASSWORD, PASSWORD

from . import pki
from .standin import Reply, StandIn, answer, good

REFUSED, LATER = "900101000015", "900101000023"


class GatewayPeer(Peer):
    good = "900101000007"
    refused = REFUSED
    later = LATER
    secrets = ("жіберуші-құпиясы", pki.PASSWORD)
    required = ("url", "sender")
    seconds = 10

    def __init__(self, stand_in: StandIn, key: str) -> None:
        self.stand_in = stand_in
        self.port = stand_in.port
        self.key = key
        stand_in.reply = self.reply

    def reply(self, raw: bytes) -> Reply:
        if REFUSED.encode() in raw:
            return answer("SCSE001")
        return (503, b"") if LATER.encode() in raw else good(raw)

    def settings(self, port: int | None) -> dict[str, Any]:
        url = f"http://127.0.0.1:{port}/sync"
        return {"url": url, "sender": "QAULY", "key": self.key, "answers": "any", "timeout": 1.0}

    def taken(self) -> Sequence[Taken]:
        found = []
        for raw in list(self.stand_in.requests):
            root = etree.fromstring(raw)
            text = f"{root.findtext('.//{*}text/{*}kk')}\n{root.findtext('.//{*}text/{*}ru')}"
            found.append(Taken(text, str(root.findtext(".//messageId")), str(root.findtext(".//{*}iin"))))
        return found


class TestEgov(ChannelContract):
    channel_class = Egov
    medium = "egov"

    @pytest.fixture
    def peer(self, stand_in: StandIn, authority: pki.Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
        monkeypatch.setenv(KEY_PASSWORD, pki.PASSWORD)
        monkeypatch.setenv(PASSWORD, "жіберуші-құпиясы")
        yield GatewayPeer(stand_in, str(authority.folder / "ours.p12"))
