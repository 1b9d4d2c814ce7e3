"""`qauly status` and `qauly task`: what waits, what stands still, and saying that it is done."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import update
from tests.commands.conftest import Qauly
from tests.watch.conftest import MakeOffice, Opening, Provider

from qauly.engine.ledger import tables as t
from qauly.engine.ports import SendResult


def test_the_queue_its_age_and_the_first_last_moment(office: MakeOffice, opening: Opening) -> None:
    here = office()
    here.engine.handle(opening("2024-001800"))
    here.engine.handle(opening("2024-001801", at="2024-01-18T10:18:00+06:00"))
    status = here.engine.status()
    assert (status.queue.waiting, status.queue.due, status.queue.oldest_seconds) == (4, 4, 300.0)
    assert status.queue.next_deadline == "2024-01-24T00:00:00+06:00"
    assert status.timers.due == 0 and status.timers.next == "2024-01-24T00:00:00+06:00"
    assert {each.name: each.waiting for each in status.channels} == {"memory": 2, "provider": 2}
    assert status.chains == {"attempt": None, "archive_entry": None, "receipt": None}
    here.deliver()
    after = here.engine.status()
    assert after.queue.waiting == 0 and after.queue.oldest_seconds == 0
    provider = next(each for each in after.channels if each.name == "provider")
    assert (provider.last_hour, provider.rate) == ({"accepted": 2}, 0.03)
    assert here.engine.status(here.clock.now() + timedelta(days=7)).timers.late_seconds > 86400


def test_a_channel_that_stands_still_is_shown_and_started_again(
    office: MakeOffice, opening: Opening, qauly: Qauly
) -> None:
    here = office(Provider(answer=lambda order: SendResult("transient", "ESME_RINVPASWD", halt=True)))
    here.engine.handle(opening("2024-001810"))
    here.deliver()
    status = here.engine.status()
    assert next(each for each in status.channels if each.name == "provider").halted == "ESME_RINVPASWD"
    assert status.tasks == {"channel_halted": 1}
    url = str(here.engine.store.engine.url)
    listed = qauly("task", "list", "--db", url, "--json").objects
    assert [(each["kind"], each["subject"]) for each in listed] == [("channel_halted", "provider")]
    assert "provider" in qauly("task", "list", "--db", url).out
    assert "ESME_RINVPASWD" in qauly("status", "--db", url).out
    assert qauly("task", "done", listed[0]["id"], "--by", "an operator", "--db", url).code == 0
    assert here.engine.status().tasks == {}
    assert next(each for each in here.engine.status().channels if each.name == "provider").halted == ""
    again = qauly("task", "done", listed[0]["id"], "--by", "an operator", "--db", url)
    assert again.code == 1 and len(again.complaints) == 1 and "qauly task list" in again.err


def test_a_broken_chain_ends_with_code_one(qauly: Qauly, opening: Opening, tmp_path: Path) -> None:
    qauly("handle", "-", "--db", "sqlite:///q.db", stdin=opening("2024-001820").model_dump_json().encode())
    qauly("deliver", "--db", "sqlite:///q.db", "--now", "2024-01-18T12:00:00+06:00")
    run = qauly("status", "--db", "sqlite:///q.db", "--now", "2024-01-18T12:01:00+06:00", "--json")
    assert run.code == 0 and run.objects[0]["chains"] == {"attempt": None, "archive_entry": None, "receipt": None}
    from qauly.engine import Engine

    with Engine.open(f"sqlite:///{tmp_path / 'q.db'}") as engine, engine.store.writing() as connection:
        connection.execute(update(t.attempt).where(t.attempt.c.id == 2).values(reason="never"))
    run = qauly("status", "--db", "sqlite:///q.db")
    assert run.code == 1 and "attempt" in run.err and "2" in run.err
    assert qauly("status", "--db", "sqlite:///q.db", "--no-chains").code == 0
    assert qauly("status", "--db", "sqlite:///q.db", "--now", "today").code == 2
