"""`qauly serve` as it is started: on this machine alone, and ended in good order."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx


def test_the_command_serves_and_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "qauly.engine", "serve", "--port", "0", "--ui", "en"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found is not None, line
            answer = httpx.get(f"{found.group()}/v", params={"lang": "ru"})
            assert answer.status_code == 200
            assert "Проверка документа" in answer.text
            assert "Server" not in answer.headers
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
