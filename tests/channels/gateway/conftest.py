"""The authority of all these tests, a stand-in of the gateway, and channels that speak with it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qauly.channels.egov import Egov
from qauly.channels.shep.settings import KEY_PASSWORD, PASSWORD
from qauly.channels.shep.signature import RsaSigner

from . import pki
from .standin import StandIn

Made = Callable[..., Egov]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> pki.Authority:
    made = pki.Authority(tmp_path_factory.mktemp("authority"))
    made.issue("ours")
    made.issue("gateway")
    made.issue("expired", start=-30, days=10)
    made.issue("revoked", revoked=True)
    return made


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> pki.Authority:
    made = pki.Authority(tmp_path_factory.mktemp("stranger"))
    made.issue("gateway")
    return made


@pytest.fixture(scope="session")
def gateway_key(authority: pki.Authority) -> RsaSigner:
    return RsaSigner.open(authority.folder / "gateway.p12", pki.PASSWORD)


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as opened:
        yield opened


def reached(stand_in: StandIn, authority: pki.Authority) -> dict[str, Any]:
    """Settings of a channel that signs, and whose answers need no signature."""
    return {
        "url": f"http://127.0.0.1:{stand_in.port}/sync",
        "async_url": f"http://127.0.0.1:{stand_in.port}/async",
        "sender": "QAULY",
        "key": str(authority.folder / "ours.p12"),
        "answers": "any",
        "timeout": 2,
    }


@pytest.fixture
def egov(stand_in: StandIn, authority: pki.Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    """Opens a channel that signs; its answers need no signature unless the test says so."""
    monkeypatch.setenv(KEY_PASSWORD, pki.PASSWORD)
    monkeypatch.setenv(PASSWORD, "жіберуші-құпиясы")
    opened: list[Egov] = []

    def make(**more: Any) -> Egov:
        profiles = {"sms": "sms-1414", "erap": "erap", "bank": "bank"}
        opened.append(Egov({**reached(stand_in, authority), "profiles": profiles, **more}))
        return opened[-1]

    yield make
    for each in opened:
        each.close()
