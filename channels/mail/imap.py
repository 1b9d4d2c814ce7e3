"""A bounce box on an IMAP server; the password comes from QAULY_SMTP_BOUNCES_PASSWORD."""

import imaplib
import os
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ...engine.deadline import Deadline, Line
from ...engine.errors import ChannelError
from ...engine.messages import _
from ..common.settings import Place
from ..common.tls import trust, untrusted

PASSWORD = "QAULY_SMTP_BOUNCES_PASSWORD"
CA_FILE = "channels.smtp.bounces.ca_file"
AT_ONCE = 500  # mails a poll; the next poll reads on


class ImapSettings(BaseModel):
    """`mailbox` is read; what was read goes to the mailbox `done`, which is made where there is none.

    `ca_file`: whom we trust besides the system. `timeout`: seconds for each step (getting in, one mail), however slowly
    its answer comes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["imap"]
    host: str
    username: str
    port: int = Field(993, ge=1, le=65535)
    tls: Literal["tls", "none"] = "tls"
    ca_file: Place | None = None
    mailbox: str = Field("INBOX", pattern=r'^[^"\\\r\n]+$')
    done: str = Field("Processed", pattern=r'^[^"\\\r\n]+$')
    timeout: float = Field(30, gt=0)

    @model_validator(mode="after")
    def _secured(self) -> Self:
        if self.ca_file is not None and self.tls == "none":
            raise ValueError("ca_file: tls is none, so everything goes in the clear")
        return self

    def trust(self) -> ssl.SSLContext | None:
        """Whom we trust at the other end; None without TLS. Raises ValueError for a file that cannot be used."""
        return trust(CA_FILE, self.ca_file, system=True) if self.tls == "tls" else None


@contextmanager
def open_imap(settings: ImapSettings, tls: ssl.SSLContext | None) -> Iterator["Imap"]:
    """The mailbox, open until the block ends.

    Raises `ChannelError`: transient where the server cannot be used now, permanent where nobody vouches for it.
    """
    line = Line()
    try:
        with Deadline(settings.timeout, line):
            server = _Plain(line, settings) if tls is None else _Secured(line, settings, tls)
        try:
            yield Imap(server, settings, line)
        finally:
            with suppress(imaplib.IMAP4.error, OSError), Deadline(settings.timeout, line):
                server.logout()
            with suppress(imaplib.IMAP4.error, OSError):  # where it could not take leave, its socket is open still
                server.shutdown()
    except (imaplib.IMAP4.error, OSError) as error:
        refused = untrusted(error)
        why = f"{CA_FILE}: the server's certificate is not trusted: {refused}" if refused else str(error)
        raise ChannelError(
            _("the bounce box of {host} cannot be read: {error}.", host=settings.host, error=why),
            channel="smtp",
            kind="permanent" if refused else "transient",
            evidence=str(error),
        ) from None


class Imap:
    """Mails are known by their UID; reading one does not mark it as read."""

    def __init__(self, server: imaplib.IMAP4, settings: ImapSettings, line: Line) -> None:
        self._server = server
        self._done = f'"{settings.done}"'
        self._seconds, self._line = settings.timeout, line
        with self._step():
            _ok(server.login(settings.username, os.environ.get(PASSWORD, "")))
            server.create(self._done)  # NO where it exists
            _ok(server.select(f'"{settings.mailbox}"'))

    def _step(self) -> Deadline:
        return Deadline(self._seconds, self._line)

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """Those that bear no flag of ours, in the order they came."""
        with self._step():
            found = _ok(self._server.uid("SEARCH", "UNFLAGGED", "UNDELETED"))
        for uid in (found[0] or b"").split()[:AT_ONCE]:
            with self._step():
                data = _ok(self._server.uid("FETCH", uid.decode(), "(BODY.PEEK[])"))
            raw = next((each[1] for each in data if isinstance(each, tuple)), None)
            if raw is not None:  # another worker was faster
                yield uid.decode(), raw

    def done(self, key: str) -> None:
        with self._step():
            if "MOVE" in self._server.capabilities:
                _ok(self._server.uid("MOVE", key, self._done))
                return
            _ok(self._server.uid("COPY", key, self._done))
            _ok(self._server.uid("STORE", key, "+FLAGS.SILENT", r"(\Deleted)"))
            # without UIDPLUS only EXPUNGE is left, and that purges others' mails too
            if "UIDPLUS" in self._server.capabilities:
                _ok(self._server.uid("EXPUNGE", key))

    def leave(self, key: str) -> None:
        with self._step():
            _ok(self._server.uid("STORE", key, "+FLAGS.SILENT", r"(\Flagged)"))


class _Plain(imaplib.IMAP4):
    """Tells of its connection as soon as there is one: even the greeting may come too slowly."""

    def __init__(self, line: Line, settings: ImapSettings) -> None:
        self._line = line
        super().__init__(settings.host, settings.port, timeout=settings.timeout)

    def open(self, *where: Any, **more: Any) -> None:
        super().open(*where, **more)
        self._line.connected(self.sock)


class _Secured(imaplib.IMAP4_SSL):
    """The same behind TLS."""

    def __init__(self, line: Line, settings: ImapSettings, tls: ssl.SSLContext) -> None:
        self._line = line
        super().__init__(settings.host, settings.port, ssl_context=tls, timeout=settings.timeout)

    def open(self, *where: Any, **more: Any) -> None:
        super().open(*where, **more)
        self._line.connected(self.sock)


def _ok(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(" ".join(each.decode("utf-8", "replace") for each in data if isinstance(each, bytes)))
    return data
