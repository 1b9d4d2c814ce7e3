"""A notice as an e-mail: both languages in one message, each marked as what it is, headers that survive folding."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import parseaddr
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from .ports import DispatchOrder

Page = Callable[[str, Sequence[str], Sequence[str]], str]  # subject, paragraphs in Kazakh and in Russian → HTML
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class BilingualPolicy(EmailPolicy):
    """The standard library's folding of long non-ASCII headers drops spaces between words; `Header` does not."""

    def _fold(self, name: str, value: Any, refold_binary: bool = False) -> str:
        text = str(value)
        addresses = getattr(value, "addresses", ())
        if name.lower() == "subject" and not text.isascii():
            return f"{name}: {self._words(name, text)}{self.linesep}"
        if any(not each.display_name.isascii() for each in addresses):
            shown = f",{self.linesep} ".join(self._address(name, each) for each in addresses)
            return f"{name}: {shown}{self.linesep}"
        return str(super()._fold(name, value, refold_binary))  # type: ignore[misc]  # the one hook there is

    def _address(self, name: str, address: Address) -> str:
        if address.display_name.isascii():
            return str(address)
        return f"{self._words(name, address.display_name)}{self.linesep} <{address.addr_spec}>"

    def _words(self, name: str, text: str) -> str:
        return Header(text, "utf-8", maxlinelen=75, header_name=name).encode(linesep=self.linesep)


POLICY = BilingualPolicy(**{name: getattr(SMTP, name) for name in ("linesep", "max_line_length", "cte_type")})


def mail_message(
    dispatch: DispatchOrder, *, sender: str, page: Page | None = None, date: datetime | None = None
) -> EmailMessage:
    """The message of a dispatch whose body holds `kk` and `ru`, each with subject and body; attachments follow.

    `sender` is an address, or a name and an address: `Кеңсе <act@example.kz>`. With `page` the text comes as HTML as
    well. The same dispatch gives the same message, but for its `date`. Raises ValueError for an address that is none.
    """
    kk, ru = dispatch.body["kk"], dispatch.body["ru"]
    origin, recipient = address_of(sender), address_of(dispatch.address)
    subject = _BREAKS.sub(" ", f"{kk['subject']} / {ru['subject']}")
    unicode = not (origin.username + recipient.username).isascii()
    message = EmailMessage(policy=POLICY.clone(utf8=True) if unicode else POLICY)
    message["From"] = origin
    message["To"] = recipient
    message["Subject"] = subject
    if date is not None:
        message["Date"] = date
    message["Message-ID"] = message_id(dispatch.reference, sender)
    message["Content-Language"] = "kk, ru"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(f"{kk['body']}\n\n* * *\n\n{ru['body']}\n", cte="base64")
    if page is not None:
        html = page(subject, *(each["body"].split("\n\n") for each in (kk, ru)))
        message.add_alternative(html, subtype="html", cte="base64")
    for file in dispatch.attachments:
        main, _slash, sub = file.media_type.partition("/")
        message.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{uuid5(NAMESPACE_URL, f'qauly:boundary:{dispatch.reference}:{number}')}")
    return message


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
