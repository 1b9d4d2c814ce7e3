"""Clocks: the machine's, and one that is set and moves only while somebody sleeps."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class SetClock:
    """Stands at `moment`; sleeping moves it and takes no time. For sandboxes and tests."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment

    def sleep(self, seconds: float) -> None:
        self._moment += timedelta(seconds=seconds)

    def reach(self, moment: datetime) -> None:
        """Moves on to the moment; a clock never goes back."""
        self._moment = max(self._moment, moment)
