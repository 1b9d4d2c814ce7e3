"""Events over HTTP are the events of the Python API."""

import json
from concurrent.futures import ThreadPoolExecutor

from qauly.engine import Engine

from ..engine.conftest import Opening, paid
from .conftest import TestClient, key

EVENTS, BATCH = "/api/v1/events", "/api/v1/events:batch"


def test_an_event_gives_the_outcome_of_the_python_api(client: TestClient, engine: Engine, opening: Opening) -> None:
    event = opening()
    answer = client.post(EVENTS, json=event.model_dump(mode="json"))
    assert answer.status_code == 200
    assert answer.json() == engine.handle(event).model_dump(mode="json")
    again = client.post(EVENTS, json=event.model_dump(mode="json"))
    assert (again.status_code, again.content) == (200, answer.content)


def test_the_id_of_another_event_is_refused(client: TestClient, opening: Opening) -> None:
    assert client.post(EVENTS, content=opening().model_dump_json(), headers=JSON).status_code == 200
    other = opening("2024-000701", id="2024-000700:opening")
    answer = client.post(EVENTS, content=other.model_dump_json(), headers=JSON)
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] == "id"


JSON = {"Content-Type": "application/json"}


def test_a_wrong_fact_is_named_in_the_language_of_the_caller(client: TestClient, opening: Opening) -> None:
    body = opening().model_dump(mode="json")
    del body["facts"]["debtor"]["iin"]
    told = {}
    for lang in ("kk", "ru", "en"):
        answer = client.post(EVENTS, json=body, headers={"Accept-Language": f"de, {lang};q=0.8, en;q=0.1"})
        assert answer.status_code == 422
        assert answer.headers["content-language"] == lang
        told[lang] = answer.json()
        assert told[lang]["field"] == "facts.debtor.iin"
    assert len({each["detail"] for each in told.values()}) == 3
    assert client.post(f"{EVENTS}?ui=ru", json=body).json() == told["ru"]


def test_deciding_writes_nothing(client: TestClient, opening: Opening) -> None:
    event = opening()
    answer = client.post("/api/v1/decide", json=event.model_dump(mode="json"))
    assert answer.json()["transition"] == "initiate"
    assert "texts" not in answer.json()["notices"][0]
    assert client.get(f"/api/v1/cases/{event.case}").status_code == 404
    assert client.get("/api/v1/feed").json() == {"entries": [], "next": 0}


def test_each_line_of_a_batch_has_its_own_result(client: TestClient, opening: Opening) -> None:
    first = opening()
    lines = [first.model_dump_json(), "", "no json", paid(first, "2024-01-19T10:00:00+06:00").model_dump_json()]
    answer = client.post(BATCH, content="\n".join(lines), headers={"Content-Type": "application/jsonl"})
    results = [json.loads(line) for line in answer.text.splitlines()]
    assert [(each["line"], each["status"]) for each in results] == [(1, 200), (3, 422), (4, 200)]
    assert [results[0]["outcome"]["transition"], results[2]["outcome"]["transition"]] == ["initiate", "terminate"]


def test_fifty_calls_at_once_with_one_event_make_one_outcome(client: TestClient, opening: Opening) -> None:
    body = opening().model_dump(mode="json")
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _number: client.post(EVENTS, json=body), range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(client.get("/api/v1/feed").json()["entries"]) == 1


def test_fifty_events_at_once_are_all_handled(client: TestClient, opening: Opening) -> None:
    too_much = {"writ": {"amount": "9000000.00"}}  # not taken, so there is little to print
    bodies = [opening(f"2024-0009{number:02}", too_much).model_dump(mode="json") for number in range(50)]
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda body: client.post(EVENTS, json=body), bodies))
    assert {answer.status_code for answer in answers} == {200}
    feed = client.get("/api/v1/feed").json()
    assert [each["position"] for each in feed["entries"]] == list(range(1, 51))
    assert {each["case"] for each in feed["entries"]} == {body["case"] for body in bodies}


def test_a_sandbox_key_has_a_ledger_of_its_own(client: TestClient, engine: Engine, opening: Opening) -> None:
    event = opening()
    assert client.post(EVENTS, json=event.model_dump(mode="json"), headers=key("box")).status_code == 200
    assert client.get(f"/api/v1/cases/{event.case}").status_code == 404
    assert client.get(f"/api/v1/cases/{event.case}", headers=key("box")).status_code == 200
    box = engine.in_mode("sandbox")
    assert box.config.mode == "sandbox"
    # whoever opens that ledger gets a sandbox, also with the settings of the installation
    assert engine.config.on(box.config.database).mode == "sandbox"
