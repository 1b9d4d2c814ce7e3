"""Traces and metrics where they are asked for, and nothing of them where they are not."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.commands.conftest import Qauly
from tests.watch.conftest import MakeOffice, Opening

from qauly.engine import CallerError
from qauly.engine.watch import watched
from qauly.engine.watch.begin import serve_metrics
from qauly.engine.watch.metrics import Metrics


def test_a_trace_goes_from_the_event_to_the_dispatch(tmp_path: Path, opening: Opening) -> None:
    """In a process of its own: OpenTelemetry can be set up once only."""
    (tmp_path / "qauly.toml").write_text(f'[watch]\ntraces = "{tmp_path / "spans.jsonl"}"\n', "utf-8")
    (tmp_path / "events.jsonl").write_text(opening("2024-001700").model_dump_json(), "utf-8")
    for command in (["handle", "events.jsonl"], ["deliver", "--now", "2024-01-18T12:00:00+06:00"]):
        run = [sys.executable, "-m", "qauly.engine", *command]
        subprocess.run(run, cwd=tmp_path, check=True, capture_output=True)
    spans = [json.loads(line) for line in (tmp_path / "spans.jsonl").read_text("utf-8").splitlines()]
    by_name = {span["name"]: span for span in spans}
    assert set(by_name) == {
        f"qauly.{stage}" for stage in ("handle", "decide", "compose", "render", "commit", "dispatch")
    }
    handle = by_name["qauly.handle"]
    for inner in ("decide", "compose", "render", "commit"):
        assert by_name[f"qauly.{inner}"]["parent_id"] == handle["context"]["span_id"]
    assert handle["attributes"]["qauly.transition"] == "initiate"
    assert by_name["qauly.dispatch"]["attributes"]["qauly.case"] == handle["attributes"]["qauly.case"]
    assert "+7701" not in json.dumps(spans) and "010315100120" not in json.dumps(spans)


def test_metrics_tell_of_stages_queue_and_channels(office: MakeOffice, opening: Opening) -> None:
    here = office()
    metrics = Metrics(here.engine)
    here.engine.handle(opening("2024-001710"))
    with pytest.raises(ValueError), watched("handle"):
        raise ValueError("of 900101100014")
    waiting = metrics.text().decode()
    assert 'qauly_queue_length{channel="provider"} 1.0' in waiting
    here.deliver()
    told = metrics.text().decode()
    assert 'qauly_queue_length{channel="provider"} 0.0' in told
    assert 'qauly_attempts_last_hour{channel="provider",state="accepted"} 1.0' in told
    assert 'qauly_stage_seconds_count{stage="render"} 1.0' in told
    assert 'qauly_stage_errors_total{error="ValueError",stage="handle"} 1.0' in told
    assert "900101100014" not in told


def test_metrics_are_served(office: MakeOffice) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    from qauly.engine.config import Watch

    here = office()
    serve_metrics(Watch(metrics=address), here.engine)
    assert "qauly_queue_age_seconds 0.0" in httpx.get(f"http://{address}/metrics", trust_env=False).text
    with pytest.raises(CallerError, match="listened"):
        serve_metrics(Watch(metrics=address), here.engine)


def test_without_the_extra_nothing_is_loaded_and_asking_is_an_error(tmp_path: Path, opening: Opening) -> None:
    (tmp_path / "events.jsonl").write_text(opening("2024-001720").model_dump_json(), "utf-8")
    blocked = (
        "import sys\n"
        "for name in ('opentelemetry', 'prometheus_client'): sys.modules[name] = None\n"
        "from qauly.engine.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    command = [sys.executable, "-c", blocked, "handle", "events.jsonl"]
    plain = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (plain.returncode, plain.stderr) == (0, "")
    (tmp_path / "qauly.toml").write_text('[watch]\ntraces = "spans.jsonl"\n', "utf-8")
    asked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert asked.returncode == 1 and "qauly[watch]" in asked.stderr and "Traceback" not in asked.stderr


def test_wrong_settings_are_named(qauly: Qauly, tmp_path: Path) -> None:
    (tmp_path / "qauly.toml").write_text('[watch]\nmetrics = "nowhere"\n', "utf-8")
    run = qauly("deliver", "--once")
    assert run.code == 1 and "watch.metrics" in run.err
