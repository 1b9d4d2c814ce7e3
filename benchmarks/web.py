"""The site under load beside a bare page of Starlette, while events are handled: `python benchmarks/web.py`.

Our pages – before the second check, after it, and the verification of a document – and a bare one are asked in turns on
the loopback, 200 requests a second each, then as fast as they answer; a loop of `handle` runs beside them in a process
of its own. Set REQUESTS to change how many are sent to our pages together (50 000).
"""

import asyncio
import multiprocessing
import os
import re
import tempfile
import time
from collections import Counter
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from statistics import median, quantiles
from typing import Any

import httpx
import psutil
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from qauly.engine import Engine, Event
from qauly.engine.config import Config
from qauly.engine.courses.story import load_courses
from qauly.engine.web.asgi import make_site

RATE = 200
REQUESTS = int(os.environ.get("REQUESTS", "50000"))
LINES = 8  # connections that stay open
SECRET = b"a secret of the benchmark"


def settings(folder: str) -> Config:
    citizen = {"base_url": "https://example.kz/n"}
    fields = Config.model_fields["citizen"].annotation
    if "requests_per_minute" in getattr(fields, "model_fields", {}):
        citizen["requests_per_minute"] = 0  # type: ignore[assignment]  # one address asks for all
    return Config.model_validate({"database": f"sqlite:///{folder}/q.db", "citizen": citizen})


def opening(engine: Engine, case: str) -> Event:
    course = load_courses(engine.law.editions.content, "simplified_proceeding")[0]
    return course.event(course.steps[0]).model_copy(update={"case": case, "id": f"{case}:opening"})


def handling(folder: str, stop: Any, done: Any) -> None:
    with Engine.open(config=settings(folder), secret=SECRET) as engine:
        while not stop.is_set():
            engine.handle(opening(engine, f"load-{os.getpid()}-{done.value}"))
            done.value += 1


def serving(folder: str, ours: bool, listener: socket) -> None:
    async def hello(request: Request) -> Response:
        return PlainTextResponse("hello")

    with Engine.open(config=settings(folder), secret=SECRET) as engine:
        site = make_site(engine, engine.config) if ours else Starlette(routes=[Route("/{rest:path}", hello)])
        uvicorn.Server(uvicorn.Config(site, access_log=False, log_level="critical")).run(sockets=[listener])


def entered(port: int, path: str, digits: str) -> str:
    """What the browser of somebody carries who passed the second check."""
    site = f"http://127.0.0.1:{port}{path}"
    found = re.search(r'name="form" value="(\w+)"', httpx.get(site).text)
    assert found is not None, "the page asks for no digits"
    form = {"form": found.group(1), "digits": digits}
    answer = httpx.post(site, data=form, headers={"Sec-Fetch-Site": "same-origin"})
    return answer.headers["Set-Cookie"].partition(";")[0]


async def ask(
    port: int, path: str, cookie: str, count: int, rate: float | None
) -> tuple[Counter[int], list[float], float]:
    """Sends the requests; the statuses, the seconds of each, the seconds of all."""
    statuses: Counter[int] = Counter()
    taken: list[float] = []
    left = iter(range(count))
    start = time.perf_counter()
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()

    async def line() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in left:
            if rate:
                await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
            sent = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]))
            taken.append(time.perf_counter() - sent)
            statuses[int(head.split(b" ", 2)[1])] += 1
        writer.close()

    await asyncio.gather(*(line() for _ in range(LINES)))
    return statuses, taken, time.perf_counter() - start


def main() -> None:
    """Prints failures and times at 200 requests a second, both speeds, and the memory at start and end."""
    methods = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        with Engine.open(config=settings(folder), secret=SECRET) as engine:
            event = opening(engine, "benchmark")
            link = engine.link_of(event)("case")
            document = engine.handle(event).documents[0].number
            verify = "/v/" + engine.code_of(document).code
        path = "/n/" + link.rpartition("/")[2]
        stop, done = methods.Event(), methods.Value("i", 0)
        listeners = {}
        servers = {}
        for name, ours in (("ours", True), ("bare Starlette", False)):
            listeners[name] = listener = socket()
            listener.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            listener.bind(("127.0.0.1", 0))
            listener.listen(64)
            servers[name] = methods.Process(target=serving, args=(folder, ours, listener), daemon=True)
            servers[name].start()
        beside = methods.Process(target=handling, args=(folder, stop, done), daemon=True)
        beside.start()
        ports = {name: listener.getsockname()[1] for name, listener in listeners.items()}
        cookie = entered(ports["ours"], path, event.facts["debtor"]["iin"][-4:])
        pages = {
            "before the check": (ports["ours"], path, ""),
            "after the check": (ports["ours"], path, cookie),
            "verification": (ports["ours"], verify, ""),
            "bare Starlette": (ports["bare Starlette"], path, ""),
        }
        speeds = {}
        for name, (port, place, carried) in pages.items():
            asyncio.run(ask(port, place, carried, 200, None))
            statuses, taken, _all = asyncio.run(ask(port, place, carried, RATE * 10, RATE))
            worst = quantiles(taken, n=100)[98]
            times = f"median {median(taken) * 1000:.1f} ms, 99 % {worst * 1000:.0f} ms"
            print(f"{name:18}{RATE}/s for 10 s: {dict(statuses)}, {times}")
        process = psutil.Process(servers["ours"].pid)
        before = process.memory_info().rss
        for name, (port, place, carried) in pages.items():
            count = REQUESTS // 3 if port == ports["ours"] else 5000
            statuses, _taken, seconds = asyncio.run(ask(port, place, carried, count, None))
            speeds[name] = count / seconds
            print(f"{name:18}{count} requests: {dict(statuses)}, {speeds[name]:.0f}/s")
        after = process.memory_info().rss
        print(f"memory of ours: {before / 2**20:.1f} MB, after {REQUESTS} requests {after / 2**20:.1f} MB")
        bare = speeds.pop("bare Starlette")
        times = ", ".join(f"{bare / speed:.1f} ({name})" for name, speed in speeds.items())
        print(f"a bare page is answered as many times as fast as ours: {times}")
        print(f"events handled beside: {done.value}")
        stop.set()
        beside.join(30)
        for server in servers.values():
            server.terminate()
            server.join()


if __name__ == "__main__":
    main()
