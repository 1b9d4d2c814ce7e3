"""procrastinate on PostgreSQL: jobs are deferred inside the ledger's own transaction and run on many machines.

Two tasks: `look` works a channel off for a moment, `tend` comes every other second to some worker and does what no job
says: deadlines, what is stuck, channels with work that nobody looks at, and jobs of workers that died.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from threading import BoundedSemaphore

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ..errors import QaulyError
from ..ledger.store import Store
from .allowance import blocked
from .claims import Wanted, waiting
from .house import House
from .jobs import Fire, Running
from .recovering import Keeper
from .sending import Sender
from .timers import Key, Timers
from .workers import Told

QUEUE = "qauly"
SPELL = 5.0  # seconds for which one job works a channel off before it gives way to others
TIMERS_AT_ONCE = 200
CHANNELS = 8  # jobs at once are `count` times this, so that a slow channel leaves room for others
HEARTBEAT, STALLED = 2.0, 10.0  # seconds


class PostgresJobs:
    """The port `Jobs` over procrastinate; its tables are made beside the ledger's."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=self._address))
        self._look = self._app.task(name="qauly.look", queue=QUEUE)(_nowhere)
        self._install()

    def defer(self, connection: Connection, channels: Collection[str]) -> None:
        raw = connection.connection.driver_connection
        for name in sorted(channels):
            self._look.configure(connection=raw).defer(channel=name)

    def running(self, house: House, fire: Fire, count: int, told: Told) -> Running:
        return _Running(self._address, house, fire, count, told)

    def _install(self) -> None:
        with self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SELECT pg_advisory_lock(710431)")  # two processes that open at once
            try:
                if not self._store.engine.dialect.has_table(connection, "procrastinate_jobs"):
                    with self._app.open():
                        self._app.schema_manager.apply_schema()
            finally:
                connection.exec_driver_sql("SELECT pg_advisory_unlock(710431)")


def _nowhere(channel: str) -> None:
    """The task as the side that only defers knows it."""
    raise RuntimeError(f"look({channel}) runs on a worker only")


class _Running:
    """One worker process: its tasks, and the loop that runs them until `stop`."""

    def __init__(self, address: str, house: House, fire: Fire, count: int, told: Told) -> None:
        self.house, self.fire, self.count, self.told = house, fire, count, told
        self._keeper, self._timers = Keeper(house), Timers(house)
        self._room: dict[str, BoundedSemaphore] = defaultdict(lambda: BoundedSemaphore(count))
        self._stopped = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address))
        self._look = self._app.task(name="qauly.look", queue=QUEUE)(self.look)
        tend = self._app.task(name="qauly.tend", queue=QUEUE, queueing_lock="tend", pass_context=False)(self.tend)
        self._app.periodic(cron="* * * * * */2")(tend)

    def run(self) -> None:
        while not self._stopped:
            try:
                asyncio.run(self._main())
            except (ConnectorException, DBAPIError):  # the database is away: we wait for it
                time.sleep(1)

    def stop(self) -> None:
        self._stopped = True
        if self._loop is not None and self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with self._app.open_async():
            self._task = asyncio.create_task(
                self._app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=self.count * CHANNELS,
                    fetch_job_polling_interval=1.0,
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=STALLED,
                    delete_jobs="always",
                )
            )
            if self._stopped:
                self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def look(self, channel: str) -> None:
        """Works the channel off, for a spell; leaves a job behind where more is to be done later."""
        room = self._room[channel]
        if not room.acquire(blocking=False):
            return  # as many of us as may are at it already, and they take what is there
        try:
            began = time.monotonic()
            sender = Sender(self.house)
            while self._going(began):
                now = self.house.clock.now()
                wanted = Wanted(now, now, self.house.quiet)
                worked = sender.work(channel, wanted, going=lambda: self._going(began))
                for sent in worked.sent:
                    self.told(sent)
                if worked.sent:
                    continue
                pause = (worked.again - now).total_seconds() if worked.again else SPELL
                if pause >= 1:
                    return  # `tend` comes back to it
                time.sleep(max(pause, 0.001))
        finally:
            room.release()

    def _going(self, began: float) -> bool:
        return not self._stopped and time.monotonic() - began < SPELL

    async def tend(self, timestamp: int) -> None:
        """Deadlines, what is stuck, channels nobody looks at, jobs of the dead; on one worker at a time."""
        await asyncio.to_thread(self._tend)
        now = self.house.clock.now()
        for name in await asyncio.to_thread(self._unattended):
            try:
                await self._look.configure(queueing_lock=f"look {name}").defer_async(channel=name)
            except AlreadyEnqueued:
                continue
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=STALLED):
            await manager.retry_job(job, retry_at=now)

    def _tend(self) -> None:
        stuck: set[Key] = set()
        self._keeper.look(self.house.clock.now())
        for _round in range(TIMERS_AT_ONCE):
            timer = self._timers.due(self.house.clock.now(), stuck)
            if timer is None or self._stopped:
                return
            try:
                self.told(self.fire(timer))
            except QaulyError as error:
                stuck.add((timer.case_id, timer.type))
                self.told(error)

    def _unattended(self) -> Collection[str]:
        now = self.house.clock.now()
        with self.house.store.reading() as connection:
            return set(waiting(connection, Wanted(now, now, self.house.quiet))) - set(blocked(connection, now))
