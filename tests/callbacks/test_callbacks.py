"""Case systems hear of everything, signed, in order, at least once; whatever they do."""

import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.callbacks.case_system import CaseSystem
from tests.callbacks.conftest import SECRET, Opened, Opening
from tests.commands.conftest import Qauly
from tests.engine.conftest import paid

from qauly.engine import ContentError, Engine
from qauly.engine.callbacks import calling as module
from qauly.engine.callbacks.signature import sign, signature_holds
from qauly.engine.config import CallbackSettings, Config
from qauly.engine.ledger import tables as t

NOON = datetime.fromisoformat("2024-01-18T12:00:00+06:00")


def test_an_outcome_and_what_became_of_its_notice_are_told(
    calling: Opened, opening: Opening, system: CaseSystem
) -> None:
    engine = calling(answers={"+77011234567": "rejected"})
    outcome = engine.handle(opening("2024-001000"))
    engine.deliver(NOON)
    told = [kind for _case, kind in system.types]
    assert told[0] == "outcome.initiate" and told.index("notice.rejected") < told.index("notice.accepted")
    assert sorted(told) == ["message.accepted", "notice.accepted", "notice.rejected", "outcome.initiate"]
    first = system.taken[0].told
    assert first["data"]["outcome"] == outcome.model_dump(mode="json")
    assert first["at"] == "2024-01-18T10:15:00+06:00"
    refused = next(call.told for call in system.taken if call.told["type"] == "notice.rejected")
    assert refused["data"]["medium"] == "sms" and "+7701" not in json.dumps(refused["data"])
    engine.deliver(NOON + timedelta(hours=1))
    assert len(system.calls) == 4, "what was taken is not told again"


def test_every_call_is_signed_over_its_time_and_its_bytes(
    calling: Opened, opening: Opening, system: CaseSystem
) -> None:
    engine = calling()
    engine.handle(opening("2024-001001"))
    engine.deliver(NOON)
    call = system.taken[0]
    header = call.headers["Qauly-Signature"]
    assert signature_holds(SECRET, header, call.body, NOON)
    assert call.headers["Qauly-Id"] == call.told["id"]
    assert not signature_holds(SECRET, header, call.body + b" ", NOON)
    assert not signature_holds(b"another", header, call.body, NOON)
    assert not signature_holds(SECRET, header, call.body, NOON + timedelta(minutes=6))
    assert not signature_holds(SECRET, "v1=" + header, call.body, NOON)
    assert sign(b"k", b"{}", datetime.fromisoformat("2024-01-18T06:00:00+00:00")) == (
        "t=1705557600,v1=d3ce28f501140723bb8100d067a50f8e0d51ccb18a10266703124f2588246715"
    )


def test_one_that_is_away_for_a_day_loses_nothing_and_hears_in_order(
    calling: Opened, opening: Opening, system: CaseSystem
) -> None:
    engine = calling(events=("outcome.*",))
    system.stop()
    firsts = [opening(f"2024-00101{number}") for number in range(3)]
    for first in firsts:
        engine.handle(first)
    now = NOON
    for _time in range(12):
        engine.deliver(now)
        now += timedelta(hours=2)
    for first in firsts:
        engine.handle(paid(first, "2024-01-19T12:00:00+06:00"))
    engine.deliver(now)
    system.start()
    engine.deliver(now + timedelta(hours=6))
    assert len(system.types) == 6
    for first in firsts:
        assert [kind for case, kind in system.types if case == first.case] == ["outcome.initiate", "outcome.terminate"]


