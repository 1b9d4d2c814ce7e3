"""A limit to a whole exchange over a socket: libraries count anew from every byte, and answers may dribble for ever."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock, Timer
from typing import Any, Self

CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")
BEGUN = ".send_request_headers.started"


class Line:
    """The connection of a client that has one at a time, so that a deadline can tear it down.

    httpx tells of it, where a request is made with `extensions=line.extensions`; others call `connected`.
    """

    def __init__(self) -> None:
        self.begun = False  # whether anything of the request of now may have left the house
        self._socket: socket.socket | None = None
        self._torn = False
        self._lock = Lock()

    @property
    def extensions(self) -> dict[str, Any]:
        """For one request."""
        self.begun = False
        return {"trace": self._trace}

    def connected(self, to: socket.socket) -> None:
        """From now on this is the connection."""
        with self._lock:
            self._socket = to
            if self._torn:  # it came too late
                _shut(to)

    def tear(self) -> None:
        """Nothing is read or written by it any more, whoever waits in it; the line is of no further use."""
        with self._lock:
            self._torn = True
            if self._socket is not None:
                _shut(self._socket)

    def _trace(self, name: str, told: Mapping[str, Any]) -> None:
        if name in CONNECTED:
            self.connected(told["return_value"].get_extra_info("socket"))
        elif name.endswith(BEGUN):
            with self._lock:
                self.begun = not self._torn


class Deadline:
    """Tears the line down after so many seconds; a context manager around the exchange. `passed`: it did."""

    def __init__(self, seconds: float, line: Line) -> None:
        self.passed = False
        self._line = line
        self._over = False
        self._lock = Lock()
        self._timer = Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        with self._lock:  # the line may be another exchange's from now on
            self._over = True

    def _pass(self) -> None:
        with self._lock:
            if not self._over:
                self.passed = True
                self._line.tear()


def _shut(line: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        # not the method of ssl.SSLSocket, which takes its state from under the thread that reads
        socket.socket.shutdown(line, socket.SHUT_RDWR)
