"""A limit to a whole HTTP exchange: httpx counts anew from every byte, so an answer may dribble for ever."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from threading import Timer
from typing import Any, Self

CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Deadline:
    """Tears the connection down after so many seconds; use it as a context manager around the request.

    The request is made with `extensions=deadline.extensions`, and by a client that keeps no connections: only of a new
    one is it told which it is.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._line: socket.socket | None = None
        self._timer = Timer(seconds, self._pass)
        self._timer.daemon = True

    @property
    def extensions(self) -> dict[str, Any]:
        return {"trace": self._trace}

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()

    def _trace(self, name: str, told: Mapping[str, Any]) -> None:
        if name in CONNECTED:
            self._line = told["return_value"].get_extra_info("socket")
            if self.passed:
                self._tear()

    def _pass(self) -> None:
        self.passed = True
        self._tear()

    def _tear(self) -> None:
        line = self._line
        if line is not None:
            with suppress(OSError):  # it is closed already
                # not the method of ssl.SSLSocket, which takes its state from under the thread that reads
                socket.socket.shutdown(line, socket.SHUT_RDWR)
