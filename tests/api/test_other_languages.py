"""The description fits what the API does, and a client that is not ours gets along with it alone."""

import json
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from qauly.engine import Engine
from qauly.engine.web.api.openapi import openapi
from qauly.engine.web.asgi import make_site

from .conftest import settings
from .server import served

ROOT = Path(__file__).parents[2]
NODE = ROOT / ".venv" / "bin" / "node"


def test_every_example_fits_its_schema(engine: Engine) -> None:
    description = openapi(engine.law)
    examples = description["paths"]["/events"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert {name.partition(".")[0] for name in examples} == set(engine.law.procedures)
    judge = Draft202012Validator({"components": description["components"], "$ref": "#/components/schemas/Event"})
    for name, example in examples.items():
        assert not list(judge.iter_errors(example["value"])), name
        assert list(judge.iter_errors(example["value"] | {"type": "no_such_event"})), name


def test_outcomes_fit_their_schema(engine: Engine) -> None:
    description = openapi(engine.law)
    examples = description["paths"]["/events"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    judge = Draft202012Validator({"components": description["components"], "$ref": "#/components/schemas/Outcome"})
    from qauly.engine import Event

    for name, example in examples.items():
        event = Event.model_validate(example["value"])
        if engine.law.procedure(event.procedure).events[event.type].opens:
            outcome = engine.decide(event).model_dump(mode="json")
            assert not list(judge.iter_errors(outcome)), name


def test_a_client_in_javascript(tmp_path: Path) -> None:
    if not NODE.exists():
        pytest.skip("node is not installed")
    with (
        Engine.open(config=settings(tmp_path), secret=b"a secret of the tests") as engine,
        served(make_site(engine, engine.config)) as port,
    ):
        run = subprocess.run(
            [NODE, ROOT / "tests" / "peers" / "client.mjs", f"http://127.0.0.1:{port}", "key-all"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["repeated"] and told["intact"] and all(told["feed"])
    assert (told["openapi"], told["starts"], told["refused"][0]) == ("3.1.0", "%PDF-", 409)