def test_a_call_that_is_refused_holds_up_its_own_case_alone(
    calling: Opened, opening: Opening, system: CaseSystem
) -> None:
    engine = calling(events=("outcome.*",))
    first, other = opening("2024-001020"), opening("2024-001021")
    system.answer = lambda call: (
        500 if call.told["type"] == "outcome.initiate" and call.told["case"] == first.case else 204
    )
    for each in (first, other):
        engine.handle(each)
        engine.handle(paid(each, "2024-01-18T11:00:00+06:00"))
    engine.deliver(NOON)
    assert system.types == [(other.case, "outcome.initiate"), (other.case, "outcome.terminate")]
    engine.deliver(NOON + timedelta(seconds=5))
    assert len(system.calls) == 3, "not before its pause is over"
    system.answer = lambda call: 204
    engine.deliver(NOON + timedelta(seconds=15))
    assert system.types[2:] == [(first.case, "outcome.initiate"), (first.case, "outcome.terminate")]
    repeated = [call.told["id"] for call in system.calls if call.told["case"] == first.case]
    assert repeated[0] == repeated[1], "the receiver knows the repeated call by its id"
    assert {call.body for call in system.calls if call.told["id"] == repeated[0]} == {system.calls[0].body}


STEPS = (
    (timedelta(minutes=30), timedelta(minutes=30)),
    (timedelta(minutes=2), timedelta(minutes=4)),
    (timedelta(0), timedelta(seconds=10)),
)


def test_pauses_grow_and_after_days_a_person_is_asked(
    calling: Opened, opening: Opening, system: CaseSystem, qauly: Qauly
) -> None:
    engine = calling(events=("outcome.*",), days=2)
    system.answer = lambda call: 500
    engine.handle(opening("2024-001030"))
    moments = []
    now = NOON
    while now < NOON + timedelta(days=3):
        before = len(system.calls)
        engine.deliver(now)
        moments += [now] * (len(system.calls) - before)
        gone = now - NOON
        now += next(step for after, step in STEPS if gone >= after)
    pauses = [(later - sooner).total_seconds() for sooner, later in pairwise(moments)]
    assert pauses == sorted(pauses) and pauses[0] == 10 and pauses[-1] >= 6 * 3600
    assert len(moments) < 20
    with engine.store.reading() as connection:
        (task,) = connection.execute(select(t.task)).all()
    assert (task.kind, task.subject, task.done_at) == ("not_told", "cases", "")
    system.answer = lambda call: 204
    engine.task_done(task.id, by="an operator")
    engine.deliver(now)
    assert system.types == [("2024-001030", "outcome.initiate")]


def test_one_that_is_gone_is_called_again_when_a_person_says_so(
    calling: Opened, opening: Opening, system: CaseSystem
) -> None:
    engine = calling(events=("outcome.*",))
    system.answer = lambda call: 410
    first = opening("2024-001040")
    engine.handle(first)
    engine.deliver(NOON)
    engine.handle(opening("2024-001041"))
    engine.deliver(NOON + timedelta(days=1))
    assert len(system.calls) == 1
    (task,) = engine.tasks()
    system.answer = lambda call: 204
    engine.task_done(task.id, by="an operator")
    engine.deliver(NOON + timedelta(days=30))
    assert [case for case, _kind in system.types][:2] == ["2024-001040", "2024-001041"]


@pytest.mark.parametrize("status", [429, 503])
def test_one_that_asks_for_time_gets_it(calling: Opened, opening: Opening, system: CaseSystem, status: int) -> None:
    engine = calling(events=("outcome.*",))
    system.answer, system.headers = (lambda call: status), {"Retry-After": "120"}
    engine.handle(opening("2024-001050"))
    engine.handle(opening("2024-001051"))
    engine.deliver(NOON)
    engine.deliver(NOON + timedelta(seconds=119))
    assert len(system.calls) == 1, "the second case is not tried on one that is out of breath"
    system.answer = lambda call: 200
    engine.deliver(NOON + timedelta(seconds=121))
    assert len(system.types) == 2


