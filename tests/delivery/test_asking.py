"""Asking providers: one that breaks is asked again, a ledger that breaks is told of; neither loses a receipt."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from qauly.engine.delivery import desk as desk_module
from qauly.engine.delivery.recovering import Keeper
from qauly.engine.ports import DispatchOrder, Receipt, SendResult, Waiting

from .conftest import MakeOffice, Opening, Provider


@dataclass
class Asked(Provider):
    """Tells when it is asked, by `tell`; what was taken from it is in `given`."""

    tell: Callable[[Sequence[Waiting]], Iterator[Receipt]] = lambda _waiting: iter(())
    given: list[Receipt] = field(default_factory=list)

    def poll(self, waiting: Sequence[Waiting]) -> Iterator[Receipt]:
        for receipt in self.tell(waiting):
            yield receipt
            self.given.append(receipt)  # as a mailbox that moves a mail once the next is asked for


def delivered(waiting: Sequence[Waiting]) -> Iterator[Receipt]:
    return (Receipt("delivered", each.provider_ids) for each in waiting)


def away(*_arguments: Any, **_more: Any) -> Any:
    raise OperationalError("INSERT …", {}, Exception("disk I/O error"))


def test_a_ledger_that_fails_ends_the_round_and_is_told(
    office: MakeOffice, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Asked()
    here = office(provider)
    here.engine.handle(opening())
    here.deliver()
    provider.tell = delivered
    here.clock.sleep(120)
    with monkeypatch.context() as broken:
        broken.setattr(desk_module, "append", away)
        with pytest.raises(OperationalError, match="disk"):
            here.deliver()
    assert here.state() == "accepted" and provider.given == [], "it is not taken from the provider"
    here.deliver()
    assert here.state() == "delivered" and len(provider.given) == 1


@pytest.mark.parametrize("fault", [RuntimeError("+77011234567 is unknown"), OSError("reset"), ValueError("x")])
def test_a_provider_that_breaks_is_asked_again(
    office: MakeOffice, opening: Opening, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    provider = Asked()
    here = office(provider)
    here.engine.handle(opening())
    here.deliver()

    def breaking(waiting: Sequence[Waiting]) -> Iterator[Receipt]:
        raise fault
        yield from delivered(waiting)

    provider.tell = breaking
    here.clock.sleep(120)
    with caplog.at_level(logging.WARNING):
        here.deliver()
    assert f"the channel provider cannot be asked: {type(fault).__name__}" in caplog.text
    assert "+7701" not in caplog.text and here.state() == "accepted"
    provider.tell = delivered
    here.clock.sleep(61)
    here.deliver()
    assert here.state() == "delivered"


def test_a_ledger_that_fails_while_an_outcome_is_asked_for_is_told(office: MakeOffice, opening: Opening) -> None:
    provider = Provider(answer=lambda _order: SendResult("unknown", "no answer"))
    here = office(provider)
    here.engine.handle(opening())
    here.deliver()
    provider.resolved = away
    here.clock.sleep(61)
    with pytest.raises(OperationalError):
        here.deliver()

    def breaking(_order: DispatchOrder) -> SendResult:
        raise RuntimeError("the provider's")

    provider.resolved = breaking
    here.deliver()
    assert here.state() == "unknown"


def test_workers_tell_of_a_database_that_is_away(
    office: MakeOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here = office()
    monkeypatch.setattr(Keeper, "look", away)
    running = here.engine.workers(1, lambda _told: None)
    thread = threading.Thread(target=running.run)
    with caplog.at_level(logging.ERROR):
        thread.start()
        end = time.monotonic() + 20
        while "the database cannot be used" not in caplog.text and time.monotonic() < end:
            time.sleep(0.02)
        running.stop()
        thread.join()
    assert caplog.text.count("the database cannot be used, delivery waits for it: Exception") == 1
