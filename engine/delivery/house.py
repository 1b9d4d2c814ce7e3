"""What sending needs to know of the installation: its channels, who may be written to, what silences a notice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatch
from typing import Protocol

from sqlalchemy import Connection

from ..ledger.archive import Archive
from ..ledger.store import Store
from ..ports import Channel, Clock, DebtRegister, Receipt, Verdict
from .policy import Policy
from .quiet import Quiet


class CatchingUp(Protocol):
    """A desk that applies what came for an id before the id was known."""

    def catch_up(self, connection: Connection, provider_id: str) -> None: ...

    def receive(self, receipt: Receipt) -> Verdict: ...


@dataclass(frozen=True, slots=True)
class House:
    """One installation, as the stages of delivery see it."""

    store: Store
    archive: Archive
    channel: Callable[[str], Channel]  # by its name; raises ContentError where its settings cannot be used
    policy: Callable[[str], Policy]
    desk: Callable[[str], CatchingUp]
    channel_of: Callable[[str], str | None]  # the channel that serves a medium
    asked: Callable[[], Sequence[str]]  # channels that hear only when they are asked, also while nothing is on its way
    silences: Callable[[str, str], bool]  # procedure, status
    recipients: tuple[str, ...] | None  # patterns of those who may be written to; None for everybody
    quiet: Quiet | None
    debts: DebtRegister | None
    clock: Clock
    lease: timedelta = timedelta(seconds=120)  # for which a worker holds a dispatch; longer than any call may take

    def settled(self, case: str) -> bool:
        """Whether the register of debts says that nothing is owed; one that cannot say, or fails, says nothing."""
        if self.debts is None:
            return False
        try:
            return self.debts.owed(case) is False
        except Exception:  # a register out of order must not stop what the law requires
            return False

    def barred(self, address: str, medium: str, channel: str) -> str:
        """Why nobody may be written to at this address; empty where one may."""
        if self.recipients is None or any(fnmatch(address, pattern) for pattern in self.recipients):
            return ""
        if medium == "system" and self.policy(channel).capabilities.stays:
            return ""
        return "team mode: not a listed recipient"
