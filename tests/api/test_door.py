"""Who is let in, what is taken, and what every fault answers."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from qauly.engine import Engine
from qauly.engine.callbacks.signature import SIGNATURE, sign
from qauly.engine.web.api.keys import Buckets

from ..engine.conftest import Opening
from .conftest import TestClient, key

EVENTS = "/api/v1/events"


def check_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert "Traceback" not in answer.text
    return told


def test_keys(client: TestClient, opening: Opening) -> None:
    body = opening().model_dump(mode="json")
    answer = client.post(EVENTS, json=body, headers={"Authorization": "Bearer nobody's"})
    check_problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    check_problem(client.post(EVENTS, json=body, headers={"Authorization": ""}), 401)
    check_problem(client.post(EVENTS, json=body, headers=key("reader")), 403)
    check_problem(client.post(EVENTS, json=body, headers=key("other")), 403)
    assert client.post(EVENTS, json=body).status_code == 200
    path = f"/api/v1/cases/{body['case']}"
    assert client.get(path).status_code == 200
    check_problem(client.get(path, headers=key("other")), 404)
    assert client.get("/api/v1/feed", headers=key("other")).json() == {"entries": [], "next": 1}


def test_a_key_that_is_too_fast_is_told_when_to_come_again(idle: TestClient) -> None:
    answers = [idle.get("/api/v1/feed", headers=key("slow")) for _ in range(5)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    check_problem(refused[0], 429)


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    buckets = Buckets(lambda: now[0])
    assert [buckets.wait("a", 1) for _ in range(3)] == [0, 0, 1]
    assert buckets.wait("b", 1) == 0
    now[0] = 1.0
    assert buckets.wait("a", 1) == 0
    assert buckets.wait("a", 1) > 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "event"),
        (b"\xff\xfe", "event"),
        (b"[]", "event"),
        (b'{"id": NaN}', "event"),
        (b'{"id": "1", "id": "2"}', "event"),
        (b"[" * 100_000, "event"),
        (b'{"facts": ' * 200 + b"1" + b"}" * 200, "event"),
        (b'{"id": ' + b"9" * 5000 + b"}", "event"),
        (b'{"id": "\\ud800"}', ""),
        (b'{"id": "x", "\\ud800": 1}', ""),
        (b"1e999", "event"),
    ],
)
def test_bodies_that_are_no_event(idle: TestClient, body: bytes, field: str) -> None:
    told = check_problem(idle.post(EVENTS, content=body, headers={"Content-Type": "application/json"}), 422)
    assert not field or told["field"] == field


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2024-01-18T10:15:00"])
def test_moments_at_the_ends_of_time(idle: TestClient, opening: Opening, at: str) -> None:
    body = opening().model_dump(mode="json") | {"at": at}
    assert check_problem(idle.post(EVENTS, json=body), 422)["field"] == "at"


def test_what_the_door_does_not_take(idle: TestClient) -> None:
    check_problem(idle.post(EVENTS, content=b"{}", headers={"Content-Type": "text/xml"}), 415)
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    check_problem(idle.post(EVENTS, content=b"{}", headers=packed), 415)
    check_problem(idle.post(EVENTS, content=b" " * 300_001, headers={"Content-Type": "application/json"}), 413)
    check_problem(idle.get("/api/v1/nothing"), 404)
    check_problem(idle.get("/api/"), 404)
    wrong = idle.delete(EVENTS)
    check_problem(wrong, 405)
    assert wrong.headers["allow"] == "OPTIONS, POST"
    assert idle.options(EVENTS).headers["allow"] == "OPTIONS, POST"
    assert idle.head("/api/v1/feed").status_code == 200
    for query in ("after=-1", "after=x", "limit=0", "after=" + "9" * 99):
        check_problem(idle.get(f"/api/v1/feed?{query}"), 422)


def test_files_come_from_the_archive_and_are_known_by_their_hash(
    client: TestClient, engine: Engine, opening: Opening
) -> None:
    outcome = client.post(EVENTS, json=opening().model_dump(mode="json")).json()
    document = outcome["documents"][0]
    for each in document["renditions"]:
        path = f"/api/v1/documents/{document['number']}/{each['lang']}.{each['format']}"
        answer = client.get(path)
        assert hashlib.sha256(answer.content).hexdigest() == each["sha256"]
        assert answer.headers["etag"] == f'"{each["sha256"]}"'
        known = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")
    check_problem(client.get(f"/api/v1/documents/{document['number']}/kk.pdf"), 404)
    check_problem(client.get("/api/v1/documents/none/1/kk.docx"), 404)
    proof = client.get(f"/api/v1/cases/{outcome['case']}/proof")
    assert proof.content.startswith(b"%PDF")
    check_problem(client.get(f"/api/v1/cases/{outcome['case']}/proof?at=yesterday"), 422)
    digest = document["renditions"][0]["sha256"]
    spoiled = next((engine.archive.folder).rglob(digest))  # type: ignore[attr-defined]  # the archive is a folder here
    spoiled.chmod(0o644)
    spoiled.write_bytes(b"something else")
    told = check_problem(client.get(f"/api/v1/documents/{document['number']}/kk.docx"), 500)
    assert str(spoiled) not in json.dumps(told)


def test_a_payment_is_known_at_once_and_counts_once(client: TestClient, opening: Opening) -> None:
    opened = opening()
    client.post(EVENTS, json=opened.model_dump(mode="json"))
    body = {
        "number": opened.facts["writ"]["number"],
        "amount": opened.facts["writ"]["amount"],
        "paid_at": "2024-01-19T10:00:00+06:00",
        "reference": "KZ-1",
        "at": "2024-01-19T10:01:00+06:00",
    }
    raw = json.dumps(body).encode()
    signed = {
        "Content-Type": "application/json",
        "Authorization": "",
        "Qauly-Payer": "bank",
        SIGNATURE: sign(b"a secret of the bank", raw, datetime.now(UTC)),
    }
    check_problem(client.post("/api/v1/payments", content=raw + b" ", headers=signed), 401)
    first = client.post("/api/v1/payments", content=raw, headers=signed)
    assert first.json()["transition"] == "terminate"
    assert client.post("/api/v1/payments", json=body).json() == first.json()
    check_problem(client.post("/api/v1/payments", json=body | {"amount": "1.00"}), 409)
    assert check_problem(client.post("/api/v1/payments", json=body | {"number": "0"}), 422)["field"] == "number"
    assert check_problem(client.post("/api/v1/payments", json=body | {"case": opened.case}), 422)["field"] == "case"


def test_doors_for_watchers_and_providers(idle: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert idle.get("/health").json() == {"status": "ok"}
    assert idle.get("/ready").json() == {"status": "ready"}
    check_problem(idle.get("/metrics"), 404)  # this client is not on the loopback
    check_problem(idle.post("/callbacks/folder/guess"), 404)
    monkeypatch.setenv("QAULY_FOLDER_CALLBACK_SECRET", "a-long-secret")
    check_problem(idle.post("/callbacks/folder/guess"), 404)
    check_problem(idle.post("/callbacks/folder/a-long-secret"), 403)  # it is called by nobody
    check_problem(idle.get("/callbacks/"), 404)
