"""api key new: shown once, known by its hash; what opens with it, and what does not any more once it is taken out."""

import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from qauly.engine.config import Config

from .conftest import Qauly


def parts(out: str) -> tuple[str, str]:
    """The key and the lines for qauly.toml."""
    before, _line, settings = out.partition("[api.keys.")
    (key,) = re.findall(r"^qauly_\S+$", before, re.MULTILINE)
    return key, "[api.keys." + settings


@pytest.mark.parametrize("mode", ["sandbox", "team", "live"])
def test_a_key_is_shown_once_and_the_settings_hold_its_hash(qauly: Qauly, tmp_path: Path, mode: str) -> None:
    run = qauly("api", "key", "new", "case-system_2", "--mode", mode)
    assert run.code == 0 and run.err == ""
    key, lines = parts(run.out)
    assert key.startswith(f"qauly_{mode}_") and len(key) > 50
    assert tomllib.loads(lines) == {
        "api": {"keys": {"case-system_2": {"sha256": sha256(key.encode()).hexdigest(), "mode": mode}}}
    }
    (tmp_path / "qauly.toml").write_text(lines, "utf-8")
    assert Config.load(None).api.keys["case-system_2"].mode == mode
    again, _lines = parts(qauly("api", "key", "new", "case-system_2", "--mode", mode).out)
    assert again != key


def test_the_mode_is_sandbox_where_none_is_named(qauly: Qauly) -> None:
    key, lines = parts(qauly("api", "key", "new", "cases").out)
    assert key.startswith("qauly_sandbox_") and 'mode = "sandbox"' in lines


def test_it_speaks_all_languages(qauly: Qauly) -> None:
    told = {ui: qauly("api", "key", "new", "cases", "--ui", ui).out.splitlines() for ui in ("kk", "ru", "en")}
    assert len({lines[0] for lines in told.values()}) == 3
    assert "qauly.toml" in told["kk"][2] and "qauly.toml" in told["ru"][2]


@pytest.mark.parametrize(
    "arguments",
    [
        ["Cases"],
        ["9cases"],
        ["a b"],
        ["кілт"],
        [""],
        ["a" * 42],
        ['a"]\n[citizen'],
        ["cases", "--mode", "moon"],
        ["cases", "second"],
        [],
    ],
)
def test_wrong_use(qauly: Qauly, arguments: list[str]) -> None:
    run = qauly("api", "key", "new", *arguments, "--ui", "en")
    assert run.code == 2
    assert "qauly_" not in run.out and "Traceback" not in run.err
    assert run.err


@pytest.mark.parametrize("arguments", [["api"], ["api", "key"], ["api", "key", "old"], ["api", "keys"]])
def test_an_unfinished_command_tells_what_there_is(qauly: Qauly, arguments: list[str]) -> None:
    run = qauly(*arguments)
    assert run.code == 2
    assert re.search("new|key|Usage", run.out + run.err)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """`qauly serve` with the settings of the folder; gives its address."""
    command = [sys.executable, "-m", "qauly.engine", "serve", "--port", "0", "--ui", "en"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found is not None
            yield found.group()
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_key_opens_the_served_api_until_it_is_taken_out(
    qauly: Qauly, events: Callable[..., Path], tmp_path: Path
) -> None:
    event = events("01-pilot-paid").read_bytes().splitlines()[0]
    first, lines = parts(qauly("api", "key", "new", "first").out)
    second, more = parts(qauly("api", "key", "new", "second").out)
    settings = tmp_path / "qauly.toml"

    def tried(address: str, key: str) -> tuple[int, int, int]:
        """A decision, an event, the feed."""
        head = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        api = f"{address}/api/v1"
        with httpx.Client(headers=head) as client:
            answers = [client.post(f"{api}/{name}", content=event) for name in ("decide", "events")]
            return (answers[0].status_code, answers[1].status_code, client.get(f"{api}/feed").status_code)

    settings.write_text(lines + more + 'scopes = ["decide"]\n', "utf-8")
    with serving(tmp_path) as address:
        assert tried(address, second) == (200, 403, 403)
        assert tried(address, first) == (200, 200, 200)
        assert tried(address, first[:-1] + ("a" if first[-1] != "a" else "b")) == (401, 401, 401)
        assert tried(address, "-") == (401, 401, 401)
        # what the settings hold opens nothing
        assert tried(address, sha256(first.encode()).hexdigest()) == (401, 401, 401)
    settings.write_text(more, "utf-8")
    with serving(tmp_path) as address:
        assert tried(address, first) == (401, 401, 401)
        assert tried(address, second) == (422, 200, 200)  # the case is open, and the event known


def test_a_key_that_reaches_further_than_the_installation_is_not_served(qauly: Qauly, tmp_path: Path) -> None:
    _key, lines = parts(qauly("api", "key", "new", "cases", "--mode", "live").out)
    (tmp_path / "qauly.toml").write_text(lines, "utf-8")
    run = qauly("serve", "--port", "0")
    assert run.code == 1
    assert len(run.complaints) == 1 and "live" in run.err
