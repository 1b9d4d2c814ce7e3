"""One bound connection to an SMSC: answers find their questions, the window is kept, silence is noticed."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Self

from ..common.tls import untrusted
from . import pdu
from .line import Line
from .pdu import Pdu

Late = Callable[[Pdu], Coroutine[Any, Any, None]]
Deliver = Callable[[Pdu], Awaitable[int]]
MOST_LATE = 10_000


class NotBound(Exception):
    """The SMSC refused to bind, with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"bind refused with {status:#04x}")
        self.status = status


class Unsent(Exception):
    """Nothing left the house: there was no connection or no room in the window."""


class Untrusted(Unsent):
    """The certificate at the other end is not one that we trust."""


class NoAnswer(Exception):
    """It was sent, and no answer came: whether the SMSC took it is not known."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where the SMSC is and how it is spoken to; times in seconds."""

    host: str
    port: int
    system_id: str
    system_type: str
    tls: ssl.SSLContext | None
    window: int
    timeout: float
    enquire: float


class Connection:
    """Made by `open`; `deliver` is called for each deliver_sm and gives the status it is answered with."""

    def __init__(self, way: Way, deliver: Deliver) -> None:
        self.way = way
        self.lost = asyncio.Event()
        self._deliver = deliver
        self._line = Line(self._got, self.drop)
        self._transport: asyncio.Transport | None = None
        self._sequence = 0
        self._asked: dict[int, asyncio.Future[Pdu]] = {}
        self._late: dict[int, Late] = {}
        self._window = asyncio.Semaphore(way.window)
        self._heard = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._probing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, way: Way, password: str, deliver: Deliver) -> Self:
        """Connects and binds. Raises `Unsent` where nobody is there, `NotBound` where the SMSC refuses."""
        self = cls(way, deliver)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(way.timeout):  # wait_for() may swallow that it is cancelled
                made = await loop.create_connection(lambda: self._line, way.host, way.port, ssl=way.tls)
        except (OSError, TimeoutError) as error:
            if refused := untrusted(error):
                raise Untrusted(refused) from None
            raise Unsent(f"no connection: {type(error).__name__} {error}".strip()) from None
        self._transport = made[0]
        try:
            answer = await self._ask(
                pdu.BIND_TRANSCEIVER, pdu.bind(way.system_id, password, way.system_type), way.timeout
            )
        except (NoAnswer, asyncio.CancelledError) as error:
            self.drop()
            if isinstance(error, NoAnswer):
                raise Unsent(f"no answer to bind: {error}") from None
            raise
        if answer.status != pdu.OK:
            self.drop()
            raise NotBound(answer.status)
        self._work(self._keep_alive())
        return self

    async def sound(self) -> bool:
        """Whether it may be used; while it is probed, that is waited for: what went now might get no answer."""
        if self._probing is not None:
            await asyncio.wait({self._probing})
        return not self.lost.is_set()

    async def ask(self, command: int, body: bytes, late: Late | None = None) -> Pdu:
        """The answer to a PDU within the window. Raises `Unsent` or `NoAnswer`.

        An answer that comes after all goes to `late`. A question that found none frees its place, and the connection
        is probed: a dead one is dropped.
        """
        try:
            # setting a clock for what does not wait would cost a tenth of the whole question
            async with asyncio.timeout(self.way.timeout) if self._window.locked() else contextlib.nullcontext():
                await self._window.acquire()
        except TimeoutError:
            raise Unsent("the window is full") from None
        try:
            if self._probing is not None:
                await self.sound()
            return await self._ask(command, body, self.way.timeout, late)
        except NoAnswer:
            if not self.lost.is_set() and self._probing is None:
                self._probing = self._work(self._probe())
            raise
        finally:
            self._window.release()

    async def close(self) -> None:
        """Unbinds, waits a moment for the answer, and closes."""
        if not self.lost.is_set():
            with contextlib.suppress(NoAnswer, Unsent):  # it closes either way
                await self._ask(pdu.UNBIND, b"", min(1.0, self.way.timeout))
        self.drop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._transport is not None:
            try:
                async with asyncio.timeout(1.0):
                    await self._line.closed.wait()
            except TimeoutError:  # the other end does not take what is left
                self._transport.abort()

    def drop(self) -> None:
        """Closes at once; whoever waits for an answer is told that none came."""
        self.lost.set()
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(NoAnswer("the connection was closed"))
        self._asked.clear()
        self._late.clear()
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        if self._transport is not None:
            self._transport.close()

    def _work(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _ask(self, command: int, body: bytes, timeout: float, late: Late | None = None) -> Pdu:
        if self.lost.is_set() or self._transport is None or self._transport.is_closing():
            raise Unsent("the connection is gone")
        self._sequence = self._sequence % 0x7FFFFFFF + 1
        number = self._sequence
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Pdu] = loop.create_future()
        self._asked[number] = answer
        clock = loop.call_later(timeout, self._silent, number, f"silence for {timeout:g} s", late)
        try:
            self._say(Pdu(command, pdu.OK, number, body))
            return await answer
        finally:
            clock.cancel()
            self._asked.pop(number, None)
            if answer.done() and not answer.cancelled():
                answer.exception()  # it was looked at, also where whoever asked has gone

    def _silent(self, number: int, told: str, late: Late | None) -> None:
        waiting = self._asked.pop(number, None)
        if waiting is None or waiting.done():
            return
        if late is not None and len(self._late) < MOST_LATE:
            self._late[number] = late
        waiting.set_exception(NoAnswer(told))

    def _got(self, got: Pdu) -> None:
        if self.lost.is_set():
            return  # it came with what ended the connection
        self._heard = asyncio.get_running_loop().time()
        if got.command & pdu.RESPONSE:
            self._answered(got)
        elif got.command == pdu.UNBIND:
            self._say(Pdu(pdu.UNBIND | pdu.RESPONSE, pdu.OK, got.sequence))
            self.drop()
        else:
            self._work(self._serve(got))

    def _answered(self, got: Pdu) -> None:
        waiting = self._asked.pop(got.sequence, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(got)
        elif (late := self._late.pop(got.sequence, None)) is not None:
            self._work(late(got))

    async def _serve(self, got: Pdu) -> None:
        if got.command == pdu.ENQUIRE_LINK:
            self._say(Pdu(got.command | pdu.RESPONSE, pdu.OK, got.sequence))
        elif got.command == pdu.DELIVER_SM:
            status = await self._deliver(got)
            self._say(Pdu(got.command | pdu.RESPONSE, status, got.sequence, b"\0"))
        else:
            self._say(Pdu(pdu.GENERIC_NACK, pdu.INVALID_COMMAND, got.sequence))

    def _say(self, said: Pdu) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(said.encode())  # the window keeps it from piling up

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(self.way.enquire)
            if asyncio.get_running_loop().time() - self._heard >= self.way.enquire * 0.9:
                await self._probe()

    async def _probe(self) -> None:
        try:
            await self._ask(pdu.ENQUIRE_LINK, b"", self.way.timeout)
        except (NoAnswer, Unsent):
            self.drop()
        finally:
            self._probing = None
