"""Threads and processes on one ledger: every event once, no case split in two."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.engine.conftest import Opening, paid

from qauly.engine import Engine, Outcome


def test_threads_that_send_the_same_events_get_the_same_outcomes(engine: Engine, opening: Opening) -> None:
    events = [opening(f"2024-00080{number}") for number in range(4)] * 4
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(engine.handle, events))
    by_case: dict[str, set[str]] = {}
    for outcome in outcomes:
        by_case.setdefault(outcome.case, set()).add(outcome.model_dump_json())
    assert {case: len(seen) for case, seen in by_case.items()} == dict.fromkeys(by_case, 1)


def test_payments_of_one_case_that_race_are_all_counted(engine: Engine, opening: Opening) -> None:
    first = opening("2024-000810")
    engine.handle(first)
    parts = [
        paid(first, "2024-01-19T10:00:00+06:00", "4000.00", reference=f"KZ-{number}").model_copy(
            update={"id": f"part-{number}"}
        )
        for number in range(9)
    ]

    def handle(position: int) -> Outcome:
        return engine.handle(parts[position])

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(handle, range(len(parts))))
    assert {outcome.transition for outcome in outcomes} == {"partial_payment"}
    rest = paid(first, "2024-01-19T11:00:00+06:00", "920.00", reference="KZ-rest")
    assert engine.handle(rest).transition == "terminate"


def test_processes_that_read_the_same_file(tmp_path: Path, opening: Opening) -> None:
    lines = [opening(f"2024-00082{number}").model_dump_json() for number in range(6)]
    (tmp_path / "events.jsonl").write_text("\n".join(lines), "utf-8")
    command = [sys.executable, "-m", "qauly.engine", "handle", "events.jsonl", "--db", "sqlite:///q.db", "--json"]
    running = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    answers = []
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, err.decode()
        answers.append({(line := json.loads(text))["case"]: line for text in out.decode().splitlines()})
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0]) == 6
