"""Load for the ledger: many dispatches of one case, and a peer on loopback that counts what reaches it."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import insert

from qauly.engine import Engine, Event
from qauly.engine.ledger import tables as t
from qauly.engine.ledger.tables import LATEST, NEVER, stamp
from qauly.engine.ports import Capabilities, DispatchOrder, SendResult


@dataclass
class Peer:
    """A provider that writes down every reference it is given, before it answers."""

    port: int = 0
    got: list[tuple[str, str]] = field(default_factory=list)  # reference, the number of the worker's process
    lock: threading.Lock = field(default_factory=threading.Lock)
    pause: float = 0.0  # seconds before it answers

    @property
    def counts(self) -> Counter[str]:
        with self.lock:
            return Counter(reference for reference, _pid in self.got)

    def serve(self, taken: socket.socket) -> None:
        with taken, taken.makefile("rw") as stream:
            try:
                for line in stream:
                    reference, pid = line.split()
                    with self.lock:
                        self.got.append((reference, pid))
                    time.sleep(self.pause)
                    stream.write("ok\n")
                    stream.flush()
            except OSError:
                pass  # the worker was killed


@contextmanager
def peer() -> Iterator[Peer]:
    """Listens until the block ends."""
    found = Peer()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found.port = listening.getsockname()[1]

        def accept() -> None:
            while True:
                try:
                    taken, _address = listening.accept()
                except OSError:
                    return
                threading.Thread(target=found.serve, args=(taken,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)


class Wire:
    """The channel to `Peer`. `resend_is_safe`: the peer knows a dispatch by its reference."""

    capabilities = Capabilities(("system",), resend_is_safe=True)

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.port = int(settings["port"])
        self.pid = str(settings.get("pid", "0"))
        self._local = threading.local()

    def send(self, dispatch: DispatchOrder) -> SendResult:
        if not hasattr(self._local, "stream"):
            self._local.stream = socket.create_connection(("127.0.0.1", self.port), 10).makefile("rw")
        self._local.stream.write(f"{dispatch.reference} {self.pid}\n")
        self._local.stream.flush()
        said = self._local.stream.readline()
        return SendResult("accepted" if said == "ok\n" else "unknown", provider_id=dispatch.reference)


def fill(
    engine: Engine, first: Event, count: int, channel: str = "wire", *, spread: timedelta = timedelta()
) -> set[str]:
    """Queues dispatches of the event's case; their references. With a spread, each has a deadline of its own."""
    rows = []
    for number in range(count):
        moment = first.at - timedelta(seconds=count - number)
        deadline = stamp(first.at + spread * ((number * 7919) % count)) if spread else LATEST
        rows.append(_row(first, number, channel, moment, deadline))
    with engine.store.writing() as connection:
        for start in range(0, count, 5000):
            connection.execute(insert(t.dispatch), rows[start : start + 5000])
    return {row["reference"] for row in rows}


def _row(first: Event, number: int, channel: str, moment: datetime, deadline: str) -> dict[str, Any]:
    return {
        "reference": str(uuid5(NAMESPACE_URL, f"load:{first.case}:{number}")),
        "case_id": first.case,
        "event_id": first.id,
        "notice_id": None,
        "medium": "system",
        "channel": channel,
        "address": "erap",
        "kind": f"message.load.{number}",
        "body": "{}",
        "status": "initiated",
        "state": "queued",
        "reason": "",
        "due": stamp(moment),
        "deadline": deadline,
        "attempts": 0,
        "tries": 0,
        "owner": "",
        "lease": NEVER,
        "since": stamp(moment),
        "moved_on": False,
    }
