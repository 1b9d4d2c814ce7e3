"""Relative paths of qauly.toml start from the folder it lies in, whatever the working folder is."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from qauly.channels.smtp import Smtp
from qauly.channels.telegram import Telegram
from qauly.engine import Engine
from qauly.engine.config import Config
from qauly.engine.ports import Callback, Capabilities, ChannelTable, SendResult

from ..channels.bounce_samples import report
from ..channels.gateway import pki
from ..channels.test_telegram import blocked
from .conftest import Opening

SYNC = """\
title: A contract
channel: sync
service: TEST
{first}payload:
  namespace: urn:qauly:test
  schema: own.xsd
  element: Own
  fields: {{iin: "{{iin}}"}}
answer:
  take: {{phone: phone/number?, token: token?}}
"""
XSD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Own"/></xs:schema>'


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> pki.Authority:
    made = pki.Authority(tmp_path_factory.mktemp("authority"))
    made.issue("ours")
    return made


@pytest.fixture
def office(tmp_path: Path, authority: pki.Authority, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that settings name; the working folder is another."""
    folder = tmp_path / "office"
    for each in ("contracts", "bounces/new", "bounces/cur", "look/templates", "keys"):
        (folder / each).mkdir(parents=True)
    for name in ("root.pem", "crl.pem", "ours.p12"):
        (folder / "keys" / name).write_bytes((authority.folder / name).read_bytes())
    key = load_pem_private_key((authority.folder / "ours.key").read_bytes(), None)
    form = serialization.PrivateFormat.TraditionalOpenSSL  # the one that DKIM takes
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "keys" / "dkim.pem").write_bytes(pem)
    (folder / "contracts" / "own.xsd").write_text(XSD, "utf-8")
    (folder / "contracts" / "first.yaml").write_text(SYNC.format(first=""), "utf-8")
    (folder / "contracts" / "own.yaml").write_text(SYNC.format(first="first: ./first.yaml\n"), "utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("QAULY_EGOV_KEY_PASSWORD", pki.PASSWORD)
    monkeypatch.setenv("QAULY_TELEGRAM_TOKEN", "42:x")
    monkeypatch.setenv("QAULY_TELEGRAM_SECRET", "between us")
    return folder


@contextmanager
def opened(folder: Path, text: str, **more: Any) -> Iterator[Engine]:
    (folder / "qauly.toml").write_text(text, "utf-8")
    with Engine.open(config=folder / "qauly.toml", secret=b"of a test", **more) as engine:
        yield engine


def places(folder: Path) -> set[str]:
    """What lies in the folder, two steps deep."""
    return {each.relative_to(folder).as_posix() for each in (*folder.glob("*"), *folder.glob("*/*"))}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("", {"qauly.db", "archive", "outbox"}),
        ('database = "sqlite:///here/q.db"', {"here/q.db", "here/archive", "here/outbox"}),
        ('archive = "kept/archive"', {"qauly.db", "kept/archive", "kept/outbox"}),
        ('[channels.folder]\npath = "sent"', {"qauly.db", "archive", "sent"}),
        ('[watch]\ntraces = "spans.jsonl"', {"qauly.db", "archive"}),
    ],
)
def test_what_is_kept_and_what_is_written_lies_beside_the_file(
    office: Path, opening: Opening, lines: str, found: set[str]
) -> None:
    if "here" in lines:
        (office / "here").mkdir()
    with opened(office, lines) as engine:
        engine.handle(opening())
        engine.deliver(engine.clock.now())
    assert found <= places(office) and places(Path.cwd()) == set()


def test_traces_lie_there_too(office: Path) -> None:
    (office / "qauly.toml").write_text('[watch]\ntraces = "spans.jsonl"', "utf-8")
    assert Config.load(office / "qauly.toml").watch.traces == str(office / "spans.jsonl")


CHANNELS = """\
mode = "team"
[channels.smpp]
host = "127.0.0.1"
system_id = "q"
source = "1414"
tls = true
ca = "keys/root.pem"
[channels.smtp]
host = "127.0.0.1"
sender = "act@example.kz"
ca_file = "keys/root.pem"
content = ["look"]
dkim = {domain = "example.kz", selector = "s", key_file = "keys/dkim.pem"}
bounces = {kind = "maildir", path = "bounces"}
[channels.telegram]
database = "sqlite:///chats.db"
updates = "webhook"
content = ["look"]
[channels.egov]
url = "https://127.0.0.1:1/sync"
sender = "QAULY"
key = "keys/ours.p12"
roots = ["keys/root.pem"]
certificates = ["keys/root.pem"]
crls = ["keys/crl.pem"]
ca = "keys/root.pem"
tls_crl = "keys/crl.pem"
profile = "contracts/own.yaml"
profiles = {bank = "contracts/own.yaml"}
[directory]
channel = "egov"
profile = "contracts/own.yaml"
"""


@pytest.mark.parametrize("name", ["smpp", "smtp", "telegram", "egov"])
@pytest.mark.parametrize("absolute", [False, True])
def test_a_channel_finds_its_files(office: Path, name: str, absolute: bool) -> None:
    text = CHANNELS
    if absolute:
        for each in ("keys/", "bounces", "look", "contracts/"):
            text = text.replace(f'"{each}', f'"{office}/{each}')
    with opened(office, text) as engine:
        channel = engine.channel(name)
        if isinstance(channel, Smtp):
            (office / "bounces" / "new" / "1").write_bytes(report("failed", message_id="<r@example.kz>"))
            assert [each.state for each in channel.poll(())] == ["undeliverable"]
        if isinstance(channel, Telegram):
            headers = {"x-telegram-bot-api-secret-token": "between us"}
            channel.parse_receipt(Callback("POST", "/", headers, body=json.dumps(blocked(7)).encode()))
            assert "chats.db" in places(office)
        if name == "egov":
            assert channel.directory("contracts/own.yaml") is not None  # type: ignore[attr-defined]  # as LooksUp
    assert places(Path.cwd()) == set()


def test_a_channel_of_ones_own_is_told_the_folder(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []

    class Pigeon:
        capabilities = Capabilities(("sms",), resend_is_safe=True)

        def __init__(self, settings: Any) -> None:
            told.append(settings)

        def send(self, dispatch: Any) -> SendResult:
            return SendResult("accepted")

    monkeypatch.setattr("qauly.engine.delivery.ways._found", lambda _name: Pigeon)
    with opened(office, 'mode = "team"\n[channels.pigeon]\nloft = "loft"\nrate = 1') as engine:
        engine.channel("pigeon")
    (table,) = told
    assert isinstance(table, ChannelTable) and (table, table.folder) == ({"loft": "loft"}, office)


def test_without_a_file_paths_start_from_the_working_folder(office: Path, opening: Opening) -> None:
    channels = tomllib.loads('[folder]\npath = "sent"')
    with Engine.open("sqlite:///q.db", archive="archive", config=Config(channels=channels)) as engine:
        engine.handle(opening())
        engine.deliver(engine.clock.now())
    assert {"q.db", "archive", "sent"} <= places(Path.cwd())
