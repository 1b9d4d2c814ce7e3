"""TLS before a peer that speaks in the clear, with a certificate that the test may change."""

import socket
import ssl
import threading
from pathlib import Path

from .front import Front


class TlsFront(Front):
    """Listens on 127.0.0.1 and carries what comes to the port `target`; use it as a context manager."""

    def __init__(self, target: int, folder: Path, title: str) -> None:
        super().__init__(target)
        self.folder = folder  # of an authority: <title>.pem and <title>.key
        self.use(title)

    def use(self, title: str) -> None:
        """Shows this certificate from the next connection on."""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.folder / f"{title}.pem", self.folder / f"{title}.key")

    def serve(self, client: socket.socket) -> None:
        try:
            inside = self._context.wrap_socket(client, server_side=True)
        except OSError:  # whoever does not trust us goes away
            client.close()
            return
        peer = socket.create_connection(("127.0.0.1", self.target))
        back = threading.Thread(target=_carry, args=(peer, inside), daemon=True)
        back.start()
        _carry(inside, peer)
        back.join()
        inside.close()
        peer.close()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
