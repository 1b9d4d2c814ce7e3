"""The bounce box over a real line of TLS, and over one on which every byte takes its time."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from qauly.channels.smtp import Smtp
from qauly.engine import ContentError
from qauly.engine.errors import ChannelError
from qauly.engine.ports import ChannelTable

from ..delivery.conftest import pressed_once
from ..delivery.installation import installed
from ..engine.conftest import Opening, opening
from .bounce_samples import report
from .gateway import pki
from .imap_server import ImapBox, serving
from .mail_server import Mailbox
from .mail_server import serving as mail_serving
from .slow_line import SlowLine
from .tls_front import TlsFront

__all__ = ["opening", "pressed_once"]

CA_FILE = "channels.smtp.bounces.ca_file"
MEDIA: dict[str, str | None] = {"sms": None, "egov": None, "email": "smtp", "telegram": None}
CONTACTS = {"debtor": {"contacts": {"phone": "+77011231111", "egov": True, "email": "a.ibraev@example.kz"}}}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> pki.Authority:
    return pki.Authority.of_servers(tmp_path_factory.mktemp("authority"), "imap.example.kz")


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapBox]:
    monkeypatch.setenv("QAULY_SMTP_BOUNCES_PASSWORD", "right")
    with serving(ImapBox("right", mails={7: report("failed")})) as opened:
        yield opened


@pytest.fixture
def front(box: ImapBox, authority: pki.Authority) -> Iterator[TlsFront]:
    with TlsFront(box.port, authority.folder, "good") as opened:
        yield opened


def settings(port: int, **more: Any) -> dict[str, Any]:
    bounces = {"kind": "imap", "host": "127.0.0.1", "port": port, "username": "b", "timeout": 5, **more}
    return {"host": "127.0.0.1", "sender": "act@example.kz", "bounces": bounces}


def states(port: int, **more: Any) -> list[str]:
    return [each.state for each in Smtp(settings(port, **more)).poll(())]


def test_an_authority_of_ones_own_vouches_for_it(front: TlsFront, box: ImapBox, authority: pki.Authority) -> None:
    assert states(front.port, ca_file=str(authority.folder / "root.pem")) == ["undeliverable"]
    assert box.elsewhere == {"Processed": [report("failed")]}


@pytest.mark.parametrize(
    ("title", "ours", "words"),
    [
        ("good", False, ("issuer", "self-signed")),
        ("elsewhere", True, ("mismatch",)),
        ("expired", True, ("expired",)),
    ],
)
def test_who_is_not_vouched_for_is_told_no_password(
    front: TlsFront, box: ImapBox, authority: pki.Authority, title: str, ours: bool, words: Sequence[str]
) -> None:
    front.use(title)
    more = {"ca_file": str(authority.folder / "root.pem")} if ours else {}
    with pytest.raises(ChannelError) as refused:
        states(front.port, **more)
    assert refused.value.kind == "permanent" and CA_FILE in str(refused.value)
    assert any(word in str(refused.value) for word in words), str(refused.value)
    assert box.mails and not box.elsewhere


def test_the_file_lies_beside_the_settings(front: TlsFront, authority: pki.Authority) -> None:
    channel = Smtp(ChannelTable(settings(front.port, ca_file="root.pem"), authority.folder))
    assert [each.state for each in channel.poll(())] == ["undeliverable"]


def test_a_file_that_is_no_certificate_is_named_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("no certificate", "utf-8")
    for name in ("empty.pem", "nowhere.pem"):
        with pytest.raises(ValueError, match=CA_FILE):
            Smtp(settings(993, ca_file=str(tmp_path / name)))
    with pytest.raises(ValueError, match="ca_file"):
        Smtp(settings(143, ca_file=str(tmp_path / "empty.pem"), tls="none"))


def test_letters_go_while_a_person_is_asked_about_the_box(
    front: TlsFront, box: ImapBox, authority: pki.Authority, tmp_path: Path, opening: Opening
) -> None:
    (tmp_path / "ours.pem").write_bytes((authority.folder / "root.pem").read_bytes())
    post = Mailbox()
    with mail_serving(post) as port:
        smtp = {**settings(front.port), "port": port, "tls": "none"}

        with installed(tmp_path, {"smtp": smtp}, MEDIA) as here:
            here.open_case(opening(change=CONTACTS))
            here.deliver(2)
            assert here.ladder() == [("email", "accepted")] and len(post.taken) == 1
            (task,) = here.engine.tasks()
            assert (task.kind, task.subject) == ("unheard", "smtp") and CA_FILE in task.reason
        mended = {**smtp, "bounces": {**smtp["bounces"], "ca_file": str(tmp_path / "ours.pem")}}
        with installed(tmp_path, {"smtp": mended}, MEDIA) as here:
            here.deliver(4)
            assert box.elsewhere == {"Processed": [report("failed")]}


def test_a_wrong_file_stops_the_engine_by_name(tmp_path: Path, opening: Opening) -> None:
    with (
        installed(tmp_path, {"smtp": settings(993, ca_file="nowhere.pem")}, MEDIA) as here,
        pytest.raises(ContentError, match=CA_FILE),
    ):
        here.open_case(opening(change=CONTACTS))


@pytest.mark.parametrize("answer", ["greeting", "LOGIN", "SEARCH", "FETCH", "MOVE"])
@pytest.mark.parametrize("tls", [False, True])
def test_a_server_that_dribbles_is_left(box: ImapBox, authority: pki.Authority, answer: str, tls: bool) -> None:
    """The box is read in the keeper's own thread, which every deadline waits for; and no mail is lost."""
    with SlowLine(box.port, answer) as slow, TlsFront(slow.port, authority.folder, "good") as front:
        more = {"ca_file": str(authority.folder / "root.pem")} if tls else {"tls": "none"}
        with pytest.raises(ChannelError) as late:
            states(front.port if tls else slow.port, **{**more, "timeout": 1})
        assert late.value.kind == "transient"
        slow.slow = ()
        found = states(front.port if tls else slow.port, **more)
        assert found == ([] if answer == "MOVE" else ["undeliverable"])
    assert box.elsewhere == {"Processed": [report("failed")]}
