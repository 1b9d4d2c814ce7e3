"""What the engine asks of the world around it: channels that send and hear back, directories, a clock, a signer.

The engine never imports a channel; it finds them by the entry-point group `qauly.channels`. A channel needs
`send` alone; what more it can do it shows by having the method: `resolve`, `listen`, `poll`, `parse_receipt`, `close`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

SendStatus = Literal[
    "accepted",  # the channel took it and will try to deliver
    "delivered",  # it reached the recipient's device or system
    "rejected",  # this channel will never take it; the next rung of the ladder is tried
    "transient",  # nothing has gone out; try again later
    "unknown",  # it may have gone out or not; the channel's rule resolves it, never a blind resend
]

ReceiptState = Literal[
    "accepted",  # the provider has it and tries
    "delivered",  # it reached the recipient's device or mailbox
    "read",  # the recipient has opened it
    "undeliverable",  # it never will reach this address
    "expired",  # the provider gave up when its time was over
    "rejected",  # the provider or the network refused it
]

Verdict = Literal[
    "recorded",  # it moved the dispatch on
    "late",  # true, but the dispatch is further already
    "repeated",  # the very same was told before
    "conflict",  # it contradicts what was told before; both are kept, a person looks
    "quarantined",  # no dispatch is known by these ids; kept, and matched as soon as one is
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
    attempt: int = 1
    expires: datetime | None = None  # the provider need not try longer: the legal deadline comes first
    provider_ids: Sequence[str] = ()  # what the provider called it in earlier attempts, part by part


@dataclass(frozen=True, slots=True)
class SendResult:
    """What came of one attempt: a status from a closed list, the provider's id, its raw answer as evidence."""

    status: SendStatus
    reason: str = ""
    provider_id: str = ""
    evidence: str = ""
    retry_after: float | None = None  # seconds in which nothing goes by this channel (it was told to slow down)
    halt: bool = False  # the channel is at fault (password, certificate): it stops until a person starts it again
    address: str = ""  # where the recipient is to be found now, as the provider told (a chat that moved)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came back about something sent. It is matched by `reference`, else by the first of `provider_ids` known."""

    state: ReceiptState
    provider_ids: tuple[str, ...] = ()  # the same id in each way it may have been written (decimal, hexadecimal)
    reference: str = ""  # ours, where the provider hands it back (ENVID, Message-ID, an id of our making)
    at: datetime | None = None  # when it happened, as the provider says
    reason: str = ""
    evidence: str = ""  # raw, as it came


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dispatch that a channel took and of which nothing final is known."""

    reference: str
    address: str
    provider_ids: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Callback:
    """A call of a provider to our door, as it came; names of headers are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    peer: str = ""  # address it came from


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do.

    `resend_is_safe`: the same reference may be sent twice (the provider or the recipient sees one). `receipts`: a
    missing receipt means something, so the ladder goes on after `receipt_within` of the channel's settings; `silent`:
    the media of which nothing comes back all the same. `rate`: messages a second that the provider takes; the setting
    `rate` wins. `stays`: nothing leaves the house by it, so it serves sandboxes as it is. `names_us`: every receipt
    carries our reference, so the provider's ids match nothing. `asked_at_once`: of how many dispatches one question of
    `poll` asks; 0 where it asks of none, as with a mailbox.

    What depends on settings is told by the opened channel; its class tells the rest.
    """

    media: tuple[str, ...]
    resend_is_safe: bool
    receipts: bool = False
    rate: float | None = None
    stays: bool = False
    names_us: bool = False
    silent: tuple[str, ...] = ()
    asked_at_once: int = 1


class ChannelTable(dict[str, Any]):
    """The table `[channels.<name>]` of qauly.toml. Relative paths in it start from `folder`, where that file lies."""

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        super().__init__(settings)
        self.folder = folder


class Channel(Protocol):
    """A way out of the house. Made once a process; `send` is called from several threads."""

    capabilities: Capabilities

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """The engine gives a `ChannelTable`.

        Raises KeyError for a setting that is missing, ValueError (naming it) for one that is wrong or unknown.
        """
        ...

    def send(self, dispatch: DispatchOrder) -> SendResult:
        """Sends once; an expected failure is a result, not an exception."""
        ...


class Desk(Protocol):
    """Where a channel reports what it hears; everything is committed before the call returns."""

    def sent(self, reference: str, provider_id: str, part: int = 1, of: int = 1) -> None:
        """The provider took a part of a dispatch under this id. Call it as soon as the id is known."""
        ...

    def receive(self, receipt: Receipt) -> Verdict:
        """Something came back; also before `sent` was called for it."""
        ...


@runtime_checkable
class Resolving(Protocol):
    """A channel that can ask its provider what became of a dispatch whose sending was cut short."""

    def resolve(self, dispatch: DispatchOrder) -> SendResult | None:
        """`accepted` or `delivered`: it went out; `transient`: it did not, and may be; None: nobody can say yet."""
        ...


@runtime_checkable
class Hearing(Protocol):
    """A channel over whose own connection receipts come."""

    def listen(self, desk: Desk) -> None:
        """Called once, before the first `send`; must not block."""
        ...


@runtime_checkable
class Polling(Protocol):
    """A channel that must ask for receipts (a mailbox of bounces, a status call)."""

    def poll(self, waiting: Sequence[Waiting]) -> Iterable[Receipt]:
        """What is new of those that wait, and whatever else was heard; that a provider still tries is nothing new.

        Called with those whose turn it is, perhaps none. Raises where the provider cannot be asked now: then none of
        them counts as asked, and all of them are asked about again. A `ChannelError` that is permanent opens a task.
        """
        ...


@runtime_checkable
class CalledBack(Protocol):
    """A channel whose provider calls our door."""

    def parse_receipt(self, call: Callback) -> Sequence[Receipt]:
        """What the call says, confirmed with the provider where the call is not signed whole.

        Raises `ChannelError` (permanent) for a forged call: nothing changes, an alarm is written.
        """
        ...


@runtime_checkable
class Closing(Protocol):
    """A channel that holds connections."""

    def close(self) -> None: ...


class Clock(Protocol):
    """Time, so that tests and sandboxes can have their own."""

    def now(self) -> datetime:
        """Always with an offset."""
        ...

    def sleep(self, seconds: float) -> None: ...


class DebtRegister(Protocol):
    """Whoever knows of payments before we are told: asked before every attempt and every reminder."""

    def owed(self, case: str) -> bool | None:
        """False: it is settled, nothing may be demanded; None: the register cannot say, so it is taken as owed."""
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
