"""E-mail by SMTP: one connection a message; what a server says decides whether it went, will go later, or never will.

What happens after the message's text has been sent and before the server has answered is `unknown`, never a failure:
the Message-ID follows from the dispatch's reference, so whoever looks into the mailbox or the server's log finds it.
"""

import asyncio
import os
from collections.abc import Mapping
from typing import Any

import aiosmtplib

from ..engine.mail import mail_message
from ..engine.ports import Capabilities, DispatchOrder, SendResult, SendStatus

PASSWORD = "QAULY_SMTP_PASSWORD"


class Smtp:
    """Settings: `host`, `port` (587), `sender`, `username`, `tls` ("starttls", "tls" or "none"), `timeout` (seconds).

    The password comes from QAULY_SMTP_PASSWORD.
    """

    capabilities = Capabilities(("email",), resend_is_safe=False)

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.host = str(settings["host"])
        self.port = int(settings.get("port", 587))
        self.sender = str(settings["sender"])
        self.username: str | None = settings.get("username")
        self.tls = str(settings.get("tls", "starttls"))
        if self.tls not in ("starttls", "tls", "none"):
            raise ValueError(f"channels.smtp.tls: {self.tls!r} is none of starttls, tls, none")
        self.timeout = float(settings.get("timeout", 30))

    def send(self, dispatch: DispatchOrder) -> SendResult:
        return asyncio.run(self._send(dispatch))

    async def _send(self, dispatch: DispatchOrder) -> SendResult:
        message = mail_message(dispatch, sender=self.sender)
        data = message.as_bytes()
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            timeout=self.timeout,
            use_tls=self.tls == "tls",
            start_tls=self.tls == "starttls",
        )
        try:
            try:
                await client.connect()
                if self.username:
                    await client.login(self.username, os.environ.get(PASSWORD, ""))
                await client.mail(self.sender, options=self._mail_options(client, dispatch))
                await client.rcpt(dispatch.address, options=_rcpt_options(client))
            except (aiosmtplib.SMTPException, OSError) as error:
                return _before(error)
            try:
                answer = await client.data(data)
            except aiosmtplib.SMTPDataError as error:
                return _said(error.code, error.message)
            except (aiosmtplib.SMTPException, OSError) as error:
                reason = f"no answer after the text was sent: {type(error).__name__}"
                return SendResult("unknown", reason, evidence=str(error))
            said = f"{answer.code} {answer.message}"
            return SendResult("accepted", provider_id=str(message["Message-ID"]), evidence=said)
        finally:
            await _quit(client)

    def _mail_options(self, client: aiosmtplib.SMTP, dispatch: DispatchOrder) -> list[str]:
        wanted = []
        if client.supports_extension("dsn"):
            wanted += ["RET=HDRS", f"ENVID={dispatch.reference}"]
        if client.supports_extension("smtputf8") and not dispatch.address.isascii():
            wanted.append("SMTPUTF8")
        return wanted


def _rcpt_options(client: aiosmtplib.SMTP) -> list[str]:
    return ["NOTIFY=SUCCESS,FAILURE,DELAY"] if client.supports_extension("dsn") else []


async def _quit(client: aiosmtplib.SMTP) -> None:
    try:
        if client.is_connected:
            await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        pass
    finally:
        client.close()


def _before(error: Exception) -> SendResult:
    """What failed before the text was sent: nothing has gone out."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _said(error.code, error.message)
    return SendResult("transient", f"{type(error).__name__}: {error}", evidence=str(error))


def _said(code: int, message: str) -> SendResult:
    """A server's refusal: 4xx may pass, 5xx never will; a wrong password or a closed door is ours to mend, so later."""
    ours = code in (421, 530, 534, 535, 538)
    status: SendStatus = "transient" if 400 <= code < 500 or ours else "rejected"
    return SendResult(status, f"{code} {message}", evidence=f"{code} {message}")
