"""Asking providers about many: everybody in turn, whoever's time is over before it is given up, nobody for ever."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from qauly.engine.delivery.asking import AT_ONCE
from qauly.engine.delivery.recovering import Keeper
from qauly.engine.ledger import tables as t
from qauly.engine.ledger.tables import stamp
from qauly.engine.ports import Capabilities, Receipt, Waiting

from .conftest import ASKED, MakeOffice, Office, Opening, Provider
from .load import fill

d = t.dispatch.c
LOAD = "message.load."


@dataclass
class Polled(Provider):
    """Writes down about whom it is asked, and tells of those in `arrived`; with a `fault` of nobody."""

    asked: list[str] = field(default_factory=list)
    arrived: set[str] = field(default_factory=set)
    fault: BaseException | None = None

    def poll(self, waiting: Sequence[Waiting]) -> Iterator[Receipt]:
        for each in waiting:
            if self.fault is not None:
                raise self.fault
            self.asked.append(each.reference)
            if each.reference in self.arrived:
                yield Receipt("delivered", each.provider_ids, each.reference)


def waits(
    here: Office, opening: Opening, case: str, count: int, age: timedelta = timedelta(), **values: Any
) -> set[str]:
    """So many dispatches that the provider took so long ago; their references."""
    first = opening(case)
    here.engine.handle(first)
    references = fill(here.engine, first, count, "provider")
    since = stamp(here.clock.now() - age)
    with here.engine.store.writing() as connection:
        ours = (d.case_id == case) & d.kind.startswith(LOAD)
        connection.execute(
            update(t.dispatch).where(ours).values(state="accepted", since=since, **{"ask_at": since, **values})
        )
        connection.execute(update(t.dispatch).where(d.case_id == case, ~ours).values(state="cancelled"))
    return references


def test_everybody_is_asked_about_in_turn(office: MakeOffice, opening: Opening) -> None:
    provider = Polled()
    here = office(provider)
    old = waits(here, opening, "2024-000800", 1000, timedelta(minutes=20))
    young: set[str] = set()
    for number in range(5):
        young |= waits(here, opening, f"2024-00081{number}", 60)
        here.deliver()
        assert len(provider.asked) == AT_ONCE * (number + 1), "a round has its bounds"
        here.clock.sleep(20)
    assert Counter(provider.asked) == Counter(old), "those that wait longest first, and each once"
    for _round in range(7):
        here.deliver()
        here.clock.sleep(20)
    assert young <= {*provider.asked}, "and what came meanwhile has its turn, though the old are due again"


def test_a_round_goes_on_where_another_process_stopped(office: MakeOffice, opening: Opening) -> None:
    provider = Polled()
    here = office(provider)
    references = waits(here, opening, "2024-000800", 300, timedelta(hours=2))
    here.deliver()
    here.engine.close()
    there = office(provider)
    there.deliver()
    assert Counter(provider.asked) == Counter(references)


@pytest.mark.parametrize("others", [0, 1000])
def test_whose_time_is_over_is_asked_about_before_it_is_given_up(
    office: MakeOffice, opening: Opening, others: int
) -> None:
    """Also behind a thousand whose turn it is: what has arrived is not told a second time."""
    provider = Polled()
    here = office(provider)
    here.engine.handle(opening())
    here.deliver()
    (order,) = provider.sent
    here.clock.sleep(24 * 3600 - 30)
    here.deliver()
    if others:
        waits(here, opening, "2024-000800", others, timedelta(hours=1), ask_at="")
    provider.arrived = {order.reference}
    here.clock.sleep(60)
    assert here.deliver() == []
    assert ladder(here, order.case) == [("sms", "delivered")]


def test_what_nobody_knows_of_goes_on_the_moment_it_was_asked_about(office: MakeOffice, opening: Opening) -> None:
    provider = Polled()
    here = office(provider)
    here.engine.handle(opening())
    here.deliver()
    here.clock.sleep(24 * 3600 + 1)
    here.deliver()
    assert provider.asked == [provider.sent[0].reference]
    assert ladder(here, provider.sent[0].case) == [("sms", "accepted"), ("egov", "accepted")]


def test_a_process_that_dies_while_it_asks_gives_nobody_up(office: MakeOffice, opening: Opening) -> None:
    class Killed(BaseException):
        pass

    provider = Polled()
    here = office(provider)
    here.engine.handle(opening())
    here.deliver()
    here.clock.sleep(24 * 3600 + 1)
    provider.fault = Killed()
    with pytest.raises(Killed):
        here.deliver()
    now = here.clock.now()
    here.engine.close()
    provider.fault, provider.arrived = None, {provider.sent[0].reference}
    there = office(provider)
    there.clock.reach(now)
    there.deliver()
    assert ladder(there, provider.sent[0].case) == [("sms", "delivered")]


def test_a_provider_that_cannot_be_asked_holds_a_notice_up_for_a_while_only(
    office: MakeOffice, opening: Opening
) -> None:
    provider = Polled(fault=OSError("away"))
    here = office(provider, channels={"provider": {"receipt_within": 48 * 60}})
    here.engine.handle(opening())
    here.deliver()
    here.clock.sleep(48 * 3600 + 60)
    here.deliver()
    assert ladder(here, provider.sent[0].case) == [("sms", "accepted")], "it may know more"
    here.clock.sleep(2 * 3600)
    here.deliver()
    assert ladder(here, provider.sent[0].case) == [("sms", "accepted"), ("egov", "accepted")]


def test_who_could_not_be_asked_about_has_the_next_turn(office: MakeOffice, opening: Opening) -> None:
    provider = Polled(fault=OSError("away"))
    here = office(provider)
    references = waits(here, opening, "2024-000800", 30, timedelta(days=1))
    here.deliver()
    provider.fault = None
    here.deliver()
    assert Counter(provider.asked) == Counter(references)


def test_questions_keep_to_the_rate_and_leave_some_of_it(office: MakeOffice, opening: Opening) -> None:
    provider = Polled()
    here = office(provider, channels={"provider": {"rate": 10}})
    waits(here, opening, "2024-000800", 1000, timedelta(hours=1))
    for _second in range(60):
        here.deliver()
        here.clock.sleep(1)
    assert 590 <= len(provider.asked) <= 630, "ten a second"
    here.engine.handle(opening())
    here.deliver()
    assert len(provider.sent) == 1, "what is to be sent gets its share"


def test_one_that_wants_to_be_left_alone_is(office: MakeOffice, opening: Opening) -> None:
    provider = Polled()
    here = office(provider)
    waits(here, opening, "2024-000800", 10, timedelta(hours=1))
    until = stamp(here.clock.now() + timedelta(minutes=5))
    here.deliver()
    provider.asked.clear()
    with here.engine.store.writing() as connection:
        connection.execute(update(t.channel_state).values(paused_until=until))
        connection.execute(update(t.dispatch).values(ask_at=""))
    here.deliver()
    assert provider.asked == []
    here.clock.sleep(301)
    here.deliver()
    assert len(provider.asked) == 10


def test_one_question_may_be_about_many(office: MakeOffice, opening: Opening) -> None:
    many = Capabilities(("sms",), resend_is_safe=False, receipts=True, asked_at_once=100)
    provider = Polled(capabilities=many)
    here = office(provider, channels={"provider": {"rate": 5}})
    references = waits(here, opening, "2024-000800", 600, timedelta(hours=1))
    here.deliver()
    assert Counter(provider.asked) == Counter(references), "six questions"


def test_nobody_is_asked_for_ever(office: MakeOffice, opening: Opening) -> None:
    provider = Polled()
    here = office(provider)
    waits(here, opening, "2024-000800", 5, timedelta(days=6, hours=23), moved_on=True)
    for _day in range(3):
        here.deliver()
        here.clock.sleep(24 * 3600)
    assert len(provider.asked) == 10, "once more when a week is over, then not again"


def test_a_mailbox_is_asked_about_nobody(office: MakeOffice, opening: Opening) -> None:
    box = Capabilities(("sms",), resend_is_safe=False, receipts=ASKED.receipts, asked_at_once=0)
    provider = Polled(capabilities=box)
    here = office(provider)
    here.engine.handle(opening())
    here.deliver()
    here.clock.sleep(24 * 3600 + 1)
    here.deliver()
    assert provider.asked == []
    assert ladder(here, provider.sent[0].case) == [("sms", "accepted"), ("egov", "accepted")]


def test_a_round_reads_what_it_needs_alone(office: MakeOffice, opening: Opening) -> None:
    """However many letters have been taken in years, and however many wait: by the index, without sorting."""
    here = office(Polled())
    if here.engine.store.engine.dialect.name != "sqlite":
        pytest.skip("the planner of PostgreSQL chooses by statistics that a test has not")
    waits(here, opening, "2024-000800", 300, timedelta(hours=2))
    said: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if "dispatch.state" in statement and statement.startswith("SELECT"):
            said.append((statement, values))

    event.listen(here.engine.store.engine, "before_cursor_execute", note)
    keeper = Keeper(here.engine.house)
    keeper.look(here.clock.now())
    event.remove(here.engine.store.engine, "before_cursor_execute", note)
    asking = [(statement, values) for statement, values in said if "ask_at <=" in statement or "|| " in statement]
    assert len(asking) >= 3
    with here.engine.store.reading() as connection:
        for statement, values in said:
            plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert not any(step.startswith("SCAN dispatch") for step in plan), (statement, plan)
            assert (statement, values) not in asking or not any("TEMP B-TREE" in step for step in plan), plan


def ladder(here: Office, case: str) -> list[tuple[str, str]]:
    return [(each.medium, each.state) for each in here.engine.show(case).dispatches if each.medium != "system"]
