"""A process that is killed between the call and its record calls again; nothing is lost, nothing is out of order."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.callbacks.case_system import CaseSystem
from tests.callbacks.conftest import Opened, Opening
from tests.engine.conftest import paid

from qauly.engine import Engine
from qauly.engine.ledger import tables as t

KILLS = 12


@pytest.mark.slow
def test_kill_minus_nine(
    calling: Opened, opening: Opening, system: CaseSystem, tmp_path: Path, ledger_url: str
) -> None:
    engine = calling(ledger_url)
    cases = [f"2024-00190{number}" for number in range(8)]
    for case in cases:
        first = opening(case)
        engine.handle(first)
        engine.handle(paid(first, "2024-01-19T12:00:00+06:00"))
    lines = [f'database = "{ledger_url}"', f'archive = "{tmp_path / "archive"}"', "[media]"]
    lines += [f'{name} = "memory"' for name in ("sms", "egov", "email", "telegram", "system")]
    lines += ["[jobs]", 'kind = "embedded"', "[[callbacks]]", 'name = "cases"', f'url = "{system.url}"']
    (tmp_path / "qauly.toml").write_text("\n".join(lines), "utf-8")
    system.slow = 0.05
    chance = random.Random(7)
    command = [sys.executable, "-m", "qauly.engine", "deliver"]
    for _kill in range(KILLS):
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        heard = len(system.calls)
        deadline = time.monotonic() + 20
        while len(system.calls) == heard and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        with engine.store.writing() as connection:  # as if the leases had run out
            connection.execute(t.callback.update().values(lease=""))
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while waiting(engine) and time.monotonic() < deadline:
        time.sleep(0.1)
    process.terminate()
    assert process.wait(20) == 0
    ids = [call.told["id"] for call in system.taken]
    with engine.store.reading() as connection:
        wanted = set(connection.scalars(select(t.callback.c.name)))
    assert set(ids) == wanted and len(wanted) >= 5 * len(cases)
    assert len(ids) - len(wanted) <= KILLS, "at most one repeat a kill"
    for case in cases:
        by_id = {call.told["id"]: call.told for call in reversed(system.taken)}  # each as it came first
        first_times = [told for told in reversed(by_id.values()) if told["case"] == case]
        outcomes = [each["data"]["position"] for each in first_times if each["type"].startswith("outcome.")]
        assert outcomes == sorted(outcomes) and len(outcomes) == 2


def waiting(engine: Engine) -> int:
    with engine.store.reading() as connection:
        query = select(func.count()).select_from(t.callback).where(t.callback.c.state == "queued")
        return connection.execute(query).scalar_one()
