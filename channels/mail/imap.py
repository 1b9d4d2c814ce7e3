"""A bounce box on an IMAP server; the password comes from QAULY_SMTP_BOUNCES_PASSWORD."""

import imaplib
import os
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ...engine.errors import ChannelError
from ...engine.messages import _

PASSWORD = "QAULY_SMTP_BOUNCES_PASSWORD"
AT_ONCE = 500  # mails a poll; the next poll reads on


class ImapSettings(BaseModel):
    """`mailbox` is read; what was read goes to the mailbox `done`, which is made where there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["imap"]
    host: str
    username: str
    port: int = Field(993, ge=1, le=65535)
    tls: Literal["tls", "none"] = "tls"
    mailbox: str = Field("INBOX", pattern=r'^[^"\\\r\n]+$')
    done: str = Field("Processed", pattern=r'^[^"\\\r\n]+$')
    timeout: float = Field(30, gt=0)


@contextmanager
def open_imap(settings: ImapSettings) -> Iterator["Imap"]:
    """The mailbox, open until the block ends. Raises `ChannelError` (transient) where the server cannot be used."""
    try:
        server = _connected(settings)
        try:
            box = Imap(server, settings)
            yield box
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                server.logout()
    except (imaplib.IMAP4.error, OSError) as error:
        raise ChannelError(
            _("the bounce box of {host} cannot be read: {error}.", host=settings.host, error=error),
            channel="smtp",
            kind="transient",
            evidence=str(error),
        ) from None


class Imap:
    """Mails are known by their UID; reading one does not mark it as read."""

    def __init__(self, server: imaplib.IMAP4, settings: ImapSettings) -> None:
        self._server = server
        self._done = f'"{settings.done}"'
        _ok(server.login(settings.username, os.environ.get(PASSWORD, "")))
        server.create(self._done)  # NO where it exists
        _ok(server.select(f'"{settings.mailbox}"'))

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """Those that bear no flag of ours, in the order they came."""
        found = _ok(self._server.uid("SEARCH", "UNFLAGGED", "UNDELETED"))
        for uid in (found[0] or b"").split()[:AT_ONCE]:
            data = _ok(self._server.uid("FETCH", uid.decode(), "(BODY.PEEK[])"))
            raw = next((each[1] for each in data if isinstance(each, tuple)), None)
            if raw is not None:  # another worker was faster
                yield uid.decode(), raw

    def done(self, key: str) -> None:
        if "MOVE" in self._server.capabilities:
            _ok(self._server.uid("MOVE", key, self._done))
            return
        _ok(self._server.uid("COPY", key, self._done))
        _ok(self._server.uid("STORE", key, "+FLAGS.SILENT", r"(\Deleted)"))
        if "UIDPLUS" in self._server.capabilities:  # without it only EXPUNGE is left, and that purges others' mails too
            _ok(self._server.uid("EXPUNGE", key))

    def leave(self, key: str) -> None:
        _ok(self._server.uid("STORE", key, "+FLAGS.SILENT", r"(\Flagged)"))


def _connected(settings: ImapSettings) -> imaplib.IMAP4:
    if settings.tls == "none":
        return imaplib.IMAP4(settings.host, settings.port, timeout=settings.timeout)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=context, timeout=settings.timeout)


def _ok(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(" ".join(each.decode("utf-8", "replace") for each in data if isinstance(each, bytes)))
    return data
