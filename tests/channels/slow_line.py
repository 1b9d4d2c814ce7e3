"""A peer of lines (IMAP, SMTP) that answers some things a byte at a time, and everything else at once."""

import socket
import threading
import time

from .front import Front

PAUSE = 0.15  # seconds between two bytes


class SlowLine(Front):
    """Stands before the port `target`. What answers a line with one of `slow` in it is; "greeting": the first word.

    `whole`: it comes at once, a pause later.
    """

    def __init__(self, target: int, *slow: str, pause: float = PAUSE, whole: bool = False) -> None:
        super().__init__(target)
        self.slow: tuple[str, ...] = slow
        self.pause = pause
        self.whole = whole

    def serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self.target)) as peer:
            said = ["greeting"]

            def answers() -> None:
                try:
                    while data := peer.recv(65536):
                        slow = any(each in said[-1] for each in self.slow)
                        drips = slow and not self.whole
                        for piece in (data[at : at + 1] for at in range(len(data))) if drips else (data,):
                            time.sleep(self.pause if slow else 0)
                            client.sendall(piece)
                except OSError:
                    pass  # whoever asked has gone

            back = threading.Thread(target=answers, daemon=True)
            back.start()
            try:
                while data := client.recv(65536):
                    said.append(data.decode("utf-8", "replace"))
                    peer.sendall(data)
                peer.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            back.join()
