"""The part of `Engine` that delivers: timers, dispatches, what providers tell, call-backs to case systems."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from .callbacks.beside import BesideDelivery
from .callbacks.calling import Callbacks
from .callbacks.readers import Reader
from .clock import SetClock
from .config import Config
from .delivery.house import House
from .delivery.jobs import Jobs, Running, open_jobs
from .delivery.once import Run
from .delivery.quiet import Quiet
from .delivery.recovering import Keeper
from .delivery.sending import Sent
from .delivery.tasks import open_task
from .delivery.timers import Timers
from .delivery.ways import Ways
from .delivery.workers import Told
from .errors import CallerError, ChannelError, QaulyError
from .law.case import NEW
from .law.library import Law
from .ledger.archive import Archive, Folder
from .ledger.store import Store
from .messages import _
from .model import Event, Outcome
from .ports import Callback, CalledBack, Channel, Clock, DebtRegister, Verdict
from .timer_events import timer_event

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DeliverReport:
    """What a run of `deliver` did: outcomes of the timers that fired, dispatches sent, timers that could not fire."""

    outcomes: tuple[Outcome, ...] = ()
    dispatches: tuple[Sent, ...] = ()
    failures: tuple[QaulyError, ...] = field(default=())


class Delivering(ABC):
    """What it needs of the engine stands first."""

    config: Config
    law: Law
    store: Store
    archive: Archive
    _clock: Clock
    _debts: DebtRegister | None
    _readers: Sequence[Reader]

    @abstractmethod
    def _handle(self, event: Event, *, by_timer: bool) -> Outcome: ...

    def deliver(self, now: datetime | None = None) -> DeliverReport:
        """Fires the timers that are due and sends what waits, the earliest first. `now` sets a sandbox's clock."""
        if now is not None and self.config.mode != "sandbox":
            raise CallerError(_("sets the clock in sandbox mode only."), field="--now", fix=_("Leave it out."))
        if now is not None and now.tzinfo is None:
            raise CallerError(
                _("has no offset from UTC."), field="--now", fix=_("Write it as 2024-01-18T10:15:00+06:00.")
            )
        outcomes: list[Outcome] = []
        sent: list[Sent] = []
        failures: list[QaulyError] = []
        for each in self.delivering(now):
            if isinstance(each, Outcome):
                outcomes.append(each)
            elif isinstance(each, Sent):
                sent.append(each)
            else:
                failures.append(each)
        return DeliverReport(tuple(outcomes), tuple(sent), tuple(failures))

    def delivering(self, now: datetime | None = None) -> Iterator[Outcome | Sent | QaulyError]:
        """The same, told step by step: outcomes of timers, dispatches, errors of timers that cannot fire."""
        clock = SetClock(EPOCH) if now is not None else None
        ways = self._ways_with(clock) if clock is not None else self._ways
        house = self._house(ways, clock or self._clock)
        try:
            yield from Run(house, self._fire, Keeper(house), Timers(house), clock, now).steps()
            self._callbacks.run(now or self._clock.now())
        finally:
            if ways is not self._ways:
                ways.close()

    def workers(self, count: int, told: Told) -> Running:
        """Delivery by `count` workers a channel, until it is stopped: `run` it, `stop` it from elsewhere."""
        running = self._jobs.running(self.house, self._fire, count, told)
        return BesideDelivery(running, self._callbacks, self._clock) if self._readers else running

    def channel(self, name: str) -> Channel:
        """The channel of that name, opened; raises `ContentError` where its settings cannot be used."""
        return self._ways.channel(name)

    def call_back(self, channel: str, call: Callback) -> tuple[Verdict, ...]:
        """What a provider's call at our door tells, judged and kept.

        Raises `ChannelError`: permanent for a forged one (a person is told), transient where nobody confirms it.
        """
        found = self._ways.channel(channel)
        if not isinstance(found, CalledBack):
            raise CallerError(
                _("the channel {name} takes no calls.", name=channel),
                field="channel",
                fix=_("Give the provider the address of its own channel."),
            )
        try:
            receipts = found.parse_receipt(call)
        except ChannelError as error:
            if error.kind == "permanent":  # not where the provider could not be asked: it calls again
                with self.store.writing() as connection:
                    open_task(connection, "forged", channel, str(error), self._clock.now(), None)
            raise
        return tuple(self._ways.desk(channel).receive(receipt) for receipt in receipts)

    def _fire(self, timer: Row[Any]) -> Outcome:
        event = timer_event(timer.procedure, timer.case_id, timer.type, datetime.fromisoformat(timer.due))
        return self._handle(event, by_timer=True)

    @property
    def clock(self) -> Clock:
        """The time that deliveries and the site go by."""
        return self._clock

    @cached_property
    def _jobs(self) -> Jobs:
        return open_jobs(self.config.jobs.kind, self.store)

    @cached_property
    def _ways(self) -> Ways:
        return self._ways_with(self._clock)

    def _ways_with(self, clock: Clock) -> Ways:
        channels = dict(self.config.channels)
        folder = dict(channels.get("folder", {}))
        folder.setdefault("path", str((self._beside / "outbox").absolute()))
        channels["folder"] = folder
        if "telegram" in channels:  # it keeps the citizens' consent in the ledger
            given = {
                "database": self.config.database,
                "content": [str(layer) for layer in self.law.editions.content.layers[1:]],
                "approved_only": self.config.mode == "live",
            }
            channels["telegram"] = {**given, **channels["telegram"]}
        sandbox = self.config.mode == "sandbox"
        return Ways(channels, self.store, clock, self._channel_of, sandbox=sandbox, folder=self.config.folder)

    @property
    def _beside(self) -> Path:
        return self.archive.folder.parent if isinstance(self.archive, Folder) else Path()

    @property
    def house(self) -> House:
        """What the stages of delivery need of this installation."""
        return self._house(self._ways, self._clock)

    def _house(self, ways: Ways, clock: Clock) -> House:
        hours = self.config.quiet_hours
        return House(
            store=self.store,
            archive=self.archive,
            channel=ways.channel,
            policy=ways.policy,
            desk=ways.desk,
            channel_of=self._channel_of,
            asked=lambda: ways.asked(sorted({each for each in self.config.media.model_dump().values() if each})),
            silences=lambda procedure, status: (
                status != NEW and self.law.procedure(procedure).statuses[status].silences
            ),
            recipients=self.config.recipients if self.config.mode == "team" else None,
            quiet=Quiet(time.fromisoformat(hours.from_), time.fromisoformat(hours.to), hours.media) if hours else None,
            debts=self._debts,
            clock=clock,
            lease=timedelta(seconds=self.config.jobs.lease),
        )

    @cached_property
    def _callbacks(self) -> Callbacks:
        return Callbacks(self.store, self._readers, loopback_only=self.config.mode == "sandbox")

    def _channel_of(self, medium: str) -> str | None:
        name: str | None = getattr(self.config.media, medium, None)
        return name
