"""Delivery with the calls back beside it, a thread a reader: one that hangs holds up neither notices nor the others."""

from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event as Flag
from threading import Thread

from sqlalchemy.exc import OperationalError

from ..delivery.jobs import Running
from ..ports import Clock
from .calling import Callbacks
from .readers import Reader

GLANCE = 0.5  # seconds between two looks


@dataclass(slots=True)
class BesideDelivery:
    """Runs and stops both."""

    delivery: Running
    callbacks: Callbacks
    clock: Clock
    _stop: Flag = field(default_factory=Flag)

    def run(self) -> None:
        """Returns when `stop` was called and every call under way has been written down."""
        threads = [
            Thread(target=self._call, args=(reader,), name=f"qauly call-back {reader.name}")
            for reader in self.callbacks.heard
        ]
        for thread in threads:
            thread.start()
        try:
            self.delivery.run()
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def stop(self) -> None:
        """May be called from another thread or a signal handler."""
        self._stop.set()
        self.delivery.stop()

    def _call(self, reader: Reader) -> None:
        while not self._stop.is_set():
            with suppress(OperationalError):  # the database is away for a moment; the calls stand in it
                self.callbacks.run_one(reader, self.clock.now(), lambda: not self._stop.is_set())
            self._stop.wait(GLANCE)
