"""Delivery that goes on until it is stopped: some workers for each channel, one keeper for deadlines and what is stuck.

Every channel has workers of its own, so a provider that hangs holds up nobody else.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event as Flag
from threading import Thread
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import DBAPIError

from ..errors import QaulyError
from ..model import Outcome
from .claims import Wanted, waiting
from .house import House
from .recovering import Keeper
from .sending import Sender, Sent
from .timers import Key, Timers

LOG = logging.getLogger("qauly.delivery")
GLANCE = 0.5  # seconds between two looks where nothing was due
TELL_AGAIN = 60.0  # seconds after which a database that is away is told of again
Told = Callable[[Outcome | Sent | QaulyError], None]


class Workers:
    """Threads that deliver. `told` hears what came of everything; it is called from several threads."""

    def __init__(self, house: House, fire: Callable[[Row[Any]], Outcome], count: int, told: Told) -> None:
        self.house = house
        self.fire = fire
        self.count = count
        self.told = told
        self._stop = Flag()
        self._away = -TELL_AGAIN  # when it was last told that the database is
        self._threads: dict[str, list[Thread]] = {}

    def stop(self) -> None:
        """Lets every worker finish the call it is in, and no more."""
        self._stop.set()

    def run(self) -> None:
        """Returns when `stop` was called and every call under way has been written down."""
        keeper = Thread(target=self._guard, args=(self._keep,), name="qauly keeper")
        keeper.start()
        while not self._stop.is_set():
            self._guarded(self._staff)
            self._stop.wait(GLANCE)
        for thread in [keeper, *(each for threads in self._threads.values() for each in threads)]:
            thread.join()

    def _staff(self) -> None:
        now = self.house.clock.now()
        with self.house.store.reading() as connection:
            channels = waiting(connection, Wanted(now, now, self.house.quiet))
        for name in channels:
            if name not in self._threads:
                self._threads[name] = [
                    Thread(
                        target=self._guard, args=(lambda name=name: self._serve(name),), name=f"qauly {name} {number}"
                    )
                    for number in range(self.count)
                ]
                for thread in self._threads[name]:
                    thread.start()

    def _serve(self, channel: str) -> None:
        sender = Sender(self.house)
        while not self._stop.is_set():
            now = self.house.clock.now()
            worked = sender.work(channel, Wanted(now, now, self.house.quiet), going=lambda: not self._stop.is_set())
            for sent in worked.sent:
                self.told(sent)
            if not worked.sent:
                pause = (worked.again - now).total_seconds() if worked.again else GLANCE
                self._stop.wait(min(max(pause, 0.001), GLANCE))

    def _keep(self) -> None:
        keeper, timers = Keeper(self.house), Timers(self.house)
        stuck: dict[Key, datetime] = {}
        looked = datetime.min.replace(tzinfo=self.house.clock.now().tzinfo)
        while not self._stop.is_set():
            now = self.house.clock.now()
            if now - looked >= timedelta(seconds=2):
                keeper.look(now)
                looked = now
            stuck = {key: until for key, until in stuck.items() if until > now}
            timer = timers.due(now, stuck)
            if timer is None:
                self._stop.wait(GLANCE)
                continue
            try:
                self.told(self.fire(timer))
            except QaulyError as error:
                stuck[(timer.case_id, timer.type)] = now + timedelta(minutes=1)
                self.told(error)

    def _guard(self, work: Callable[[], None]) -> None:
        """A database that is away for a moment ends no worker."""
        while not self._stop.is_set():
            self._guarded(work)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except DBAPIError as error:
            if time.monotonic() - self._away >= TELL_AGAIN:
                self._away = time.monotonic()
                LOG.error("the database cannot be used, delivery waits for it: %s", type(error.orig or error).__name__)
            self._stop.wait(GLANCE)