def test_one_that_is_too_slow_is_called_again(
    calling: Opened, opening: Opening, system: CaseSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWER_WITHIN", 0.3)
    engine = calling(events=("outcome.*",))
    system.slow = 1.0
    engine.handle(opening("2024-001060"))
    engine.deliver(NOON)
    system.slow = 0
    engine.deliver(NOON + timedelta(minutes=1))
    ids = [call.told["id"] for call in system.calls]
    assert len(ids) == 2 and ids[0] == ids[1]


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_one_whose_answer_dribbles_is_left_and_called_again(
    calling: Opened, opening: Opening, system: CaseSystem, monkeypatch: pytest.MonkeyPatch, start: bytes
) -> None:
    """A byte every now and then: no single wait is long, and the whole is cut off all the same."""
    monkeypatch.setattr(module, "ANSWER_WITHIN", 0.3)
    engine = calling(events=("outcome.*",))
    system.dribble = start
    engine.handle(opening("2024-001062"))
    engine.deliver(NOON)
    with engine.store.reading() as connection:
        (call,) = connection.execute(select(t.callback)).all()
    assert (call.state, call.reason) == ("queued", "the answer came too slowly")
    system.dribble = None
    engine.deliver(NOON + timedelta(minutes=1))
    assert [call.told["id"] for call in system.taken] == [call.name]


def test_a_redirect_is_not_followed(calling: Opened, opening: Opening, system: CaseSystem) -> None:
    engine = calling(events=("outcome.*",))
    system.answer, system.headers = (lambda call: 307), {"Location": system.url}
    engine.handle(opening("2024-001061"))
    engine.deliver(NOON)
    assert len(system.calls) == 1 and not system.taken


def test_only_what_was_asked_for_is_told(calling: Opened, opening: Opening, system: CaseSystem) -> None:
    engine = calling(events=("outcome.terminate", "notice.delivered"), answers={"+77011234567": "delivered"})
    first = opening("2024-001070")
    engine.handle(first)
    engine.deliver(NOON)
    engine.handle(paid(first, "2024-01-18T13:00:00+06:00"))
    engine.deliver(NOON + timedelta(hours=1))
    assert [kind for _case, kind in system.types] == ["notice.delivered", "outcome.terminate", "notice.delivered"]


def test_a_sandbox_calls_nobody_outside(opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAULY_CALLBACK_FAR_SECRET", "x")
    config = Config(callbacks=(CallbackSettings(name="far", url="https://cases.example/qauly"),))
    with Engine.open(f"sqlite:///{tmp_path}/q.db", archive=f"{tmp_path}/a", config=config) as engine:
        engine.handle(opening("2024-001080"))
        engine.deliver(NOON)
        with engine.store.reading() as connection:
            assert connection.execute(select(t.callback.c.id)).all() == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('url = "https://cases.example/q"', "QAULY_CALLBACK_FAR_SECRET"),
        ('url = "http://cases.example/q"', "https"),
        ('url = "cases.example"', "callbacks"),
        ('url = "https://cases.example/q"\ncolour = "red"', "colour"),
    ],
)
def test_wrong_settings_are_named(qauly: Qauly, tmp_path: Path, line: str, words: str,
                                  monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    if "https" in words:
        monkeypatch.setenv("QAULY_CALLBACK_FAR_SECRET", "x")
    (tmp_path / "qauly.toml").write_text(f'[[callbacks]]\nname = "far"\n{line}\n', "utf-8")
    run = qauly("deliver", "--once")
    assert run.code == 1 and words in run.err and len(run.complaints) == 1


def test_two_readers_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QAULY_CALLBACK_FAR_SECRET", "x")
    twice = CallbackSettings(name="far", url="https://cases.example/q")
    with pytest.raises(ContentError, match="far"):
        Engine.open(f"sqlite:///{tmp_path}/q.db", config=Config(callbacks=(twice, twice)))


def test_many_events_and_their_states_come_in_order(
    calling: Opened, opening: Opening, system: CaseSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More at once than one batch holds: an outcome is told before the states of its notices all the same."""
    monkeypatch.setattr("qauly.engine.callbacks.telling.BATCH", 3)
    engine = calling()
    cases = [f"2024-00109{number}" for number in range(7)]
    system.stop()
    for case in cases:
        engine.handle(opening(case))
        engine.deliver(NOON)
    system.start()
    engine.deliver(NOON + timedelta(days=1))
    assert len(system.taken) == 3 * len(cases)
    for case in cases:
        told = [kind for each, kind in system.types if each == case]
        assert told[0] == "outcome.initiate" and sorted(told[1:]) == ["message.accepted", "notice.accepted"]
