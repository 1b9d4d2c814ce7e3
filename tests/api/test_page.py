"""The page about the API: it tells all that the OpenAPI description tells, and needs nothing from elsewhere."""

import re
from copy import deepcopy
from html import unescape
from typing import Any

from qauly.engine.content import Content
from qauly.engine.law.library import Law
from qauly.engine.web.api.openapi import openapi
from qauly.engine.web.api.page import names
from qauly.engine.web.sheets import Sheets, inside

from .conftest import TestClient


def text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def drawn(content: Content, description: dict[str, Any]) -> str:
    return Sheets(content, inside(content)).text("api", "kk", {**names(description), "problems": {}})


def test_it_is_served_without_a_key(idle: TestClient) -> None:
    answer = idle.get("/api/v1", headers={"Authorization": ""})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in answer.text and "style=" not in answer.text
    places = re.findall(r'(?:src|href)="([^"#]+)"', answer.text)
    assert places and all(place.startswith("/") and not place.startswith("//") for place in places)
    for place in places:
        assert idle.get(place).status_code == 200
    assert idle.post("/api/v1").status_code == 405


def test_it_tells_all_of_the_description(idle: TestClient) -> None:
    description = idle.get("/api/v1/openapi.json").json()
    page = idle.get("/api/v1").text
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(description["components"]["schemas"]) <= set(ids)
    told = text(page)
    for path, methods in description["paths"].items():
        for method, spec in methods.items():
            assert spec["operationId"] in ids
            assert f"{method.upper()} {path}" in told and spec["summary"] in told
            (scope,) = spec["security"][0]["key"]
            assert f"Scope: {scope} ." in told
            for parameter in spec.get("parameters", ()):
                assert f"{parameter['name']} ({parameter['in']})" in told
    for name, each in description["webhooks"].items():
        spec = each["post"]
        assert spec["operationId"] in ids and f"POST {name}" in told
        for parameter in spec["parameters"]:
            assert f"{parameter['name']} (header)" in told
        for answer in spec["responses"].values():
            assert answer["description"].replace("`", "") in told.replace(" ;", ";").replace(" ,", ",")
    assert "outcome.terminate" in told and "notice.undeliverable" in told and "task.opened" in told
    for example in description["paths"]["/events"]["post"]["requestBody"]["content"]["application/json"]["examples"]:
        assert example in ids
    assert "protocol.drawn_at" in told and "inspector.signature.signed_at" in told  # fields of objects inside objects
    assert "id-used" in told and "Qauly-Payer" in told


def test_the_scopes_it_names_are_those_that_are_asked_for(idle: TestClient) -> None:
    """A key that may read the feed alone opens what the page says, and nothing else."""
    description = idle.get("/api/v1/openapi.json").json()
    for path, methods in description["paths"].items():
        for method, spec in methods.items():
            answer = idle.request(
                method, "/api/v1" + re.sub(r"{\w+}", "x", path), headers={"Authorization": "Bearer key-reader"}
            )
            assert (answer.status_code == 403) == (spec["security"] != [{"key": ["feed"]}]), path
            if answer.status_code == 403:
                assert answer.json()["detail"].endswith(f"lacks the scope {spec['security'][0]['key'][0]}.")


def test_what_is_new_in_the_description_is_on_the_page(content: Content) -> None:
    description = openapi(Law.load(content))
    before = drawn(content, description)
    changed = deepcopy(description)
    changed["paths"]["/moon"] = {
        "get": {**description["paths"]["/feed"]["get"], "operationId": "readMoon", "summary": "Phases of the moon"}
    }
    changed["components"]["schemas"]["Moon"] = {"type": "object", "properties": {"phase": {"enum": ["new", "full"]}}}
    after = text(drawn(content, changed))
    assert "moon" not in before
    assert "GET /moon" in after and "Phases of the moon" in after
    assert 'phase "new" or "full" no' in after
