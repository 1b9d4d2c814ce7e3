"""A site with keys of several kinds, and calls to it."""

import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from qauly.engine import Engine
from qauly.engine.config import Config
from qauly.engine.keys import key_hash
from qauly.engine.web.asgi import make_site

from ..engine.conftest import opening

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather be given a successor of httpx, which it still works with
    from starlette.testclient import TestClient

__all__ = ["TestClient", "opening"]

KEYS: dict[str, dict[str, Any]] = {
    "all": {"mode": "team", "rate": 100_000},
    "reader": {"mode": "team", "scopes": ["feed"]},
    "other": {"mode": "team", "procedures": ["ecase"]},
    "slow": {"mode": "team", "rate": 1},
    "box": {"mode": "sandbox"},
}


def settings(folder: Path, keys: Mapping[str, Mapping[str, Any]] = KEYS, **more: Any) -> Config:
    """An installation in team mode; the key of each name is `key-<name>`."""
    api = {
        "keys": {name: {"sha256": key_hash(f"key-{name}"), **key} for name, key in keys.items()},
        "sandbox": {"database": f"sqlite:///{folder / 'box' / 'q.db'}"},
        "payers": ["bank"],
        "body": 300_000,
        **more,
    }
    return Config.model_validate(
        {"mode": "team", "database": f"sqlite:///{folder / 'q.db'}", "archive": str(folder / "archive"), "api": api}
    )


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("QAULY_PAYER_BANK_SECRET", "a secret of the bank")
    with Engine.open(config=settings(tmp_path), secret=b"a secret of the tests") as opened:
        # the ledgers of other modes take their secret from the environment
        yield opened


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The same for tests that leave nothing behind: opened once for all of them."""
    folder = tmp_path_factory.mktemp("idle")
    with Engine.open(config=settings(folder), secret=b"a secret of the tests") as opened:
        site = make_site(opened, opened.config)
        yield TestClient(site, headers={"Authorization": "Bearer key-all"})


@pytest.fixture
def client(engine: Engine) -> TestClient:
    """Holds the key that may do everything."""
    site = make_site(engine, engine.config)
    return TestClient(site, headers={"Authorization": "Bearer key-all"}, raise_server_exceptions=True)


def key(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer key-{name}"}
