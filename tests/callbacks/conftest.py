"""An engine that calls a case system back, and that case system."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qauly.engine import Engine
from qauly.engine.callbacks.signature import signature_holds
from qauly.engine.config import CallbackSettings, Config, Media

from ..commands.conftest import qauly
from ..engine.conftest import Opening, opening
from ..ledger.conftest import ledger_url
from ..postgres import postgres, postgres_url
from .case_system import CaseSystem

__all__ = ["Opening", "ledger_url", "opening", "postgres", "postgres_url", "qauly", "signature_holds"]

SECRET = b"between the two"
Opened = Callable[..., Engine]


@pytest.fixture
def system() -> Iterator[CaseSystem]:
    made = CaseSystem()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def calling(tmp_path: Path, system: CaseSystem, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Opens an engine that calls `system` back about `events`; messages go by the channel `memory`."""
    monkeypatch.setenv("QAULY_CALLBACK_CASES_SECRET", SECRET.decode())
    opened: list[Engine] = []

    def make(url: str | None = None, answers: dict[str, str] | None = None, **settings: Any) -> Engine:
        config = Config(
            media=Media(sms="memory", egov="memory", email="memory", telegram="memory", system="memory"),
            channels={"memory": {"answers": answers or {}}},
            callbacks=(CallbackSettings(name="cases", url=system.url, **settings),),
        )
        engine = Engine.open(
            url or f"sqlite:///{tmp_path / 'q.db'}", archive=tmp_path / "archive", config=config, secret=b"x"
        )
        opened.append(engine)
        return engine

    yield make
    for engine in opened:
        engine.close()
