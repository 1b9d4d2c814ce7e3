"""A case system on loopback that can be away, slow, out of order, gone; it remembers every call it got."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Call:
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class CaseSystem:
    """`answer` gives the status for a call; `slow` seconds pass before it.

    With `dribble` the answer is: these bytes, then one at a time, and after some seconds its end.
    """

    answer: Callable[[Call], int] = lambda call: 204
    slow: float = 0
    dribble: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    taken: list[Call] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/qauly"

    def start(self) -> None:
        system = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                call = Call(dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])))
                system.calls.append(call)
                time.sleep(system.slow)
                if system.dribble is not None:
                    self.trickle(system.dribble)
                    return
                status = system.answer(call)
                if 200 <= status < 300:
                    system.taken.append(call)
                self.send_response(status)
                for name, value in system.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def trickle(self, start: bytes) -> None:
                whole = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 60
                for place in range(len(start), len(whole)):
                    self.wfile.write(start if place == len(start) else b"")
                    self.wfile.write(whole[place : place + 1])
                    time.sleep(0.05)
                self.wfile.write(b"\r\nContent-Length: 0\r\n\r\n")

            def log_message(self, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # a caller that was killed

        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    @property
    def types(self) -> list[tuple[str, str]]:
        return [(call.told["case"], call.told["type"]) for call in self.taken]
