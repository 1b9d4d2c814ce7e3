"""A server that breaks what passes through it: it stands between a channel and its peer, whatever they speak.

It carries bytes both ways until it is told to break them. The moment is the peer's: an answer is broken as soon as
`peer_has_it` says that the message arrived, so that bytes left the house and no whole answer came back.
"""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, Self

Fault = Literal[
    "reset",  # the connection is torn down
    "stall",  # nothing comes back any more, the connection stays open
    "truncate",  # only the first bytes of the answer come, then the end
    "garbage",  # other bytes come in place of the answer, then the end
    "drip",  # the answer comes a byte at a time, slower than anybody waits for all of it, and its last byte never
]
PACE = 0.2  # seconds between two bytes that drip: shorter than a channel waits for one
NONSENSE = b"\xff\x00\x17{]<" + bytes(range(256)) + b"\r\n\r\n"


class FaultServer:
    """A proxy on 127.0.0.1 before the port `target`; use it as a context manager."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listening.getsockname()[1]
        self._fault: Fault | None = None
        self._peer_has_it: Callable[[], bool] | None = None
        self._keep = 1
        self._after = b""
        self._lock = threading.Lock()
        self._open: dict[socket.socket, bool] = {}  # whether it is a client's end
        self._closed = False

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, name="fault server", daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._closed = True
        _tear(self._listening)
        self.hang_up()

    def heal(self) -> None:
        """Everything passes again, on new connections as on those that are left."""
        self._fault, self._peer_has_it = None, None

    def break_connections(self, fault: Fault) -> None:
        """Whoever comes from now on is answered with the fault at once; the peer behind sees nobody."""
        self._peer_has_it, self._fault = None, fault

    def break_answers(self, fault: Fault, peer_has_it: Callable[[], bool], keep: int = 1, after: bytes = b"") -> None:
        """What the peer says after `peer_has_it` is broken.

        `truncate` leaves data[:keep] of it; `drip` begins behind the first `after`, if that comes in the answer.
        """
        self._keep, self._after, self._peer_has_it, self._fault = keep, after, peer_has_it, fault

    def hang_up(self) -> None:
        """Every open connection is torn down."""
        with self._lock:
            ends, self._open = self._open, {}
        for end in ends:
            _tear(end)

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        with self._lock:
            return sum(self._open.values())

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            if self._fault is not None and self._peer_has_it is None:
                threading.Thread(target=self._refuse, args=(client, self._fault), daemon=True).start()
                continue
            try:
                peer = socket.create_connection(("127.0.0.1", self.target), timeout=10)
            except OSError:
                _tear(client)
                continue
            peer.settimeout(None)
            with self._lock:
                self._open |= {client: True, peer: False}
            for source, sink, answers in ((client, peer, False), (peer, client, True)):
                threading.Thread(target=self._carry, args=(source, sink, answers), daemon=True).start()

    def _refuse(self, client: socket.socket, fault: Fault) -> None:
        with self._lock:
            self._open[client] = True
        if fault == "garbage":
            _say(client, NONSENSE)
        if fault == "stall":
            while not self._closed and self._fault == "stall":
                time.sleep(0.02)
        self._forget(client)

    def _carry(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        while True:
            try:
                data = source.recv(65536)
            except OSError:
                break
            if answers and data and self._peer_has_it is not None and self._peer_has_it():
                if self._fault == "stall":
                    continue
                if self._fault == "drip":
                    self._drip(sink, data)
                    continue
                if self._fault == "truncate":
                    _say(sink, data[: self._keep])
                elif self._fault == "garbage":
                    _say(sink, NONSENSE)
                break
            if not data or not _say(sink, data):
                break
        gentle = answers and self._fault in ("truncate", "garbage")
        self._forget(sink, gentle=gentle)
        self._forget(source)

    def _drip(self, sink: socket.socket, data: bytes) -> None:
        start = data.find(self._after) + len(self._after) if self._after in data else 0
        _say(sink, data[:start])
        for byte in data[start:-1]:
            if self._closed or self._fault != "drip" or not _say(sink, bytes((byte,))):
                return
            time.sleep(PACE)

    def _forget(self, end: socket.socket, *, gentle: bool = False) -> None:
        with self._lock:
            self._open.pop(end, None)
        _tear(end, gentle=gentle)


@contextmanager
def closed_port() -> Iterator[int]:
    """A port of 127.0.0.1 that refuses connections as long as the block lasts."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def _say(sink: socket.socket, data: bytes) -> bool:
    try:
        sink.sendall(data)
    except OSError:
        return False
    return True


def _tear(end: socket.socket, *, gentle: bool = False) -> None:
    """Closes at once with a reset, or `gentle`: what was said still arrives."""
    try:
        if not gentle:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
