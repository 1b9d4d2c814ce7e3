"""The standing link to an SMSC: connects when somebody sends, stays connected while somebody listens."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from .connection import Connection, NotBound, Unsent, Way
from .pdu import Pdu

ALREADY_BOUND = 0x05
LONGEST_PAUSE = 30.0


class Link:
    """Lives in one event loop. `password` is asked for at each bind, so that a corrected one is taken."""

    def __init__(self, way: Way, password: Callable[[], str], deliver: Callable[[Pdu], Awaitable[int]]) -> None:
        self.way = way
        self._password, self._deliver = password, deliver
        self._connection: Connection | None = None
        self._connecting = asyncio.Lock()
        self._closed = False

    async def connection(self) -> Connection:
        """A bound connection. Raises `Unsent` or `NotBound`."""
        async with self._connecting:
            if self._closed:
                raise Unsent("the channel is closed")
            if self._connection is None or not await self._connection.sound():
                self._connection = await self._bind()
            return self._connection

    async def stay(self) -> None:
        """Keeps the link up, for receipts come by it; a refused bind waits for whoever sends next."""
        pause = 1.0
        while not self._closed:
            try:
                connection = await self.connection()
            except Unsent:
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, LONGEST_PAUSE)
            except NotBound:
                await asyncio.sleep(LONGEST_PAUSE)
            else:
                pause = 1.0
                await connection.lost.wait()

    async def close(self) -> None:
        """Unbinds; nobody connects any more."""
        self._closed = True
        if self._connection is not None:
            await self._connection.close()

    async def _bind(self) -> Connection:
        """The SMSC may hold the connection we have just lost for some seconds more: that is no fault of settings."""
        end = asyncio.get_running_loop().time() + self.way.timeout
        while True:
            try:
                return await Connection.open(self.way, self._password(), self._deliver)
            except NotBound as refused:
                if refused.status != ALREADY_BOUND or asyncio.get_running_loop().time() > end:
                    raise
                await asyncio.sleep(min(0.5, self.way.timeout / 4))
