"""A thousand requests that nobody should send: no 5xx, no traceback, nothing told of the inside."""

import json
import random
import socket
from pathlib import Path
from typing import Any

from qauly.engine import Engine
from qauly.engine.web.asgi import make_site

from ..engine.conftest import Opening
from .conftest import settings
from .server import served

VALUES: list[Any] = [
    None, True, 0, -1, 10**30, 1.5, "", " ", "x" * 5000, "\u202e", "\x00", "Ә", [], {}, [[]], {"a": {}},
    "2024-13-45", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "1e999", "' OR 1=1 --", "../../etc/passwd",
]  # fmt: skip
PATHS = [
    "/api/v1/events", "/api/v1/decide", "/api/v1/payments", "/api/v1/events:batch", "/api/v1/feed", "/api/v1/cases/x",
    "/api/v1/cases/x/proof", "/api/v1/documents/x/1/kk.pdf", "/callbacks/folder/x", "/health", "/api/v1/openapi.json",
    "/api/v1/%00", "/api/v1/cases/%ff%fe", "/api/../..", "/api/v1/feed?after=%F0%9F&limit=x",
    "/api/v1/cases/a%2F..%2Fb",
    "/api/v1/cases/x/proof?at=9999-12-31T23:59:59-12:00", "//", "/api/v1/documents/x/1/kk.exe", "/callbacks/%00/%00",
]  # fmt: skip
METHODS = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "TRACE", "QUERY", "post"]
TYPES = ["application/json", "application/jsonl", "text/plain", "", "multipart/form-data", "application/json;charset=x"]
LEAKS = (b"Traceback", b'File "', b".py", b"sqlite", b"SELECT ", b"site-packages", b"QAULY_")


def changed(event: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The event with a few of its values, wherever they stand, exchanged, dropped or added."""
    out: dict[str, Any] = json.loads(json.dumps(event))
    for _ in range(dice.randint(1, 3)):
        place = out
        while dice.random() < 0.6 and (below := [each for each in place.values() if isinstance(each, dict) and each]):
            place = dice.choice(below)
        name = dice.choice([*place, "extra"])
        if dice.random() < 0.3:
            place.pop(name, None)
        else:
            place[name] = dice.choice(VALUES)
    return out


def request(event: dict[str, Any], dice: random.Random) -> bytes:
    kind = dice.random()
    if kind < 0.1:  # no HTTP at all
        return dice.randbytes(dice.randint(1, 200)) + b"\r\n\r\n"
    body = json.dumps(changed(event, dice)).encode()
    if kind < 0.3:
        start = dice.randrange(len(body))
        body = body[:start] + dice.randbytes(dice.randint(0, 9)) + body[start + dice.randint(0, 20) :]
    path, method = dice.choice(PATHS[:4] if kind < 0.75 else PATHS), "POST" if kind < 0.75 else dice.choice(METHODS)
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        f"Content-Length: {len(body)}",
        f"Content-Type: {dice.choice(TYPES) if dice.random() < 0.3 else TYPES[1 if 'batch' in path else 0]}",
        f"Authorization: {dice.choice(['Bearer key-all'] * 9 + ['Bearer', 'Basic eDp5', 'Bearer key-other'])}",
        f"Accept-Language: {dice.choice(['kk', 'ru', 'en', '*;q=', 'kk;q=9.9', ',,,'])}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answer(port: int, raw: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(raw)
        line.shutdown(socket.SHUT_WR)
        told = b""
        try:
            while part := line.recv(65536):
                told += part
        except ConnectionResetError:  # it hung up on what is no HTTP
            pass
        return told


def test_a_thousand_wrong_requests(tmp_path: Path, opening: Opening) -> None:
    dice = random.Random(8)
    event = opening("2024-000990", {"writ": {"amount": "9000000.00"}}).model_dump(mode="json")
    with Engine.open(config=settings(tmp_path), secret=b"a secret of the tests") as engine:
        seen: dict[int, int] = {}
        with served(make_site(engine, engine.config)) as port:
            for _ in range(1000):
                raw = request(event, dice)
                told = answer(port, raw)
                status = int(told.split(b" ", 2)[1]) if told.startswith(b"HTTP/") else 0
                seen[status] = seen.get(status, 0) + 1
                assert status < 500, (raw, told)
                if b"openapi" not in raw:
                    assert not any(leak in told for leak in LEAKS), (raw, told)
                head, _blank, body = told.partition(b"\r\n\r\n")
                if status >= 400 and body and b"problem+json" in head.lower():
                    assert json.loads(body)["status"] == status
        assert {200, 401, 404, 405, 415, 422} <= seen.keys(), seen
