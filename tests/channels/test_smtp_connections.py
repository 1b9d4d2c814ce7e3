"""Connections of the channel smtp: kept, replaced, closed; who we are, and what the server is asked to report."""

import email
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult

from qauly.channels.conformance import closed_port
from qauly.channels.smtp import PASSWORD, Smtp
from qauly.engine.ports import DispatchOrder

BODY = {
    lang: {"subject": f"№ 1 {words}", "body": words} for lang, words in (("kk", "Қаулы шығарылды"), ("ru", "Вынесено"))
}
DSN = ("RET", "ENVID", "NOTIFY", "ORCPT")
WRITTEN = "ref=0b5e+1"  # signs that a parameter of SMTP must write otherwise


def order(address: str = "asel@example.kz", reference: str = "0b5e-reference") -> DispatchOrder:
    return DispatchOrder(reference, "email", address, "2024-000101", "notice.initiate", BODY)


class Post:
    """Counts connections, and answers as it is told, a verb at a time."""

    def __init__(self) -> None:
        self.sessions: list[Any] = []
        self.mails: list[tuple[str, list[str], list[str], bytes]] = []
        self.answers: dict[str, list[str]] = {}
        self.hang_up_at_mail = 0

    def _answer(self, verb: str) -> str:
        return self.answers[verb].pop(0) if self.answers.get(verb) else "250 OK"

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, said: list[str]) -> list[str]:
        session.host_name = name
        return [*said[:-1], "250-DSN", said[-1]]  # aiosmtpd writes no reports; so that what we ask for is seen

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if session not in self.sessions:
            self.sessions.append(session)
        if self.hang_up_at_mail:
            self.hang_up_at_mail -= 1
            server.transport.close()
        envelope.mail_from, envelope.mail_options = address, options
        return self._answer("MAIL")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self._answer("RCPT")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options = options
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self._answer("DATA")
        if answer.startswith("250"):
            self.mails.append((envelope.mail_from, envelope.mail_options, envelope.rcpt_options, envelope.content))
        return answer


class Reporting(Server):  # type: ignore[misc]  # aiosmtpd comes without types
    """aiosmtpd knows no reports and refuses what asks for them."""

    def _getparams(self, params: list[str]) -> Any:
        return super()._getparams([each for each in params if each.split("=")[0] not in DSN])


Setup = Callable[..., tuple[Post, Callable[..., Smtp]]]


@pytest.fixture
def setup() -> Iterator[Setup]:
    """Starts a server with its own options; gives it, and a maker of channels to it."""
    running: list[Any] = []

    def start(**server: Any) -> tuple[Post, Callable[..., Smtp]]:
        post = Post()
        with closed_port() as port:
            pass
        controller = Controller(post, hostname="127.0.0.1", port=port)
        controller.factory = lambda: Reporting(post, **server)  # type: ignore[method-assign] # the one hook there is
        controller.start()
        running.append(controller.stop)

        def channel(**more: Any) -> Smtp:
            settings = {"host": "127.0.0.1", "port": port, "sender": "act@example.kz", "tls": "none", "timeout": 3.0}
            made = Smtp({**settings, **more})
            running.insert(0, made.close)
            return made

        return post, channel

    yield start
    for stop in running:
        stop()


def test_one_connection_carries_many_mails(setup: Setup) -> None:
    post, channel = setup()
    smtp = channel()
    assert [smtp.send(order()).status for _number in range(5)] == ["accepted"] * 5
    assert (len(post.sessions), len(post.mails)) == (1, 5)


def test_a_connection_is_closed_after_its_share_and_when_it_was_idle(setup: Setup) -> None:
    post, channel = setup()
    smtp = channel(per_connection=2)
    for _number in range(5):
        smtp.send(order())
    assert len(post.sessions) == 3
    smtp = channel(keep=0)
    for _number in range(2):
        smtp.send(order())
    assert len(post.sessions) == 5


def test_a_kept_connection_that_died_is_replaced_and_the_mail_goes_once(setup: Setup) -> None:
    post, channel = setup()
    smtp = channel()
    assert smtp.send(order()).status == "accepted"
    post.hang_up_at_mail = 1
    assert smtp.send(order(reference="second")).status == "accepted"
    post.answers = {"MAIL": ["421 4.7.0 too many on this line"]}
    assert smtp.send(order(reference="third")).status == "accepted"
    assert (len(post.sessions), len(post.mails)) == (3, 3)


def test_a_new_connection_that_dies_is_tried_later_and_not_again_at_once(setup: Setup) -> None:
    post, channel = setup()
    post.hang_up_at_mail = 5
    assert channel().send(order()).status == "transient"
    assert (len(post.sessions), post.hang_up_at_mail) == (1, 4)


def test_a_refused_mail_leaves_the_connection_to_the_next(setup: Setup) -> None:
    post, channel = setup()
    post.answers = {"RCPT": ["550 5.1.1 nobody"], "DATA": ["452 4.3.1 no space"]}
    smtp = channel()
    assert [smtp.send(order()).status for _number in range(3)] == ["rejected", "transient", "accepted"]
    assert (len(post.sessions), len(post.mails)) == (1, 1)


