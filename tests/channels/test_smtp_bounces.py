"""The bounce box: what each mail becomes, what is believed, and that no mail is lost on the way."""

import base64
import logging
from datetime import datetime
from pathlib import Path

import pytest

from qauly.channels.mail.reports import read_report
from qauly.channels.smtp import Smtp
from qauly.engine.errors import ChannelError
from qauly.engine.ports import Receipt

from .bounce_samples import EXIM, LETTER, STATUS, VACATION, report
from .imap_server import ImapBox, serving

DOMAIN, BOX = "example.kz", "bounces@example.kz"


def receipt(raw: bytes) -> Receipt | None:
    return read_report(raw, DOMAIN, BOX).receipt


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("delivered", "delivered"),
        ("failed", "undeliverable"),
        ("delayed", "accepted"),
        ("relayed", "accepted"),
        ("expanded", "accepted"),
        ("Failed", "undeliverable"),
    ],
)
@pytest.mark.parametrize("unicode", [False, True])
def test_a_report_says_what_became_of_the_mail(action: str, state: str, unicode: bool) -> None:
    got = receipt(report(action, unicode=unicode))
    assert got is not None
    assert (got.state, got.reference, got.provider_ids) == (state, "ref-1", ("<ref-1@example.kz>",))
    assert got.at == datetime.fromisoformat("2024-01-18T12:00:00+05:00")
    assert got.reason == "5.1.1 550 no such user" and "Reporting-MTA" in got.evidence


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_a_report_on_an_address_with_kazakh_letters(encoding: str) -> None:
    status = STATUS.format(
        envelope="Original-Envelope-Id: ref-1\n",
        recipient="utf-8; әсел@пошта.қаз",
        action="failed",
        code="5.1.1",
        words="550 пошта жәшігі жоқ",
    )
    if encoding == "base64":
        status = base64.encodebytes(status.encode()).decode()
    elif encoding == "quoted-printable":
        status = "".join(chr(byte) if byte < 128 and byte != 61 else f"={byte:02X}" for byte in status.encode())
    got = receipt(report(unicode=True, encoding=encoding, status=status))
    assert got is not None
    assert (got.state, got.reference, got.reason) == ("undeliverable", "ref-1", "5.1.1 550 пошта жәшігі жоқ")
    assert "әсел@пошта.қаз" in got.evidence


def test_ids_in_their_order() -> None:
    cases = [
        (report(message_id=""), "ref-1", ()),
        (report(envelope_id=""), "ref-1", ("<ref-1@example.kz>",)),
        (report(envelope_id="", message_id="", to="bounces+ref-2@example.kz"), "ref-2", ()),
        (report(envelope_id="ref-1", message_id="<ref-3@example.kz>"), "ref-1", ("<ref-3@example.kz>",)),
    ]
    for raw, reference, ids in cases:
        got = receipt(raw)
        assert got is not None and (got.reference, got.provider_ids) == (reference, ids)


@pytest.mark.parametrize(
    "raw",
    [
        report(envelope_id="", message_id=""),
        report(envelope_id="", message_id="<ref-1@elsewhere.kz>"),
        report(envelope_id="", message_id="", to="others+ref-1@example.kz"),
        report(status="nothing of use"),
        LETTER.encode(),
        b"",
        b"\xff\xfe\x00 no mail at all",
    ],
)
def test_what_carries_no_id_of_ours_is_not_believed(raw: bytes) -> None:
    got = read_report(raw, DOMAIN, BOX)
    assert (got.kind, got.receipt) == ("foreign", None)


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-generated", "X-Autoreply: yes", "Precedence: auto_reply"])
def test_automatic_replies_tell_nothing(header: str) -> None:
    assert read_report(VACATION.encode(), DOMAIN, BOX).kind == "automatic"
    assert read_report(f"{header}\n{LETTER}".encode(), DOMAIN, BOX).kind == "automatic"
    assert read_report(f"Auto-Submitted: no\n{LETTER}".encode(), DOMAIN, BOX).kind == "foreign"


