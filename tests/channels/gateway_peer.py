"""An HTTP server for stand-ins of gateways: a function answers each form that is posted."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

Answer = Callable[[str, dict[str, str]], tuple[int, object]]


@contextmanager
def serving(answer: Answer) -> Iterator[int]:
    """The port of a server that answers by `answer(path, form)` with a status and JSON, or bytes as they are."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"])).decode()
            status, told = answer(self.path, dict(parse_qsl(raw, keep_blank_values=True)))
            data = told if isinstance(told, bytes) else json.dumps(told).encode()
            head = f"HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n"
            self.wfile.write(head.encode() + data)

        def log_message(self, *values: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128  # with the five of the library, eight threads that connect at once lose one another

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that went away is what the tests are about

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
