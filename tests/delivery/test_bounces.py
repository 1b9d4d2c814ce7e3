"""A bounce that comes hours after the server took a letter: the notice goes on to the next rung of its ladder."""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from pathlib import Path

import pytest

from ..channels.bounce_samples import EXIM, LETTER, VACATION, report
from ..channels.mail_server import Mailbox, serving
from .conftest import Opening
from .installation import Installation, installed

HOME = {"phone": None, "egov": False, "email": "a.ibraev@example.kz", "telegram": "7"}


@dataclass
class Post:
    """An installation whose notice is at the rung `email`, taken by a mail server; bounces come to a Maildir."""

    here: Installation
    box: Mailbox
    maildir: Path

    @property
    def message_id(self) -> str:
        return str(email.message_from_bytes(self.box.taken[-1], policy=policy.default)["Message-ID"])

    def bounce(self, raw: bytes, name: str = "1") -> None:
        """A mail arrives in the box, and the box is read."""
        (self.maildir / "new" / name).write_bytes(raw)
        self.here.deliver(2)


@pytest.fixture
def post(tmp_path: Path, opening: Opening) -> Iterator[Post]:
    maildir = tmp_path / "bounces"
    for folder in ("new", "cur", "tmp"):
        (maildir / folder).mkdir(parents=True)
    box = Mailbox()
    with serving(box) as port:
        settings = {
            "host": "127.0.0.1",
            "port": port,
            "tls": "none",
            "sender": "act@example.kz",
            "envelope_sender": "bounces@example.kz",
            "bounces": {"kind": "maildir", "path": str(maildir)},
        }
        answers = {"answers": {"+77011234567": "rejected"}}
        with installed(tmp_path, {"smtp": settings, "memory": answers}, {"email": "smtp"}) as here:
            here.open_case(opening(change={"debtor": {"contacts": HOME | {"phone": "+77011234567"}}}))
            assert here.ladder() == [("sms", "rejected"), ("email", "accepted")] and len(box.taken) == 1
            yield Post(here, box, maildir)


def test_a_bounce_moves_the_notice_to_the_next_rung(post: Post) -> None:
    post.here.deliver(180)
    post.bounce(report("failed", envelope_id="", message_id=post.message_id))
    assert post.here.ladder() == [("sms", "rejected"), ("email", "undeliverable"), ("telegram", "accepted")]
    assert post.here.reason("email") == "5.1.1 550 no such user"
    (notice,) = post.here.engine.show(post.here.case).notices
    assert notice.record[-1] == "email: 5.1.1 550 no such user"
    assert [each.name for each in (post.maildir / ".processed" / "cur").iterdir()] == ["1:2,S"]
    post.bounce(report("failed", envelope_id="", message_id=post.message_id), "2")
    assert len(post.here.ladder()) == 3 and post.here.tasks() == [], "the same report again changes nothing"


def test_a_bounce_in_a_form_of_its_own_counts_as_well(post: Post) -> None:
    post.bounce(EXIM.format(message_id=post.message_id).encode())
    assert post.here.ladder()[1:] == [("email", "undeliverable"), ("telegram", "accepted")]


def test_a_delivery_that_is_told_ends_the_ladder(post: Post) -> None:
    post.bounce(report("delayed", envelope_id="", message_id=post.message_id, code="4.4.1"))
    assert post.here.ladder()[-1] == ("email", "accepted")
    post.bounce(report("delivered", envelope_id="", message_id=post.message_id, code="2.0.0"), "2")
    assert post.here.ladder() == [("sms", "rejected"), ("email", "delivered")]
    post.bounce(report("failed", envelope_id="", message_id=post.message_id), "3")
    assert post.here.ladder()[-1] == ("email", "delivered") and post.here.tasks() == ["conflict"]


@pytest.mark.parametrize(
    "raw",
    [VACATION.encode(), LETTER.encode(), report("failed", envelope_id="", message_id="<ref-1@elsewhere.kz>")],
)
def test_what_is_no_report_on_it_moves_nothing(post: Post, raw: bytes) -> None:
    """Fault 19, and a report that anybody may have written."""
    post.bounce(raw)
    assert post.here.ladder()[-1] == ("email", "accepted") and post.here.tasks() == []


def test_a_report_on_another_message_of_ours_is_kept_apart(post: Post) -> None:
    post.bounce(report("failed", envelope_id="", message_id="<nobody@example.kz>"))
    assert post.here.ladder()[-1] == ("email", "accepted") and post.here.tasks() == []


def test_a_box_that_cannot_be_read_is_read_later(post: Post) -> None:
    away = post.maildir.rename(post.maildir.with_name("away"))
    post.here.deliver(2)
    assert post.here.ladder()[-1] == ("email", "accepted")
    away.rename(post.maildir)
    post.bounce(report("failed", envelope_id="", message_id=post.message_id))
    assert post.here.ladder()[-1] == ("telegram", "accepted")
