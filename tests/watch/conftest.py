"""An office to be watched."""

from collections.abc import Iterator

import pytest

from qauly.engine.watch import logs, stages

from ..commands.conftest import qauly
from ..delivery.conftest import MakeOffice, Office, Provider, office, pressed_once
from ..engine.conftest import Opening, opening
from ..ledger.conftest import ledger_url
from ..postgres import postgres, postgres_url

__all__ = [
    "MakeOffice", "Office", "Opening", "Provider", "ledger_url", "office", "opening", "postgres", "postgres_url",
    "pressed_once", "qauly",
]  # fmt: skip


@pytest.fixture(autouse=True)
def unwatched() -> Iterator[None]:
    """What a test switches on is off after it."""
    handlers, level, propagate = logs.LOGGER.handlers, logs.LOGGER.level, logs.LOGGER.propagate
    observers = [*stages._observers]
    yield
    logs.LOGGER.handlers, logs.LOGGER.propagate = handlers, propagate
    logs.LOGGER.setLevel(level)
    stages._observers[:] = observers
