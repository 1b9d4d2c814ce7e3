"""A desk that remembers what a channel reports."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ...engine.ports import Receipt, Verdict


@dataclass(frozen=True, slots=True)
class PartSent:
    """One call of `Desk.sent`."""

    reference: str
    provider_id: str
    part: int
    of: int


@dataclass
class RecordingDesk:
    """Fulfils `Desk`; `answer` is the verdict it gives."""

    answer: Verdict = "recorded"
    parts: list[PartSent] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def sent(self, reference: str, provider_id: str, part: int = 1, of: int = 1) -> None:
        with self._changed:
            self.parts.append(PartSent(reference, provider_id, part, of))
            self._changed.notify_all()

    def receive(self, receipt: Receipt) -> Verdict:
        with self._changed:
            self.receipts.append(receipt)
            self._changed.notify_all()
        return self.answer

    def wait(self, condition: Callable[["RecordingDesk"], bool], seconds: float = 5.0) -> bool:
        """Whether the condition came true within so many seconds."""
        end = time.monotonic() + seconds
        with self._changed:
            while not condition(self):
                left = end - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
        return True
