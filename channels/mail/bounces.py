"""The bounce box: a Maildir or an IMAP mailbox. What was read is moved, what only a person understands is left."""

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Protocol

from pydantic import Field

from ...engine.ports import Receipt
from .imap import ImapSettings, open_imap
from .maildir import Maildir, MaildirSettings
from .reports import read_report

BounceBox = Annotated[MaildirSettings | ImapSettings, Field(discriminator="kind")]
log = logging.getLogger(__name__)


class Box(Protocol):
    """A mailbox of which each mail is read once."""

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """Each mail that was neither moved nor left, with the key it is known by."""
        ...

    def done(self, key: str) -> None:
        """Moves the mail among those that were read."""
        ...

    def leave(self, key: str) -> None:
        """Flags the mail where it lies, so that a person sees it and it is not read again."""
        ...


def read_bounces(
    settings: MaildirSettings | ImapSettings, tls: ssl.SSLContext | None, domain: str, bounce_address: str
) -> Iterator[Receipt]:
    """A receipt for each report about a message of ours.

    A mail is moved only after its receipt has been taken, so whoever stops half-way reads it again: the ledger calls
    that `repeated`. Raises `ChannelError`: transient where the mailbox cannot be reached, permanent where nobody we
    trust vouches for its server.
    """
    with _opened(settings, tls) as box:
        for key, raw in box.mails():
            report = read_report(raw, domain, bounce_address)
            if report.receipt is not None:
                yield report.receipt
            if report.kind == "foreign":
                log.warning("a mail in the bounce box is no report on a message of ours; it is left, flagged: %s", key)
                box.leave(key)
            else:
                box.done(key)


@contextmanager
def _opened(settings: MaildirSettings | ImapSettings, tls: ssl.SSLContext | None) -> Iterator[Box]:
    if isinstance(settings, MaildirSettings):
        yield Maildir(settings)
    else:
        with open_imap(settings, tls) as box:
            yield box
