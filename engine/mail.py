"""A notice as an e-mail: both languages in one message, each marked as what it is, headers that survive folding."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from email.encoders import encode_base64
from email.header import Header
from email.headerregistry import Address
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime, parseaddr
from uuid import NAMESPACE_URL, uuid5

from .ports import Attachment, DispatchOrder

Page = Callable[[str, Sequence[str], Sequence[str]], str]  # subject, paragraphs in Kazakh and in Russian → HTML
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LINE = 74  # of the 78 that a line should have, without the colon and the blank
_LINE_END = re.compile(r"\r\n|\r|\n")
# the newer policies of the standard library drop spaces between the words of a long header that is not ASCII
_WIRE = Compat32(linesep="\r\n", cte_type="8bit", mangle_from_=False)


def mail_message(
    dispatch: DispatchOrder, *, sender: str, page: Page | None = None, date: datetime | None = None
) -> Message:
    """The message of a dispatch whose body holds `kk` and `ru`, each with subject and body; attachments follow.

    `sender` is an address, or a name and an address: `Кеңсе <act@example.kz>`. With `page` the text comes as HTML as
    well. The same dispatch gives the same message, but for its `date`. Raises ValueError for an address that is none.
    """
    kk, ru = dispatch.body["kk"], dispatch.body["ru"]
    origin, recipient = address_of(sender), address_of(dispatch.address)
    subject = _BREAKS.sub(" ", f"{kk['subject']} / {ru['subject']}")
    message: Message = _text(f"{kk['body']}\n\n* * *\n\n{ru['body']}\n", "plain")
    if page is not None:
        html = _text(page(subject, *(each["body"].split("\n\n") for each in (kk, ru))), "html")
        message = _together("alternative", dispatch.reference, message, html)
    if dispatch.attachments:
        message = _together("mixed", dispatch.reference, message, *map(_file, dispatch.attachments))
    message["MIME-Version"] = "1.0"
    message["From"] = _shown("From", origin)
    message["To"] = _shown("To", recipient)
    message["Subject"] = _words("Subject", subject)
    if date is not None:
        message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id(dispatch.reference, sender)
    message["Content-Language"] = "kk, ru"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message


def _text(text: str, subtype: str) -> Message:
    return _part(MIMEText(_LINE_END.sub("\r\n", text), subtype, "utf-8", policy=_WIRE))


def _file(file: Attachment) -> Message:
    part = MIMEBase(*file.media_type.split("/", 1), policy=_WIRE)
    part.set_payload(file.data)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    return _part(part)


def _together(subtype: str, reference: str, *parts: Message) -> Message:
    # the boundary comes from the reference, so that a retry sends the same bytes
    boundary = f"=_{uuid5(NAMESPACE_URL, f'qauly:boundary:{reference}:{subtype}')}"
    return _part(MIMEMultipart(subtype, boundary, parts, policy=_WIRE))


def _part(part: Message) -> Message:
    del part["MIME-Version"]  # of the whole message, and it is told once
    return part


def _shown(header: str, address: Address) -> str:
    """The address as the wire has it: a name in encoded words, the address itself as it is, in any letters."""
    text = str(address)
    if not address.display_name.isascii() or len(text) > _LINE - len(header):  # a quoted name must not be folded
        text = f"{_encoded(header, address.display_name)}\r\n <{address.addr_spec}>"
    return text.encode().decode("ascii", "surrogateescape")  # how the library carries letters it shall not touch


def _words(header: str, text: str) -> str:
    return text if text.isascii() else _encoded(header, text)


def _encoded(header: str, text: str) -> str:
    return Header(text, "utf-8", maxlinelen=75, header_name=header).encode(linesep="\r\n")


def message_id(reference: str, sender: str) -> str:
    """It stays the same over retries: a mailbox that looks at it shows the message once."""
    return f"<{reference}@{address_of(sender).domain}>"


def address_of(text: str) -> Address:
    """A mail address, with or without a name, its domain as the wire wants it; raises ValueError where it is none."""
    name, spec = parseaddr(text)
    local, at, domain = spec.rpartition("@")
    if not (local and at and domain) or re.search(r"[\s<>]", spec) or "@" in local or _CONTROL.search(text):
        raise ValueError(f"{text!r} is no mail address")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError as error:
        raise ValueError(f"{text!r} is no mail address: {error}") from None
    return Address(display_name=name, username=local, domain=ascii_domain)
