"""Delivery through the ledger beside the raw library in a loop, on the same peer in one run.

Ours writes down every intent before the call and every answer after it, in a chain of hashes on disk; the loop writes
nothing. The peers are processes of their own.
"""

import asyncio
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
from sqlalchemy import func, insert, select

from qauly.engine import Engine, Event
from qauly.engine.config import Config, Media
from qauly.engine.content import Content
from qauly.engine.courses.story import load_samples
from qauly.engine.ledger import tables as t
from qauly.engine.ledger.tables import LATEST, NEVER, stamp

COUNT, ROUNDS = 1000, 3
WORKERS = 4
Loops = Mapping[str, Callable[[], float]]
AT = datetime.fromisoformat("2024-01-18T10:15:00+06:00")
LETTER = {
    "kk": {"subject": "Оңайлатылған іс жүргізу қозғалды", "body": "Құрметті азамат! " * 30},
    "ru": {"subject": "Возбуждено упрощённое производство", "body": "Уважаемый гражданин! " * 30},
}
PEER = """
import sys, time
from aiosmtpd.controller import Controller
class Take:
    async def handle_DATA(self, server, session, envelope):
        return "250 taken"
controller = Controller(Take(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
time.sleep(600)
"""


def main() -> None:
    port = _free_port()
    peer = subprocess.Popen([sys.executable, "-c", PEER, str(port)], stdout=subprocess.PIPE, text=True)
    try:
        assert peer.stdout is not None and peer.stdout.readline() == "ready\n"
        settings = {"host": "127.0.0.1", "port": port, "sender": "act@example.kz", "tls": "none"}
        print("Delivery: letters a second to one SMTP server (aiosmtpd), with and without the ledger")
        ready = _letter(0)
        loops = {
            "the library in a loop": lambda: asyncio.run(_bare_smtp(port, _letter)),
            "the same, of one letter made before": lambda: asyncio.run(_bare_smtp(port, lambda _number: ready)),
        }
        _compare("smtp", settings, "email", LETTER, loops)
    finally:
        peer.kill()
        peer.wait()


def _compare(channel: str, settings: dict[str, Any], medium: str, body: Any, loops: Loops) -> None:
    """Prints the raw loops, ours with one worker and with several, and the ratios to the first loop."""
    rates: dict[str, list[float]] = defaultdict(list)
    for _round in range(ROUNDS):  # they take turns, and the median counts
        for name, loop in loops.items():
            rates[name].append(loop())
        for workers in (1, WORKERS):
            name = f"through the ledger, {workers} worker(s)"
            rates[name].append(through_the_ledger(channel, settings, medium, body, workers))
    found = {name: statistics.median(each) for name, each in rates.items()}
    raw = found[next(iter(loops))]
    for name, rate in found.items():
        print(f"  {name:38} {rate:8.0f}/s   {rate / raw:.2f}")


def through_the_ledger(
    channel: str,
    settings: dict[str, Any],
    medium: str,
    body: Any,
    workers: int,
    address: Callable[[int], str] = "citizen{}@example.kz".format,
) -> float:
    """Dispatches a second from the queue of a new ledger (SQLite, synchronous) to its last answer written down."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(mode="team", recipients=("*",), media=Media(**{medium: channel}), channels={channel: settings})
        url = f"sqlite:///{Path(folder) / 'q.db'}"
        with Engine.open(url, archive=Path(folder) / "archive", config=config, secret=b"of a benchmark") as engine:
            _fill(engine, channel, medium, body, address)
            running = engine.workers(workers, lambda _each: None)
            thread = threading.Thread(target=running.run)
            began = time.perf_counter()
            thread.start()
            while _left(engine, channel):
                time.sleep(0.02)
            took = time.perf_counter() - began
            running.stop()
            thread.join()
    return COUNT / took


def _fill(engine: Engine, channel: str, medium: str, body: Any, address: Callable[[int], str]) -> None:
    facts = load_samples(Content.open(), "simplified_proceeding")["taraz_fine"]
    payload = {"id": "b", "procedure": "simplified_proceeding", "case": "2024-000999", "type": "writ_received"}
    event = Event.model_validate({**payload, "at": AT.isoformat(), "facts": facts})
    engine.handle(event)
    with engine.store.writing() as connection:
        connection.execute(t.dispatch.delete())
        connection.execute(t.timer.delete())
        connection.execute(
            insert(t.dispatch),
            [
                {
                    "reference": f"bench-{number}", "case_id": event.case, "event_id": event.id, "notice_id": None,
                    "medium": medium, "channel": channel, "address": address(number),
                    "kind": "notice.bench", "body": json.dumps(body, ensure_ascii=False), "status": "initiated",
                    "state": "queued", "reason": "", "due": stamp(AT), "deadline": LATEST, "attempts": 0, "tries": 0,
                    "owner": "", "lease": NEVER, "since": stamp(AT), "moved_on": False,
                }
                for number in range(COUNT)
            ],
        )  # fmt: skip


def _left(engine: Engine, channel: str) -> int:
    with engine.store.reading() as connection:
        query = select(func.count()).where(
            t.dispatch.c.channel == channel, t.dispatch.c.state.in_(("queued", "submitting"))
        )
        return int(connection.execute(query).scalar_one())


async def _bare_smtp(port: int, made: Callable[[int], bytes]) -> float:
    """As a program without Qauly would: one connection, letter after letter."""
    began = time.perf_counter()
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
        for number in range(COUNT):
            await client.sendmail("act@example.kz", [f"citizen{number}@example.kz"], made(number))
    return COUNT / (time.perf_counter() - began)


def _letter(number: int) -> bytes:
    """The same words by the standard library alone."""
    kk, ru = LETTER["kk"], LETTER["ru"]
    letter = EmailMessage()
    letter["From"], letter["To"] = "act@example.kz", f"citizen{number}@example.kz"
    letter["Date"], letter["Message-ID"] = AT, f"<bench-{number}@example.kz>"
    letter["Subject"] = f"{kk['subject']} / {ru['subject']}"
    letter.set_content(f"{kk['body']}\n\n{ru['body']}")
    letter.add_alternative(f"<p>{kk['body']}</p><p>{ru['body']}</p>", subtype="html")
    return letter.as_bytes()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
