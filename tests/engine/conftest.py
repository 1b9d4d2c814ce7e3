"""An engine of its own for each test, and events of a case nobody else has."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from qauly.engine import Engine, Event
from qauly.engine.courses.story import merged

from ..commands.conftest import qauly

__all__ = ["qauly"]  # the command line, as the tests of commands run it

Opening = Callable[..., Event]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(f"sqlite:///{tmp_path / 'q.db'}", archive=tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def opening(fine: dict[str, Any]) -> Opening:
    """A `writ_received` of 18 January 2024 in Taraz; `change` is laid over its facts."""

    def make(case: str = "2024-000700", change: Mapping[str, Any] | None = None, **fields: Any) -> Event:
        payload = {
            "id": f"{case}:opening",
            "procedure": "simplified_proceeding",
            "case": case,
            "type": "writ_received",
            "at": "2024-01-18T10:15:00+06:00",
            "facts": merged(fine, change or {}),
        }
        return Event.model_validate(payload | fields)

    return make


def later(first: Event, kind: str, at: str, facts: Mapping[str, Any] | None = None) -> Event:
    """A further event of the same case."""
    return Event.model_validate(
        {
            "id": f"{first.case}:{kind}:{at}",
            "procedure": first.procedure,
            "case": first.case,
            "type": kind,
            "at": at,
            "facts": dict(facts or {}),
        }
    )


def paid(first: Event, at: str, amount: str = "36920.00", **fields: Any) -> Event:
    return later(first, "payment_received", at, {"amount": amount, "paid_at": at, "reference": f"KZ-{at}"} | fields)
