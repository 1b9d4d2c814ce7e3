"""The wire to an SMSC, cut into PDUs as it comes: each is handed on at once, without a task that waits for it."""

import asyncio
from collections.abc import Callable

from . import pdu
from .pdu import NotSmpp, Pdu


class Line(asyncio.Protocol):
    """`got` is called for each PDU, `ended` once no more will come, and again when the line is closed."""

    def __init__(self, got: Callable[[Pdu], None], ended: Callable[[], None]) -> None:
        self._got, self._ended = got, ended
        self._buffer = bytearray()
        self.closed = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        try:
            while len(buffer) >= 4 and len(buffer) >= (length := pdu.length_of(bytes(buffer[:4]))):
                whole = bytes(buffer[4:length])
                del buffer[:length]
                self._got(pdu.decode(whole))
        except NotSmpp:  # what follows could not be told apart any more
            self._ended()

    def eof_received(self) -> None:
        self._ended()

    def connection_lost(self, _error: Exception | None) -> None:
        self._ended()
        self.closed.set()
