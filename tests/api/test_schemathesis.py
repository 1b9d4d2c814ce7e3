"""Schemathesis plays the description against the site: answers are those it promises, and none is a fault."""

import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed
from hypothesis import settings as bounded

from qauly.engine import Engine
from qauly.engine.web.asgi import make_site

from .conftest import key, settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of its own making
def test_answers_are_those_of_the_description(tmp_path: Path) -> None:
    with Engine.open(config=settings(tmp_path), secret=b"a secret of the tests") as engine:
        site = make_site(engine, engine.config)
        schema: Any = schemathesis.openapi.from_asgi("/api/v1/openapi.json", site)
        schema = schema.exclude(path="/events:batch")  # it has no words for lines of JSON; test_events.py does
        called = 0
        for found in schema.get_all_operations():
            operation = found.ok()

            @seed(8)
            @bounded(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            def play(case: Any) -> None:
                nonlocal called
                called += 1
                case.call_and_validate(
                    headers=key("all"),
                    checks=[
                        not_a_server_error,
                        status_code_conformance,
                        content_type_conformance,
                        response_schema_conformance,
                    ],
                )

            given(case=operation.as_strategy())(play)()
        assert called > 50
