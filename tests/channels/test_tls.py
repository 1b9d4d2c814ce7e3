"""Encrypted lines to real TLS peers: who is not vouched for gets nothing, the channel stops, and nothing is lost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qauly.channels.egov import Egov
from qauly.channels.smpp import Smpp
from qauly.channels.smtp import Smtp
from qauly.engine import ContentError

from ..delivery.conftest import pressed_once
from ..delivery.installation import installed
from ..engine.conftest import Opening, opening
from .gateway import pki
from .gateway.standin import StandIn
from .mail_server import Mailbox, serving
from .smsc import smsc
from .tls_front import TlsFront

__all__ = ["opening", "pressed_once"]

# no receipt comes for a number that ends so (tests/peers/smsc.js): what is asserted is the first answer alone
CONTACTS = {"debtor": {"contacts": {"phone": "+77011231111", "egov": True, "email": "a.ibraev@example.kz"}}}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> pki.Authority:
    return pki.Authority.of_servers(tmp_path_factory.mktemp("authority"), "gateway.example.kz")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> pki.Authority:
    made = pki.Authority(tmp_path_factory.mktemp("stranger"))
    made.issue("good", host="127.0.0.1")
    return made


@dataclass
class Line:
    """A channel and its peer behind TLS. `arrived` counts what the peer was given."""

    channel: str
    medium: str
    front: TlsFront
    settings: dict[str, Any]
    arrived: Callable[[], int]
    setting: str = "ca"


@pytest.fixture(params=["smpp", "egov", "smtp"])
def line(request: pytest.FixtureRequest, authority: pki.Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    root = str(authority.folder / "root.pem")
    if request.param == "smpp":
        monkeypatch.setenv("QAULY_SMPP_PASSWORD", "kilt-soz")
        with smsc(password="kilt-soz") as peer, TlsFront(peer.port or 0, authority.folder, "good") as front:
            settings = {**peer.settings(front.port), "tls": True, "ca": root, "timeout": 5}
            yield Line("smpp", "sms", front, settings, lambda: len(peer.parts()))
    elif request.param == "egov":
        with StandIn() as gateway, TlsFront(gateway.port, authority.folder, "good") as front:
            url = f"https://127.0.0.1:{front.port}/sync"
            settings = {"url": url, "sender": "QAULY", "signer": "none", "answers": "any", "ca": root, "timeout": 5}
            yield Line("egov", "egov", front, settings, lambda: len(gateway.requests))
    else:
        box = Mailbox()
        with serving(box) as port, TlsFront(port, authority.folder, "good") as front:
            settings = {"host": "127.0.0.1", "port": front.port, "sender": "act@example.kz", "tls": "tls"}
            yield Line("smtp", "email", front, {**settings, "ca_file": root}, lambda: len(box.taken), "ca_file")


def media(line: Line) -> dict[str, str | None]:
    """The line's medium is the only rung."""
    return {name: line.channel if name == line.medium else None for name in ("sms", "egov", "email", "telegram")}


def test_what_is_vouched_for_goes(line: Line, tmp_path: Path, opening: Opening) -> None:
    with installed(tmp_path, {line.channel: line.settings}, media(line)) as here:
        here.open_case(opening(change=CONTACTS))
        assert here.ladder() == [(line.medium, "accepted")] and line.arrived() > 0


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("stranger", ("issuer", "self-signed")),
        ("elsewhere", ("mismatch",)),
        ("expired", ("expired",)),
    ],
)
def test_who_is_not_gets_nothing_and_nothing_is_lost(
    line: Line, tmp_path: Path, opening: Opening, stranger: pki.Authority, authority: pki.Authority,
    title: str, words: Sequence[str],
) -> None:  # fmt: skip
    """The channel stops with the setting's name; mended, the very same notice goes."""
    line.front.folder = stranger.folder if title == "stranger" else authority.folder
    line.front.use("good" if title == "stranger" else title)
    with installed(tmp_path, {line.channel: line.settings}, media(line)) as here:
        here.open_case(opening(change=CONTACTS))
        (task,) = here.engine.tasks()
        assert task.kind == "channel_halted" and task.reason.startswith(f"channels.{line.channel}.{line.setting}: ")
        assert any(word in task.reason for word in words), task.reason
        here.deliver(24 * 60)
        assert here.ladder() == [(line.medium, "queued")] and line.arrived() == 0
        line.front.folder = authority.folder
        line.front.use("good")
        here.engine.task_done(task.id, by="an operator")
        here.deliver()
        assert here.ladder() == [(line.medium, "accepted")] and line.arrived() > 0


def test_without_a_ca_the_systems_authorities_count(line: Line, tmp_path: Path, opening: Opening) -> None:
    settings = {name: value for name, value in line.settings.items() if name != line.setting}
    with installed(tmp_path, {line.channel: settings}, media(line)) as here:
        here.open_case(opening(change=CONTACTS))
        assert here.tasks() == ["channel_halted"] and line.arrived() == 0


def test_a_file_that_is_no_certificate_is_named(line: Line, tmp_path: Path, opening: Opening) -> None:
    (tmp_path / "empty.pem").write_text("no certificate", "utf-8")
    for name in ("empty.pem", "nowhere.pem"):
        settings = {**line.settings, line.setting: str(tmp_path / name)}
        with (
            installed(tmp_path / name[:4], {line.channel: settings}, media(line)) as here,
            pytest.raises(ContentError, match=rf"channels\.{line.channel}\.{line.setting}"),
        ):
            here.open_case(opening(change=CONTACTS))
        assert line.arrived() == 0


def test_an_authority_without_tls_is_a_mistake(authority: pki.Authority) -> None:
    root = str(authority.folder / "root.pem")
    with pytest.raises(ValueError, match=r"channels\.smpp\.ca"):
        Smpp({"host": "127.0.0.1", "system_id": "x", "source": "1414", "ca": root})
    with pytest.raises(ValueError, match=r"channels\.egov\.ca"):
        Egov({"url": "http://127.0.0.1:1/", "sender": "Q", "signer": "none", "answers": "any", "ca": root})
    with pytest.raises(ValueError, match="ca_file"):
        Smtp({"host": "x", "sender": "a@example.kz", "tls": "none", "ca_file": root})


def test_a_gateway_for_text_messages_that_nobody_vouches_for_stops(
    authority: pki.Authority, tmp_path: Path, opening: Opening
) -> None:
    with StandIn() as gateway, TlsFront(gateway.port, authority.folder, "good") as front:
        settings = {"base_url": f"https://127.0.0.1:{front.port}", "login": "office", "timeout": 5}
        with installed(tmp_path, {"smsc_kz": settings}, {"sms": "smsc_kz"}) as here:
            here.open_case(opening(change=CONTACTS))
            (task,) = here.engine.tasks()
            assert task.kind == "channel_halted" and "certificate of 127.0.0.1 is not trusted" in task.reason
            assert here.ladder() == [("sms", "queued")] and not gateway.requests
