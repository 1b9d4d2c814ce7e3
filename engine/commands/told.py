"""What a run of delivery shows while it goes on."""

from pathlib import Path
from threading import Lock

from ..app import Engine
from ..delivery.sending import Sent
from ..errors import QaulyError
from ..model import Outcome
from .screen import Screen
from .tables import outcome_table, sent_table


class Told:
    """Shows what delivery does, some lines at a time; called from several threads."""

    ROWS = 50  # in a table, so that a long run needs no memory

    def __init__(self, screen: Screen, engine: Engine, out: Path | None) -> None:
        self.screen, self.engine, self.out = screen, engine, out
        self.timers = self.count = self.failures = 0
        self._outcomes: list[Outcome] = []
        self._sent: list[Sent] = []
        self._lock = Lock()

    def __call__(self, each: Outcome | Sent | QaulyError) -> None:
        with self._lock:
            if isinstance(each, QaulyError):
                self.failures += 1
                self.screen.complain(each.text(self.screen.ui))
            elif isinstance(each, Sent):
                self.count += 1
                self._sent.append(each)
            else:
                self.timers += 1
                self._take(each)
            if len(self._sent) + len(self._outcomes) >= self.ROWS:
                self._show()

    def end(self) -> None:
        with self._lock:
            self._show()

    def _take(self, outcome: Outcome) -> None:
        if self.out is not None:
            self.engine.export(outcome, self.out)
        if self.screen.as_json:
            self.screen.give(outcome.model_dump(mode="json"))
        self._outcomes.append(outcome)

    def _show(self) -> None:
        if self._outcomes:
            self.screen.show(outcome_table(self.screen, self._outcomes))
        if self._sent:
            self.screen.show(sent_table(self.screen, self._sent))
        self._outcomes, self._sent = [], []