@pytest.mark.parametrize(
    ("verb", "answer", "status", "halt"),
    [
        ("MAIL", "550 5.7.1 sender not allowed", "transient", True),  # not the recipient's fault
        ("MAIL", "530 5.7.0 authentication required", "transient", True),
        ("MAIL", "552 5.3.4 message too large", "rejected", False),
        ("MAIL", "451 4.3.0 try later", "transient", False),
        ("RCPT", "530 5.7.0 authentication required", "transient", True),
        ("RCPT", "553 5.1.3 no such address", "rejected", False),
        ("DATA", "421 4.3.2 shutting down", "transient", False),
        ("DATA", "554 5.6.0 refused", "rejected", False),
    ],
)
def test_whose_fault_an_answer_tells(setup: Setup, verb: str, answer: str, status: str, halt: bool) -> None:
    post, channel = setup()
    post.answers = {verb: [answer]}
    result = channel().send(order())
    assert (result.status, result.halt) == (status, halt)
    assert answer[:3] in result.reason and not post.mails


def test_a_wrong_password_stops_the_channel(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    post, channel = setup(authenticator=check, auth_require_tls=False)
    for password, expected in (("wrong", ("transient", True)), ("right", ("accepted", False))):
        monkeypatch.setenv(PASSWORD, password)
        result = channel(username="act").send(order())
        assert (result.status, result.halt) == expected
        assert password not in result.reason + result.evidence
    assert len(post.mails) == 1


def test_without_an_encrypted_line_nothing_goes_where_one_is_wanted(setup: Setup) -> None:
    post, channel = setup()
    result = channel(tls="starttls").send(order())
    assert (result.status, result.halt, post.mails) == ("transient", True, [])
    assert "STARTTLS" in result.reason


def test_a_certificate_nobody_vouches_for_stops_the_channel(setup: Setup, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run([*command.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    post, channel = setup(tls_context=context)
    result = channel(tls="starttls").send(order())
    assert (result.status, result.halt, post.mails) == ("transient", True, [])
    assert channel(tls="starttls", ca_file=str(certificate)).send(order()).status == "accepted"


def test_the_server_is_asked_to_report_under_our_reference(setup: Setup) -> None:
    post, channel = setup()
    assert channel(envelope_sender="bounces@example.kz").send(order(reference=WRITTEN)).status == "accepted"
    ((sender, mail_options, recipient_options, _content),) = post.mails
    assert sender == "bounces@example.kz"
    assert {"RET=HDRS", "ENVID=REF+3D0B5E+2B1"} <= set(mail_options)
    assert recipient_options == [
        "NOTIFY=SUCCESS,FAILURE,DELAY",
        "ORCPT=RFC822;ASEL@EXAMPLE.KZ",
    ]  # in capitals by aiosmtpd


def test_the_envelope_can_carry_the_reference(setup: Setup) -> None:
    post, channel = setup()
    channel(envelope_sender="bounces@example.kz", verp=True).send(order())
    assert post.mails[0][0] == "bounces+0b5e-reference@example.kz"
    assert email.message_from_bytes(post.mails[0][3])["From"] == "act@example.kz"


def test_letters_beyond_ascii_in_addresses(setup: Setup) -> None:
    post, channel = setup(enable_SMTPUTF8=True)
    smtp = channel()
    assert smtp.send(order("asel@пошта.қаз")).status == "accepted"
    assert smtp.send(order("әсел@пошта.қаз")).status == "accepted"
    plain, unicode = post.mails
    assert plain[2][1] == "ORCPT=RFC822;ASEL@XN--80A1ACN3A.XN--80AO21A" and "SMTPUTF8" not in plain[1]
    assert "SMTPUTF8" in unicode[1] and unicode[2][1].startswith(r"ORCPT=UTF-8;\X{4D9}\X{441}")
    assert "To: әсел@xn--80a1acn3a.xn--80ao21a\r\n".encode() in unicode[3]
    post, channel = setup()
    smtp = channel()
    assert smtp.send(order("әсел@пошта.қаз")).status == "rejected"
    assert smtp.send(order()).status == "accepted" and len(post.sessions) == 1


def test_an_address_that_is_none_goes_to_the_next_rung(setup: Setup) -> None:
    post, channel = setup()
    result = channel().send(order("asel@example.kz\r\nRCPT TO:<x@example.kz>"))
    assert result.status == "rejected" and "no mail address" in result.reason and not post.sessions


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("sender", "act", "sender|no mail address"),
        ("tls", "maybe", "channels.smtp.tls"),
        ("dkim", {"domain": "example.kz", "selector": "s", "key_file": "nowhere.pem"}, "key_file"),
        ("dkim", {"domain": "example.org", "selector": "s", "key_file": "nowhere.pem"}, "dkim.domain"),
        ("dkim", {"domain": "example.kz", "selector": "s", "key_file": "k", "hash": 1}, "dkim.hash"),
        ("bounces", {"kind": "pop3"}, "bounces"),
        ("bounces", {"kind": "imap", "host": "h"}, "bounces.imap.username"),
    ],
)
def test_a_setting_that_cannot_work_is_named(setting: str, value: Any, named: str) -> None:
    with pytest.raises((ValueError, KeyError), match=named):
        Smtp({"host": "x", "sender": "act@example.kz", setting: value})
