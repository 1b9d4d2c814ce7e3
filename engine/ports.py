"""What the engine asks of the world around it: channels that send, a directory of phones.

The engine never imports a channel; it finds them by the entry-point group `qauly.channels`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

SendStatus = Literal[
    "accepted",  # the channel took it and will try to deliver
    "delivered",  # it reached the recipient's device or system
    "rejected",  # this channel will never take it; the next rung of the ladder is tried
    "transient",  # try again later
    "unknown",  # it may have gone out or not; the channel's rule resolves it, never a blind resend
]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class DispatchOrder:
    """One rendition on its way by one channel. `reference` is stable over retries and known to the provider."""

    reference: str
    medium: str  # sms, egov, email, telegram, or `system` for a message to another state system
    address: str
    case: str
    kind: str
    body: Mapping[str, Any]  # the medium's texts, or the message's JSON
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class SendResult:
    """What came of one attempt: a status from a closed list, the provider's id, its raw answer as evidence."""

    status: SendStatus
    reason: str = ""
    provider_id: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; `resend_is_safe` tells whether the same reference may be sent twice."""

    media: tuple[str, ...]
    resend_is_safe: bool
    receipts: bool = False


class Channel(Protocol):
    """A way out of the house."""

    capabilities: Capabilities

    def __init__(self, settings: Mapping[str, Any]) -> None: ...

    def send(self, dispatch: DispatchOrder) -> SendResult:
        """Sends once; an expected failure is a result, not an exception."""
        ...


class ContactDirectory(Protocol):
    """The base of mobile citizens (БМГ): a phone by IIN."""

    def phone(self, iin: str) -> str | None:
        """The number as +77011234567, or None where the base has none."""
        ...


@dataclass(frozen=True, slots=True)
class Phones:
    """A directory held in memory: for tests and sandboxes."""

    numbers: Mapping[str, str] = field(default_factory=dict)

    def phone(self, iin: str) -> str | None:
        return self.numbers.get(iin)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed PDF, and what is kept beside it by the end of its name: evidence.zip, a detached .p7s."""

    pdf: bytes
    beside: Mapping[str, bytes] = field(default_factory=dict)


class Signer(Protocol):
    """Puts the office's signature on a document; it never changes the bytes that are there."""

    def sign(self, pdf: bytes, at: datetime) -> Signed:
        """Raises `ChannelError` where a service it needs does not answer."""
        ...

    def detached(self, data: bytes, at: datetime) -> bytes:
        """A detached CMS signature of any bytes."""
        ...
