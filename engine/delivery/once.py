"""Everything that is due, done by one worker in the order of time, until nothing is left to do.

With a clock that is set, time passes as it would have: from the first thing that waits to the moment that was set.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from ..clock import SetClock
from ..errors import QaulyError
from ..model import Outcome
from .allowance import blocked
from .claims import Wanted, earliest, next_due, waiting
from .house import House
from .recovering import Keeper
from .sending import Sender, Sent
from .timers import Key, Timers

PATIENCE = timedelta(seconds=5)  # for which a due timer lets earlier messages go before it, in real time
SHORT = timedelta(seconds=10)  # a pause that a run waits for, where messages stand behind it
WAITING = timedelta(seconds=30)  # that a run spends on pauses in all


@dataclass
class Run:
    """One run over a ledger. `clock` is given where time is set; the run ends at `until` then."""

    house: House
    fire: Callable[[Row[Any]], Outcome]
    keeper: Keeper
    timers: Timers
    clock: SetClock | None = None
    until: datetime | None = None
    stuck: set[Key] = field(default_factory=set)

    def steps(self) -> Iterator[Outcome | Sent | QaulyError]:
        """What came of each timer and each dispatch; an error for a timer that cannot fire."""
        sender = Sender(self.house)
        resting: dict[str, datetime] = {}
        waited = timedelta()
        started = self._begin()
        self.keeper.look(started)
        while True:
            now = self.house.clock.now()
            resting = {name: until for name, until in resting.items() if until > now}
            timer = self.timers.due(now, self.stuck)
            head = self._head(now, {*resting})
            if head is not None and not self._first(timer, head[1], now, started + waited):
                before = datetime.fromisoformat(timer.due if timer is not None and timer.due >= head[1] else head[1])
                worked = sender.work(head[0], Wanted(now, before if timer is not None else now, self.house.quiet))
                yield from worked.sent
                if not worked.sent:
                    resting[head[0]] = worked.again or now + timedelta(seconds=1)
            elif (pause := self._short_pause(now, timer)) is not None and waited + pause <= WAITING:
                waited += pause
                self.house.clock.sleep(pause.total_seconds() + 0.001)
            elif timer is not None:
                try:
                    yield self.fire(timer)
                except QaulyError as error:
                    self.stuck.add((timer.case_id, timer.type))
                    yield error
            elif resting and self._may_wait(min(resting.values()) - now):
                self.house.clock.sleep((min(resting.values()) - now).total_seconds() + 0.001)
            elif not self._next(now):
                return

    def _begin(self) -> datetime:
        """Where time begins: with a set clock, at the first thing that waits."""
        if self.clock is not None and self.until is not None:
            first = self._moments()
            self.clock.reach(min([*first, self.until]))
        return self.house.clock.now()

    def _head(self, now: datetime, resting: set[str]) -> tuple[str, str] | None:
        with self.house.store.reading() as connection:
            closed = blocked(connection, now)
            return earliest(connection, Wanted(now, now, self.house.quiet), {*resting, *closed})

    def _first(self, timer: Row[Any] | None, due: str, now: datetime, started: datetime) -> bool:
        """Whether the timer goes before a message that is due at `due`."""
        if timer is None:
            return False
        waits = now - max(datetime.fromisoformat(timer.due), started)
        return bool(timer.due < due) or (self.clock is None and waits > PATIENCE)

    def _may_wait(self, pause: timedelta) -> bool:
        """For an allowance that grows again at once; not for a channel that was told to stay away."""
        return pause <= PATIENCE and (self.until is None or self.house.clock.now() + pause <= self.until)

    def _short_pause(self, now: datetime, timer: Row[Any] | None) -> timedelta | None:
        """How long a channel stays closed for which something waits, longer than the timer; None if that is long."""
        horizon = datetime.fromisoformat(timer.due) if timer is not None else now
        with self.house.store.reading() as connection:
            closed = blocked(connection, now)
            due = waiting(connection, Wanted(now, horizon, self.house.quiet)) if closed else ()
        pauses = [until - now for name in due if (until := closed.get(name)) is not None]
        pause = min(pauses, default=None)
        late = self.until is not None and pause is not None and now + pause > self.until
        return None if pause is None or pause > SHORT or late else pause

    def _next(self, now: datetime) -> bool:
        """Moves a set clock to the next thing that happens; False where nothing does any more."""
        if self.clock is None or self.until is None or now >= self.until:
            return False
        later = [moment for moment in self._moments() if now < moment <= self.until]
        self.clock.reach(min(later, default=self.until))
        self.keeper.look(self.clock.now())
        return True

    def _moments(self) -> list[datetime]:
        now = self.house.clock.now()
        with self.house.store.reading() as connection:
            found = [
                self.timers.next_moment(connection, now),
                next_due(connection, now),
                self.keeper.next_moment(connection, now),
                *blocked(connection, now).values(),
            ]
        quiet = self.house.quiet.until(now) if self.house.quiet else None
        return [moment for moment in (*found, quiet) if moment is not None]
