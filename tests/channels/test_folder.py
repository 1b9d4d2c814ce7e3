"""The folder channel: files a person can open, and a mail that any reader shows right."""

import email
import json
from collections.abc import Iterator, Sequence
from email import policy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qauly.channels.conformance import ChannelContract, Peer, Taken
from qauly.channels.folder import Folder
from qauly.engine.mail import mail_message
from qauly.engine.ports import Attachment, DispatchOrder

SUBJECTS = st.text(alphabet="Құқық бұзушылық № 2024-000101 об упрощённом ,:()«»", min_size=1, max_size=160)


def order(medium: str, body: dict[str, Any], **fields: Any) -> DispatchOrder:
    address = "asel@example.kz" if medium == "email" else "+77011234567"
    return DispatchOrder("0b5e0000-0000", medium, address, "2024-000101", "notice.initiate", body, **fields)


def test_each_medium_is_a_file(tmp_path: Path) -> None:
    channel = Folder({"path": tmp_path})
    words = {"kk": "Құрметті", "ru": "Уважаемый"}
    for medium, body in (("sms", words), ("egov", words), ("telegram", words), ("system", {"status": "initiated"})):
        assert channel.send(order(medium, body)).status == "accepted"
        assert channel.send(order(medium, body)).status == "accepted"  # the same file again
    names = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert [name.split("-")[0] for name in names] == ["egov", "sms", "system", "telegram"]
    sms = next(tmp_path.rglob("sms-*")).read_text("utf-8")
    assert sms.startswith("+77011234567\n\nҚұрметті\nУважаемый\n\n[1/1]")
    assert json.loads(next(tmp_path.rglob("egov-*")).read_text("utf-8"))["body"] == words


@settings(max_examples=200)
@given(SUBJECTS, SUBJECTS)
def test_a_subject_survives_folding(kk: str, ru: str) -> None:
    kk, ru = " ".join(kk.split()) or "Қ", " ".join(ru.split()) or "Р"
    body = {"kk": {"subject": kk, "body": "Мәтін"}, "ru": {"subject": ru, "body": "Текст"}}
    raw = mail_message(order("email", body), sender="noreply@example.kz").as_bytes()
    assert email.message_from_bytes(raw, policy=policy.default)["Subject"] == f"{kk} / {ru}"
    assert max(len(line) for line in raw.splitlines()) <= 998


def test_the_act_travels_with_the_letter() -> None:
    body = {lang: {"subject": "№ 1", "body": "Қаулы. Постановление."} for lang in ("kk", "ru")}
    files = [Attachment("2024-000101-1.pdf", "application/pdf", b"%PDF-1.7")]
    raw = mail_message(order("email", body, attachments=files), sender="noreply@example.kz").as_bytes()
    parsed = email.message_from_bytes(raw, policy=policy.default)
    (attached,) = parsed.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("2024-000101-1.pdf", b"%PDF-1.7")
    text = parsed.get_body(("plain",))
    assert text is not None and "Қаулы. Постановление." in text.get_content()


class Files(Peer):
    """The files are the far end: what a person reads in them."""

    refused = "+77010000001"
    required = ("path",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def settings(self, port: int | None) -> dict[str, Any]:
        return {"path": self.folder, "unreachable": [self.refused]}

    def taken(self) -> Sequence[Taken]:
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return [Taken(path.read_text("utf-8"), path.name) for path in files]


class TestFolder(ChannelContract):
    channel_class = Folder
    medium = "telegram"

    @pytest.fixture
    def peer(self, tmp_path: Path) -> Iterator[Peer]:
        yield Files(tmp_path)
