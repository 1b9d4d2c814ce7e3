"""An HTTP peer that takes its time: it answers every request with the same bytes, some of them one after the other."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class SlowHttp:
    """`start`, then `unit` so many `times` with a pause behind each, then `end`; `asked` counts the requests."""

    start: bytes = b""
    unit: bytes = b" "
    times: int = 0
    pause: float = 0.0
    end: bytes = b""
    asked: int = 0
    port: int = 0

    def serve(self, client: socket.socket) -> None:
        with client:
            try:
                while _request(client):
                    self.asked += 1
                    client.sendall(self.start)
                    for _time in range(self.times):
                        client.sendall(self.unit)
                        time.sleep(self.pause)
                    client.sendall(self.end)
                    if b"content-length" not in self.start + self.end:
                        return  # the end of the connection is that of the answer
            except OSError:
                pass  # whoever asked has gone


def _request(client: socket.socket) -> bytes:
    """One request, whole; empty where no more come."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = client.recv(65536)
        if not piece:
            return b""
        got += piece
    head, _mark, body = got.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < length:
        body += client.recv(65536)
    return head


@contextmanager
def serving(peer: SlowHttp) -> Iterator[SlowHttp]:
    """The peer on a free port of 127.0.0.1."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        peer.port = listening.getsockname()[1]

        def accept() -> None:
            while True:
                try:
                    client, _address = listening.accept()
                except OSError:
                    return
                threading.Thread(target=peer.serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield peer
        listening.shutdown(socket.SHUT_RDWR)