def test_a_bounce_in_a_form_of_its_own() -> None:
    got = receipt(EXIM.format(message_id="<ref-1@example.kz>").encode())
    assert got is not None and (got.state, got.reference) == ("undeliverable", "ref-1")
    assert "asel@example.kz" in got.evidence
    assert read_report(EXIM.format(message_id="<other@example.org>").encode(), DOMAIN, BOX).kind == "foreign"


MAILS = {"a": report("delayed"), "b": VACATION.encode(), "c": LETTER.encode(), "d": report("failed")}


def maildir(folder: Path) -> Smtp:
    for each in ("new", "cur", "tmp"):
        (folder / each).mkdir(parents=True)
    for name, raw in MAILS.items():
        (folder / "new" / name).write_bytes(raw)
    bounces = {"kind": "maildir", "path": str(folder)}
    return Smtp({"host": "x", "sender": "act@example.kz", "envelope_sender": BOX, "bounces": bounces})


def test_mails_are_moved_or_left_and_read_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    channel = maildir(tmp_path / "box")
    with caplog.at_level(logging.WARNING):
        assert [each.state for each in channel.poll(())] == ["accepted", "undeliverable"]
    names = sorted(path.relative_to(tmp_path / "box").as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert names == [".processed/cur/a:2,S", ".processed/cur/b:2,S", ".processed/cur/d:2,S", "cur/c:2,F"]
    assert "it is left, flagged" in caplog.text and "Сәлеметсіз" not in caplog.text
    assert list(channel.poll(())) == []


def test_a_mail_stays_until_its_receipt_is_taken(tmp_path: Path) -> None:
    channel = maildir(tmp_path / "box")
    first = next(iter(channel.poll(())))  # the process dies with this one in hand
    assert [each.state for each in channel.poll(())] == [first.state, "undeliverable"]


def test_a_folder_that_is_no_maildir_is_named(tmp_path: Path) -> None:
    bounces = {"kind": "maildir", "path": str(tmp_path / "nowhere")}
    with pytest.raises(ChannelError, match="nowhere") as caught:
        list(Smtp({"host": "x", "sender": "act@example.kz", "bounces": bounces}).poll(()))
    assert caught.value.kind == "transient"


def test_without_a_box_nothing_is_asked() -> None:
    assert list(Smtp({"host": "x", "sender": "act@example.kz"}).poll(())) == []


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 UIDPLUS MOVE", "IMAP4rev1 UIDPLUS"])
def test_the_same_by_imap(monkeypatch: pytest.MonkeyPatch, capabilities: str) -> None:
    monkeypatch.setenv("QAULY_SMTP_BOUNCES_PASSWORD", "right")
    box = ImapBox("right", capabilities, dict(enumerate(MAILS.values(), 7)))
    with serving(box):
        bounces = {"kind": "imap", "host": "127.0.0.1", "port": box.port, "username": "b", "tls": "none", "timeout": 5}
        channel = Smtp({"host": "x", "sender": "act@example.kz", "bounces": bounces})
        assert [each.state for each in channel.poll(())] == ["accepted", "undeliverable"]
        assert box.elsewhere == {"Processed": [MAILS["a"], MAILS["b"], MAILS["d"]]}
        assert (box.mails, box.flags[9]) == ({9: MAILS["c"]}, {"\\Flagged"})
        assert list(channel.poll(())) == []


def test_an_imap_server_that_refuses_or_is_away_is_asked_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAULY_SMTP_BOUNCES_PASSWORD", "wrong")
    with serving(ImapBox("right")) as box:
        bounces = {"kind": "imap", "host": "127.0.0.1", "port": box.port, "username": "b", "tls": "none", "timeout": 5}
        channel = Smtp({"host": "x", "sender": "act@example.kz", "bounces": bounces})
        with pytest.raises(ChannelError, match="AUTHENTICATIONFAILED") as caught:
            list(channel.poll(()))
    assert (caught.value.kind, "wrong" in caught.value.evidence.replace("] wrong", "")) == ("transient", False)
    with pytest.raises(ChannelError, match="cannot be read"):
        list(channel.poll(()))
