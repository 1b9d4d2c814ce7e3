"""A real uvicorn on the loopback, in a thread of the test."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_server

import uvicorn
from starlette.applications import Starlette


@contextmanager
def served(site: Starlette) -> Iterator[int]:
    """The port it listens on; it ends with the block."""
    listener = create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site, access_log=False, server_header=False, log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
