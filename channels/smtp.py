"""E-mail by SMTP: what a server says decides whether a mail went, will go later, or never will; its bounces are read.

What happens after the message's text has been sent and before the server has answered is `unknown`, never a failure.
Sending it again is allowed: the Message-ID follows from the dispatch's reference, so mailboxes and people who look at
it know the second copy for what it is, and the two say the same. To lose a notice costs a citizen a term; to get it
twice costs nothing.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal, Self

import aiosmtplib
from pydantic import Field, model_validator

from ..engine.content import Content
from ..engine.mail import address_of, mail_message, message_id
from ..engine.ports import Capabilities, DispatchOrder, Receipt, SendResult, Waiting
from ..engine.render.mail import MailLayout
from .common.background import Background
from .common.settings import ChannelSettings, Place
from .common.tls import trust
from .mail.bounces import BounceBox, read_bounces
from .mail.connections import Connections, LoginFailed
from .mail.envelope import Envelope, verp
from .mail.imap import ImapSettings
from .mail.signing import DkimSettings, signer

PASSWORD = "QAULY_SMTP_PASSWORD"


class SmtpSettings(ChannelSettings):
    """`[channels.smtp]`. The password comes from QAULY_SMTP_PASSWORD.

    `sender`: what stands in From, with or without a name. `envelope_sender`: where bounces go, the sender's address by
    default; `verp` puts the reference into it. `timeout`: seconds for each answer, for all of them before the text no
    more than twice as many. `keep`: seconds a connection is kept open, 0 for one a message;
    `per_connection`: messages after which it is closed. `hello`: how we call ourselves. `ca_file`: whom we trust
    besides the system. `content`: overlay folders whose templates/mail/notice.html.j2 wins.
    """

    host: str
    sender: str
    port: int = Field(587, ge=1, le=65535)
    username: str | None = None
    tls: Literal["starttls", "tls", "none"] = "starttls"
    timeout: float = Field(30, gt=0)
    ca_file: Place | None = None
    hello: str | None = None
    keep: float = Field(60, ge=0)
    per_connection: int = Field(100, ge=1)
    envelope_sender: str | None = None
    verp: bool = False
    dkim: DkimSettings | None = None
    bounces: BounceBox | None = None
    content: tuple[Place, ...] = ()

    @model_validator(mode="after")
    def _addresses(self) -> Self:
        address_of(self.sender)
        if self.envelope_sender is not None:
            address_of(self.envelope_sender)
        if self.ca_file is not None and self.tls == "none":
            raise ValueError("ca_file: tls is none, so everything goes in the clear")
        return self


class Smtp:
    """Settings: `SmtpSettings`."""

    # a receipt comes only from servers that write one: that none came means nothing
    capabilities = Capabilities(("email",), resend_is_safe=True, receipts=False, names_us=True, asked_at_once=0)

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = SmtpSettings.read("smtp", settings)
        self._own = address_of(self.settings.sender)
        self._bounce_address = address_of(self.settings.envelope_sender or self.settings.sender).addr_spec
        self._sign = signer(self.settings.dkim, self._own.domain) if self.settings.dkim else bytes
        # made here, so that a file that cannot be used is told of before anything is sent
        ca = self.settings.ca_file
        self._trust = trust("channels.smtp.ca_file", ca, system=True) if self.settings.tls != "none" else None
        box = self.settings.bounces
        self._box_trust = box.trust() if isinstance(box, ImapSettings) else None
        self._background = Background("smtp")
        self._connections = Connections(
            self._connect, self.settings.keep, self.settings.per_connection, self.settings.timeout * 2
        )

    def send(self, dispatch: DispatchOrder) -> SendResult:
        settings = self.settings
        try:
            message = mail_message(dispatch, sender=settings.sender, page=self._layout.html, date=datetime.now(UTC))
            recipient = address_of(dispatch.address).addr_spec
        except ValueError as error:
            return SendResult("rejected", str(error))
        origin = verp(self._bounce_address, dispatch.reference) if settings.verp else self._bounce_address
        envelope = Envelope(origin, recipient, dispatch.reference, self._sign(message.as_bytes()))
        result = self._background.run(self._connections.deliver(envelope))
        return SendResult(
            result.status,
            result.reason,
            provider_id=message_id(dispatch.reference, settings.sender),
            evidence=result.evidence,
            halt=result.halt,
        )

    def poll(self, waiting: Sequence[Waiting]) -> Iterator[Receipt]:
        """What the bounce box holds. A mail is moved away once the next one is asked for, so none is lost half-way."""
        if self.settings.bounces is None:
            return iter(())
        return read_bounces(self.settings.bounces, self._box_trust, self._own.domain, self._bounce_address)

    def close(self) -> None:
        if not self._background.closed:
            self._background.run(self._connections.close())
            self._background.close()

    @cached_property
    def _layout(self) -> MailLayout:
        return MailLayout(Content.open(self.settings.content))

    async def _connect(self) -> aiosmtplib.SMTP:
        settings = self.settings
        server = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout,
            local_hostname=settings.hello or self._own.domain,
            use_tls=settings.tls == "tls",
            start_tls=settings.tls == "starttls",
            tls_context=self._trust,
        )
        try:
            await server.connect()
            await _greet(server)
            if settings.username:
                await _login(server, settings.username)
        except BaseException:
            server.close()
            raise
        return server


async def _greet(server: aiosmtplib.SMTP) -> None:
    try:
        await server.ehlo()
    except aiosmtplib.SMTPHeloError:  # a server of the old kind
        await server.helo()


async def _login(server: aiosmtplib.SMTP, username: str) -> None:
    try:
        await server.login(username, os.environ.get(PASSWORD, ""))
    except (aiosmtplib.SMTPException, OSError) as error:
        raise LoginFailed from error
