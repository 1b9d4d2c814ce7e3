"""E-mail: our channel beside a bare aiosmtplib loop, both on one peer in one run.

The peer (aiosmtpd) runs in a process of its own. The bare loop makes each mail with the standard library alone (text,
page, PDF) and sends it over one connection, as a program without Qauly would. A second one sends a mail made
beforehand: what the connection alone can carry. Rounds take turns, and the median counts. The mails are small, so
that the peer's reading of a PDF does not hide what we cost.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from multiprocessing import Event, Process, Value
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event as Signal
from typing import Any

import aiosmtplib
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from qauly.channels.smtp import Smtp
from qauly.engine.ports import Attachment, DispatchOrder

MAILS, ROUNDS = 60, 5
PDF = b"%PDF-1.7 " + bytes(range(256)) * 4
BODY = {
    "kk": {
        "subject": "№ 2024-000101 оңайлатылған іс жүргізу қозғалды",
        "body": "\n\n".join(["Сізге қатысты оңайлатылған іс жүргізу қозғалды. Сома: 36 920,00 теңге."] * 8),
    },
    "ru": {
        "subject": "Возбуждено упрощенное производство № 2024-000101",
        "body": "\n\n".join(["В отношении вас возбуждено упрощенное производство. Сумма: 36 920,00 тенге."] * 8),
    },
}


def serve(port: "Synchronized[int]", ready: Signal, over: Signal) -> None:
    """The peer: takes everything, keeps nothing."""
    controller = Controller(Sink(), hostname="127.0.0.1", port=port.value)
    controller.start()
    ready.set()
    over.wait()
    controller.stop()


def message() -> bytes:
    """A mail by the standard library alone."""
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = "act@example.kz", "asel@example.kz", "<1@example.kz>"
    made["Subject"] = f"{BODY['kk']['subject']} / {BODY['ru']['subject']}"
    made.set_content(f"{BODY['kk']['body']}\n\n{BODY['ru']['body']}")
    made.add_alternative(f"<p>{BODY['kk']['body']}</p><p>{BODY['ru']['body']}</p>", subtype="html")
    made.add_attachment(PDF, maintype="application", subtype="pdf", filename="act.pdf")
    return made.as_bytes()


async def bare(port: int, made: Callable[[], bytes]) -> None:
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
    await client.connect()
    for _number in range(MAILS):
        await client.sendmail("act@example.kz", ["asel@example.kz"], made())
    await client.quit()


def ours(channel: Smtp) -> None:
    files = [Attachment("act.pdf", "application/pdf", PDF)]
    for number in range(MAILS):
        order = DispatchOrder(str(number), "email", "asel@example.kz", "2024-000101", "notice.example", BODY, files)
        assert channel.send(order).status == "accepted"


def timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return MAILS / (time.perf_counter() - start)


def main() -> int:
    """Prints both rates and their ratio; 1 where the channel is slower than 0.7 of the bare loop."""
    from qauly.channels.conformance import closed_port

    with closed_port() as free:
        port = Value("i", free)
    ready, over = Event(), Event()
    peer = Process(target=serve, args=(port, ready, over))
    peer.start()
    ready.wait(10)
    settings = {"host": "127.0.0.1", "port": port.value, "sender": "act@example.kz", "tls": "none"}
    ready_made = message()
    channel = Smtp({**settings, "per_connection": 10_000})
    rates: dict[str, list[float]] = {"bare aiosmtplib": [], "made beforehand": [], "channel smtp": []}
    try:
        for _round in range(ROUNDS):
            rates["bare aiosmtplib"].append(timed(lambda: asyncio.run(bare(port.value, message))))
            rates["made beforehand"].append(timed(lambda: asyncio.run(bare(port.value, lambda: ready_made))))
            rates["channel smtp"].append(timed(lambda: ours(channel)))
    finally:
        channel.close()
        over.set()
        peer.join()
    medians = {name: statistics.median(found) for name, found in rates.items()}
    for name, rate in medians.items():
        print(f"{name:>16}: {rate:7.0f} mails/s")
    ratio = medians["channel smtp"] / medians["bare aiosmtplib"]
    print(f"{'ratio':>16}: {ratio:7.2f}  (channel to the bare loop)")
    return 0 if ratio >= 0.7 else 1


if __name__ == "__main__":
    sys.exit(main())
