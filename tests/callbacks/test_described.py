"""What is really sent fits what the OpenAPI description says of it."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.callbacks.case_system import Call, CaseSystem
from tests.callbacks.conftest import Opened, Opening

from qauly.engine.content import Content
from qauly.engine.law.library import Law
from qauly.engine.web.api.openapi import openapi

NOON = datetime.fromisoformat("2024-01-18T12:00:00+06:00")


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return openapi(Law.load(Content.open()))


def faults(description: dict[str, Any], call: Call) -> list[str]:
    """What of a call the description does not allow: its body, its headers, or that it is made at all."""
    told = call.told
    (spec,) = (
        spec["post"]
        for spec in description["webhooks"].values()
        if told["type"] in json.dumps(spec["post"]["requestBody"])
    )
    schema = spec["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": description["components"]})
    wrong = [error.message for error in validator.iter_errors(told)]
    for header in spec["parameters"]:
        value = call.headers.get(header["name"])
        if value is None or not re.search(header["schema"].get("pattern", ""), value):
            wrong.append(f"{header['name']}: {value}")
    return wrong


def test_every_call_fits_its_description(
    calling: Opened, opening: Opening, system: CaseSystem, description: dict[str, Any]
) -> None:
    engine = calling(answers={"+77011234567": "rejected"})
    engine.handle(opening("2024-001500", {"debtor": {"contacts": {"egov": False, "email": None}}}))
    engine.deliver(NOON)
    engine.deliver(NOON + timedelta(days=7))  # the term runs out in between
    types = {kind for _case, kind in system.types}
    assert {each.partition(".")[0] for each in types} == {"outcome", "notice", "message", "task"}, types
    for call in system.taken:
        assert faults(description, call) == [], call.told["type"]


def test_another_body_does_not_fit(
    calling: Opened, opening: Opening, system: CaseSystem, description: dict[str, Any]
) -> None:
    engine = calling()
    engine.handle(opening("2024-001501"))
    engine.deliver(NOON)
    call = next(each for each in system.taken if each.told["type"] == "notice.accepted")
    told = call.told
    for changed in ({**told, "address": "+7"}, {**told, "data": {**told["data"], "state": "lost"}}, {**told, "at": 1}):
        assert faults(description, Call(call.headers, json.dumps(changed).encode()))
    assert faults(description, Call({**call.headers, "Qauly-Signature": "t=1"}, call.body))


def test_keys_do_not_open_what_goes_out(description: dict[str, Any]) -> None:
    for spec in description["webhooks"].values():
        assert spec["post"]["security"] == [] and {"2XX", "410", "default"} <= set(spec["post"]["responses"])
