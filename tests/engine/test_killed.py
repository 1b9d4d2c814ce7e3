"""A process killed at any moment loses nothing and leaves no half of an event."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select
from tests.engine.conftest import Opening

from qauly.engine import Engine
from qauly.engine.ledger import tables as t

CASES = 30


def command(folder: Path) -> list[str]:
    url = f"sqlite:///{folder / 'q.db'}"
    return [sys.executable, "-m", "qauly.engine", "handle", str(folder / "events.jsonl"), "--db", url, "--json"]


def test_kill_minus_nine(tmp_path: Path, opening: Opening) -> None:
    lines = [opening(f"2024-0009{number:02d}").model_dump_json() for number in range(CASES)]
    for name in ("killed", "whole"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "events.jsonl").write_text("\n".join(lines), "utf-8")
    chance = random.Random(9)
    killed = 0
    for _round in range(6):
        process = subprocess.Popen(command(tmp_path / "killed"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        process.stdout.readline()  # at work
        time.sleep(chance.uniform(0, 1.0))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.stdout.close()
        whole_events_only(tmp_path / "killed")
    assert killed
    finished = subprocess.check_output(command(tmp_path / "killed"))
    untouched = subprocess.check_output(command(tmp_path / "whole"))
    assert [json.loads(line) for line in finished.splitlines()] == [json.loads(line) for line in untouched.splitlines()]
    assert archive(tmp_path / "killed") == archive(tmp_path / "whole")


def whole_events_only(folder: Path) -> None:
    """Every event the ledger has, it has with its documents, files, notice, timer and dispatches."""
    with Engine.open(f"sqlite:///{folder / 'q.db'}") as engine, engine.store.reading() as connection:
        events = connection.execute(select(t.event)).all()
        for event in events:
            files = connection.execute(
                select(t.archived.c.sha256)
                .join(t.document, t.document.c.number == t.archived.c.document)
                .where(t.document.c.event_id == event.id)
            ).all()
            assert len(files) == 7
            assert all(engine.archive.get(file.sha256) for file in files)
            for table, count in ((t.notice, 1), (t.dispatch, 2)):
                assert len(connection.execute(select(table.c.id).where(table.c.event_id == event.id)).all()) == count
            assert connection.execute(select(t.timer).where(t.timer.c.case_id == event.case_id)).one()
        assert len(connection.execute(select(t.case.c.id)).all()) == len(events)


def archive(folder: Path) -> set[str]:
    return {path.name for path in (folder / "archive").rglob("*") if path.is_file() and len(path.name) >= 60}
