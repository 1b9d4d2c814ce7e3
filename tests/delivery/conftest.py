"""A ledger on each database, channels that answer as told, and a clock that the test moves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.engine.conftest import Opening, opening
from tests.postgres import postgres, postgres_url

from qauly.channels.memory import Memory
from qauly.engine import Engine
from qauly.engine.clock import SetClock
from qauly.engine.config import Config, JobSettings, Media
from qauly.engine.law.library import Law
from qauly.engine.ledger import tables as t
from qauly.engine.ports import Capabilities, Desk, DispatchOrder, Receipt, SendResult
from qauly.engine.render import Press, Rendition
from qauly.engine.wording.document import Document

__all__ = ["Opening", "opening", "postgres", "postgres_url"]

START = datetime.fromisoformat("2024-01-18T10:20:00+06:00")
PHONE = "+77011234567"
ASKED = Capabilities(("sms",), resend_is_safe=False, receipts=True)
PRESSED: dict[Any, tuple[Rendition, ...]] = {}
Answer = Callable[[DispatchOrder], SendResult]


@dataclass
class Provider:
    """A channel whose every answer the test gives; it keeps what it was asked to send."""

    capabilities: Capabilities = ASKED
    answer: Answer = lambda order: SendResult("accepted", provider_id=f"P-{order.reference[:8]}")
    resolved: Callable[[DispatchOrder], SendResult | None] = lambda _order: None
    sent: list[DispatchOrder] = field(default_factory=list)
    desk: Desk | None = None
    polled: list[Receipt] = field(default_factory=list)

    def send(self, dispatch: DispatchOrder) -> SendResult:
        self.sent.append(dispatch)
        return self.answer(dispatch)

    def resolve(self, dispatch: DispatchOrder) -> SendResult | None:
        return self.resolved(dispatch)

    def listen(self, desk: Desk) -> None:
        self.desk = desk

    def hear(self, state: Any, order: DispatchOrder, **fields: Any) -> str:
        """Something comes back about an order."""
        assert self.desk is not None
        return self.desk.receive(Receipt(state, (f"P-{order.reference[:8]}",), **fields))


@dataclass
class Office:
    """An engine with its provider of text messages and its clock."""

    engine: Engine
    sms: Provider
    clock: SetClock

    def deliver(self) -> list[tuple[str, str]]:
        """Medium and state of everything that moved."""
        return [(each.medium, each.state) for each in self.engine.deliver().dispatches]

    def state(self, medium: str = "sms") -> str:
        with self.engine.store.reading() as connection:
            query = select(t.dispatch.c.state).where(t.dispatch.c.medium == medium).order_by(t.dispatch.c.id.desc())
            return str(connection.execute(query.limit(1)).scalar_one())

    def tasks(self) -> list[tuple[str, str]]:
        with self.engine.store.reading() as connection:
            rows = connection.execute(select(t.task).where(t.task.c.done_at == "").order_by(t.task.c.at)).all()
        return [(row.kind, row.reason) for row in rows]

    def attempts(self) -> list[tuple[str, str]]:
        with self.engine.store.reading() as connection:
            rows = connection.execute(select(t.attempt).order_by(t.attempt.c.id)).all()
        return [(row.state, row.reason) for row in rows]


MakeOffice = Callable[..., Office]


@pytest.fixture(autouse=True)
def pressed_once(law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    """The law is read and the same document rendered once a session: what is delivered is looked at elsewhere."""
    render = Press.render

    def remembered(press: Press, document: Document) -> tuple[Rendition, ...]:
        key = (document.number, document.code, tuple(document.kk.lines()), tuple(document.ru.lines()))
        if key not in PRESSED:
            PRESSED[key] = render(press, document)
        return PRESSED[key]

    monkeypatch.setattr(Press, "render", remembered)
    monkeypatch.setattr("qauly.engine.app.Law.load", lambda _content: law)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty ledger on each of the two databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'q.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def office(ledger_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeOffice]:
    """Makes an office whose text messages go by `Provider`, everything else by the memory channel, in live manners."""
    opened: list[Engine] = []

    def make(sms: Provider | None = None, debts: Any = None, **settings: Any) -> Office:
        provider = sms or Provider()
        made = {"provider": lambda _settings: provider, "memory": Memory}
        monkeypatch.setattr("qauly.engine.delivery.ways._found", lambda name: _Found(made[name], provider))
        config = Config(
            mode="team",
            recipients=("*",),
            media=Media(sms="provider", egov="memory", email="memory", telegram="memory", system="memory"),
            jobs=JobSettings(kind="embedded"),
            **settings,
        )
        clock = SetClock(START)
        engine = Engine.open(
            ledger_url, archive=tmp_path / "archive", config=config, secret=b"of a test", clock=clock, debts=debts
        )
        opened.append(engine)
        return Office(engine, provider, clock)

    yield make
    for engine in opened:
        engine.close()


class _Found:
    """Stands for a channel's class: it is called to open it, and tells what it can do before."""

    def __init__(self, made: Any, provider: Provider) -> None:
        self._made = made
        self.capabilities = Memory.capabilities if made is Memory else provider.capabilities

    def __call__(self, settings: Any) -> Any:
        return self._made(settings)
