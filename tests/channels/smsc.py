"""The SMSC of tests/peers as the tests see it: started, asked what it took, its parts put together again."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from qauly.channels.conformance import Peer, Taken

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "tests" / "peers"
PASSWORD = "kilt-soz"


@dataclass(frozen=True, slots=True)
class Part:
    """One submit_sm that was taken."""

    to: str
    text: str
    number: int
    of: int
    reference: str  # of what holds the parts together, as hexadecimal digits
    id: str
    entry: dict[str, Any]


class Smsc(Peer):
    """Takes everything but the numbers whose last digits say otherwise (tests/peers/smsc.js)."""

    refused, later = "+77010008888", "+77010009999"
    secrets = (PASSWORD,)
    required = ("host", "system_id", "source")
    seconds = 8.0

    def __init__(self, port: int, control: int) -> None:
        self.port, self.control = port, control

    def settings(self, port: int | None) -> dict[str, Any]:
        fast = {"timeout": 0.5, "enquire": 5.0, "pause": 0.1}
        return {"host": "127.0.0.1", "port": port, "system_id": "qauly", "source": "1414", **fast}

    def ask(self, path: str) -> Any:
        return httpx.get(f"http://127.0.0.1:{self.control}/{path}", trust_env=False).json()

    def parts(self) -> list[Part]:
        return [_part(entry) for entry in self.ask("taken")]

    def taken(self) -> Sequence[Taken]:
        """Messages whose last part is there; a reference is known only where there are several parts."""
        found: list[Taken] = []
        begun: dict[tuple[str, str], str] = {}
        for part in self.parts():
            key = (part.to, part.reference)
            begun[key] = (begun.get(key, "") if part.number > 1 else "") + part.text
            if part.number == part.of:
                found.append(Taken(begun.pop(key), part.reference, part.to))
        return found


def _part(entry: dict[str, Any]) -> Part:
    raw = bytes.fromhex(entry["raw"])
    number, of, reference = 1, 1, ""
    if entry["esm_class"] & 0x40:
        header, raw = raw[: raw[0] + 1], raw[raw[0] + 1 :]
        reference, of, number = header[3:-2].hex(), header[-2], header[-1]
    text = raw.decode("utf-16-be") if entry["coding"] == 8 else raw.decode("latin-1")
    return Part(entry["to"], text, number, of, reference, entry["id"], entry)


@contextmanager
def smsc(**options: Any) -> Iterator[Smsc]:
    """An SMSC of its own; skips the test where Node or its packages are missing."""
    node = ROOT / ".venv" / "bin" / "node"
    program = str(node) if node.exists() else shutil.which("node")
    if program is None or not (PEERS / "node_modules" / "smpp").is_dir():
        pytest.skip("Node or its package smpp is not installed")
    command = [program, str(PEERS / "smsc.js"), json.dumps(options)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            yield Smsc(told["port"], told["control"])
        finally:
            process.communicate()  # it ends when its input does; a signal would reach Node's wrapper alone
