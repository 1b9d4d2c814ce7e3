"""A signing server in the shape of NCANode on loopback: what is asked of it, and what its failures become."""

import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from qauly.engine.errors import CallerError, ChannelError
from qauly.engine.ports import Signer
from qauly.engine.seal.choose import open_signer

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class Server(BaseHTTPRequestHandler):
    answers: list[tuple[int, bytes]] = []
    asked: list[Any] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Server.asked.append((self.path, body))
        status, answer = Server.answers.pop(0)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def signer(tmp_path: Path) -> Iterator[Signer]:
    Server.answers, Server.asked = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    (tmp_path / "key.p12").write_bytes(b"key")
    settings = {"kind": "ncanode", "url": f"http://127.0.0.1:{server.server_port}/", "file": str(tmp_path / "key.p12")}
    found = open_signer(settings, {"QAULY_SIGNER_PASSWORD": "пароль"})
    assert found is not None
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_signature_lies_beside_the_file(signer: Signer) -> None:
    Server.answers = [(200, json.dumps({"status": 200, "cms": b64encode(b"CMS").decode()}).encode())]
    signed = signer.sign(b"%PDF", NOW)
    assert (signed.pdf, signed.beside) == (b"%PDF", {"p7s": b"CMS"})
    path, body = Server.asked[0]
    assert path == "/cms/sign" and b64decode(body["data"]) == b"%PDF" and body["detached"] is True
    assert (b64decode(body["signers"][0]["key"]), body["signers"][0]["password"]) == (b"key", "пароль")


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (500, b'{"status": 500, "message": "no provider"}', "transient"),
        (400, b'{"status": 400, "message": "wrong password"}', "permanent"),
        (200, b"<html>", "permanent"),
        (200, b'{"status": 200}', "permanent"),
        (200, b"[]", "permanent"),
    ],
)
def test_a_failure_is_told_by_its_kind(signer: Signer, status: int, answer: bytes, kind: str) -> None:
    Server.answers = [(status, answer)]
    with pytest.raises(ChannelError) as failed:
        signer.sign(b"%PDF", NOW)
    assert failed.value.kind == kind


def test_settings_that_make_no_signer_are_refused(tmp_path: Path) -> None:
    assert open_signer(None) is None
    for settings in ({"kind": "paper"}, {"kind": "ncanode"}, {"kind": "ncanode", "url": "http://x", "file": "none"}):
        with pytest.raises(CallerError):
            open_signer(settings, {})
