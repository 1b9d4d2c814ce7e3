"""Both ways of running the work keep one contract: nothing is lost, nothing goes twice but what a kill cut off."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.engine.conftest import Opening

from qauly.engine import Engine
from qauly.engine.config import Config, JobSettings
from qauly.engine.ledger import tables as t

from .load import Peer, fill, peer

ROOT = Path(__file__).parents[2]
WAYS = [("sqlite", "embedded"), ("postgresql", "embedded"), ("postgresql", "procrastinate")]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(params=WAYS, ids=lambda way: "-".join(way))
def way(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Address of an empty ledger, and the kind of jobs."""
    database, kind = request.param
    if database == "sqlite":
        return f"sqlite:///{tmp_path / 'q.db'}", kind
    return str(request.getfixturevalue("postgres_url")), kind


@pytest.fixture
def counting() -> Iterator[Peer]:
    with peer() as found:
        yield found


@pytest.fixture
def start(way: tuple[str, str], tmp_path: Path, counting: Peer) -> Iterator[Start]:
    """Starts a worker process on the ledger; `machine` is the name it believes to run on."""
    running: list[subprocess.Popen[str]] = []

    def begin(machine: str = "here", workers: int = 1, lease: float = 120) -> "subprocess.Popen[str]":
        folder = tmp_path / machine
        folder.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "tests.delivery.worker", way[0], str(tmp_path / "archive"), str(counting.port)]
        process = subprocess.Popen(
            [*command, way[1], str(workers), str(lease), machine], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def opened(way: tuple[str, str], tmp_path: Path) -> Engine:
    config = Config(jobs=JobSettings(kind=way[1]))  # type: ignore[arg-type]  # checked by pydantic
    return Engine.open(way[0], archive=tmp_path / "archive", config=config)


def left(engine: Engine) -> int:
    with engine.store.reading() as connection:
        query = select(func.count()).where(t.dispatch.c.channel == "wire", t.dispatch.c.state != "accepted")
        return int(connection.execute(query).scalar_one())


def until(holds: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_everything_goes_once_and_a_stop_is_graceful(
    way: tuple[str, str], start: Start, counting: Peer, tmp_path: Path, opening: Opening
) -> None:
    with opened(way, tmp_path) as engine:
        first = opening()
        engine.handle(first)
        wanted = fill(engine, first, 300)
        process = start(workers=3)
        assert until(lambda: len(counting.counts) > 30, 30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert left(engine) == 300 - len(counting.counts), "what had gone out was written down before it stopped"
        start(workers=3)
        assert until(lambda: left(engine) == 0, 60)
        assert counting.counts == dict.fromkeys(wanted, 1)


@pytest.mark.slow
def test_a_worker_killed_on_one_machine_is_taken_over_on_another(
    way: tuple[str, str], start: Start, counting: Peer, tmp_path: Path, opening: Opening
) -> None:
    if way[0].startswith("sqlite"):
        pytest.skip("one machine: the other cannot see the file")
    with opened(way, tmp_path) as engine:
        first = opening()
        engine.handle(first)
        wanted = fill(engine, first, 400)
        counting.pause = 0.1  # one alone would need longer than the other needs to come
        other = start("there", lease=4)
        here = start("here", lease=4)
        assert until(lambda: len({pid for _reference, pid in counting.got}) == 2, 30)
        here.kill()
        counting.pause = 0.0
        assert until(lambda: left(engine) == 0, 60)
        assert other.poll() is None
        assert counting.counts.keys() == wanted
        assert sum(counting.counts.values()) <= len(wanted) + 1, "at most what the kill cut off goes twice"


def killed_again_and_again(
    way: tuple[str, str], start: Start, counting: Peer, tmp_path: Path, opening: Opening, kills: int
) -> None:
    chance = random.Random(7)
    with opened(way, tmp_path) as engine:
        first = opening()
        engine.handle(first)
        wanted = fill(engine, first, kills * 40)
        for _kill in range(kills):
            process = start(lease=3)
            before = len(counting.got)
            until(lambda before=before: len(counting.got) > before + chance.randrange(30), 20)  # type: ignore[misc]
            process.kill()
            process.wait()
        start(workers=2, lease=3)
        assert until(lambda: left(engine) == 0, 240)
        counts = counting.counts
        assert counts.keys() == wanted, "0 lost, and always under its reference"
        assert sum(counts.values()) - len(wanted) <= kills, "at most one repeat a kill"


def test_some_kills(way: tuple[str, str], start: Start, counting: Peer, tmp_path: Path, opening: Opening) -> None:
    if way[1] == "embedded" and not way[0].startswith("sqlite"):
        pytest.skip("the loop is the one of SQLite, the database the one of procrastinate")
    killed_again_and_again(way, start, counting, tmp_path, opening, 2)


@pytest.mark.slow
def test_a_hundred_kills(way: tuple[str, str], start: Start, counting: Peer, tmp_path: Path, opening: Opening) -> None:
    if way[1] == "embedded" and not way[0].startswith("sqlite"):
        pytest.skip("the loop is the one of SQLite, the database the one of procrastinate")
    killed_again_and_again(way, start, counting, tmp_path, opening, 100)
