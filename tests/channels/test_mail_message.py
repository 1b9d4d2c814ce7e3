"""The mail of a notice: what a reader's program makes of its headers, whatever Kazakh and Russian stands in them."""

import email
import re
from dataclasses import replace
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qauly.engine.content import Content
from qauly.engine.mail import address_of, mail_message
from qauly.engine.ports import Attachment, DispatchOrder
from qauly.engine.render.mail import MailLayout

KK = "Қаулы оңайлатылған іс жүргізуді қозғау туралы әкімшілік құқық бұзушылық ₸ № 5 ӘҚБтК 592-бабының «мерзімі» ұсталым"
RU = (
    "Постановление о возбуждении упрощённого исполнительного производства № 2024-000101, часть 1 статьи 592 КоАП (срок)"
)
WORDS = st.lists(
    st.sampled_from([*KK.split(), *RU.split(), "Qauly", "A&B", "=?x?=", "\u00a05", ",", '"act"']),
    min_size=4,
    max_size=16,
)
TEXTS = WORDS.map(" ".join)
ENCODED = re.compile(r"=\?[^?]*\?[^?]*\?[^?]*\?=")


def order(
    kk: str = "Тақырып", ru: str = "Тема", address: str = "asel@example.kz", body: str = "Мәтін"
) -> DispatchOrder:
    words = {
        "kk": {"subject": kk, "body": body},
        "ru": {"subject": ru, "body": "Текст https://example.kz/n/0123456789abcdef"},
    }
    return DispatchOrder("0b5e-reference", "email", address, "2024-000101", "notice.initiate", words)


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def lines(raw: bytes, name: str) -> list[str]:
    """The lines of one header as they are on the wire."""
    found = re.search(rb"^" + name.encode() + rb":.*(?:\r\n[ \t].*)*", raw, re.MULTILINE)
    assert found
    return found[0].decode().replace("\r", "").split("\n")


@settings(max_examples=500, deadline=None)
@given(TEXTS, TEXTS)
def test_a_bilingual_subject_is_read_to_the_letter(kk: str, ru: str) -> None:
    raw = mail_message(order(kk, ru), sender="act@example.kz").as_bytes()
    assert parsed(raw)["Subject"] == f"{kk} / {ru}"
    for line in lines(raw, "Subject"):
        assert len(line) <= 78
        assert all(8 < len(word) <= 75 and not word.endswith("??=") for word in ENCODED.findall(line))
        assert re.search(r"\?==\?", line) is None, "two encoded words without a space between"


@settings(max_examples=500, deadline=None)
@given(TEXTS)
@example(", ".join(["2024-000101"] * 6))
def test_a_display_name_is_read_to_the_letter(name: str) -> None:
    quoted = name.replace("\\", "").replace('"', "")
    message = order(address=f'"{quoted}" <asel@example.kz>')
    raw = mail_message(message, sender=f'"{quoted}" <act@example.kz>').as_bytes()
    for header, spec in (("From", "act@example.kz"), ("To", "asel@example.kz")):
        # read as RFC 2047 has it: the newer parser of Python 3.11 puts a space between two encoded words of a name
        ((name, address),) = getaddresses([str(email.message_from_bytes(raw)[header])])
        assert (str(make_header(decode_header(name))), address) == (quoted, spec)
        assert all(len(line) <= 78 for line in lines(raw, header))


def test_both_languages_come_as_text_and_as_a_page_kazakh_first() -> None:
    message = mail_message(order(), sender="act@example.kz", page=MailLayout(Content.open()).html)
    read = parsed(message.as_bytes())
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    for kind in ("plain", "html"):
        part = read.get_body((kind,))
        assert part is not None
        text = part.get_content()
        assert 0 <= text.index("Мәтін") < text.index("Текст")
        assert "https://example.kz/n/0123456789abcdef" in text
    page = read.get_body(("html",))
    assert page is not None
    assert re.findall(r'<div lang="(..)"', page.get_content()) == ["kk", "ru"]


def test_files_stand_after_the_alternatives() -> None:
    files = [Attachment("қаулы-1.pdf", "application/pdf", b"%PDF-1.7 act")]
    with_files = replace(order(), attachments=files)
    read = parsed(mail_message(with_files, sender="act@example.kz", page=MailLayout(Content.open()).html).as_bytes())
    kinds = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]
    assert [part.get_content_type() for part in read.walk()] == kinds
    assert [part.get_filename() for part in read.iter_attachments()] == ["қаулы-1.pdf"]


def test_the_same_dispatch_gives_the_same_bytes() -> None:
    layout = MailLayout(Content.open()).html
    one, two = (mail_message(order(), sender="act@example.kz", page=layout).as_bytes() for _time in range(2))
    assert one == two


def test_a_line_break_in_a_subject_adds_no_header() -> None:
    raw = mail_message(order("Тақырып\r\nBcc: x@example.kz", "Тема\u2028конец"), sender="act@example.kz").as_bytes()
    assert "Bcc" not in parsed(raw)
    assert parsed(raw)["Subject"] == "Тақырып Bcc: x@example.kz / Тема конец"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("asel@example.kz", "asel@example.kz"),
        ("asel@пошта.қаз", "asel@xn--80a1acn3a.xn--80ao21a"),
        ("әсел@пошта.қаз", "әсел@xn--80a1acn3a.xn--80ao21a"),
        ("Әсел Қ. <asel@example.kz>", "asel@example.kz"),
    ],
)
def test_an_address_as_the_wire_wants_it(typed: str, sent: str) -> None:
    assert address_of(typed).addr_spec == sent


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "asel",
        "asel@",
        "@example.kz",
        "a@b@example.kz",
        "a\r\nRCPT TO:<x@example.kz>",
        "a b@example.kz",
        "a@" + "ә" * 70,
    ],
)
def test_what_is_no_address_is_said_to_be_none(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no mail address"):
        address_of(wrong)
