"""`Engine.handle`: all or nothing, once an id, and the ledger tells everything."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.engine.conftest import Opening, later, paid

from qauly.engine import CallerError, ContentError, Engine
from qauly.engine.config import Config
from qauly.engine.ledger import tables as t
from qauly.engine.ports import Phones


def counts(engine: Engine) -> dict[str, int]:
    with engine.store.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in t.metadata.sorted_tables
        }


def test_an_opening_is_committed_whole(engine: Engine, opening: Opening, tmp_path: Path) -> None:
    outcome = engine.handle(opening())
    assert (outcome.transition, outcome.status.code, outcome.regime) == ("initiate", "initiated", "pilot")
    assert outcome.status.kk == "Қозғалды"
    assert outcome.timers[0].at == "2024-01-24T00:00:00+06:00"
    assert [message.to for message in outcome.messages] == ["erap"]
    (document,) = outcome.documents
    assert {(each.lang, each.format) for each in document.renditions} == {
        ("kk", "docx"), ("ru", "docx"), ("kk", "html"), ("ru", "html"), ("kk", "txt"), ("ru", "txt"), ("both", "pdf"),
    }  # fmt: skip
    engine.export(outcome, tmp_path / "out")
    for each in document.renditions:
        assert hashlib.sha256((tmp_path / "out" / each.path).read_bytes()).hexdigest() == each.sha256
    kept = counts(engine)
    assert (kept["case_file"], kept["event"], kept["document"], kept["timer"], kept["dispatch"]) == (1, 1, 1, 1, 2)


def test_the_same_event_again_is_the_first_outcome(engine: Engine, opening: Opening) -> None:
    first = engine.handle(opening())
    before = counts(engine)
    assert engine.handle(opening()) == first
    assert counts(engine) == before


def test_another_offset_of_the_same_moment_is_another_body(engine: Engine, opening: Opening) -> None:
    engine.handle(opening())
    with pytest.raises(CallerError) as refused:
        engine.handle(opening(change={"writ": {"amount": "36919.00"}}))
    assert refused.value.field == "id"


def test_what_is_refused_changes_nothing(engine: Engine, opening: Opening) -> None:
    first = opening()
    engine.handle(first)
    before = counts(engine)
    wrong = [
        (opening(id="other"), "case"),
        (later(first, "payment_received", "2024-01-19T10:00:00+06:00", {"amount": "1.00"}), "facts.paid_at"),
        (paid(first, "2024-01-17T10:00:00+06:00"), "at"),
        (later(first, "no_such_event", "2024-01-19T10:00:00+06:00"), "type"),
        (later(opening("2024-000701"), "objection_filed", "2024-01-19T10:00:00+06:00", {"via": "link"}), "case"),
        (opening("2024-000702", at="2019-01-18T10:15:00+06:00"), "at"),
        (opening("2024-000703", change={"debtor": {"iin": "010315100121"}}), "facts.debtor.iin"),
        (opening("2024-000704", change={"writ": {"amount": 36920.5}}), "facts.writ.amount"),
        (opening("2024-000705", change={"writ": {"amount": "36920.005"}}), "facts.writ.amount"),
        (opening("2024-000706", change={"debtor": {"name": {"ru": {"last": ""}}}}), "facts.debtor.name.ru.last"),
    ]
    for event, field in wrong:
        with pytest.raises(CallerError) as refused:
            engine.handle(event)
        assert refused.value.field == field, refused.value
    assert counts(engine) == before


def test_a_phone_that_is_not_told_is_looked_up(tmp_path: Path, opening: Opening) -> None:
    event = opening()
    del event.facts["debtor"]["contacts"]["phone"]
    with Engine.open(f"sqlite:///{tmp_path / 'a.db'}", archive=tmp_path / "a") as engine:
        with pytest.raises(CallerError) as refused:
            engine.handle(event)
        assert refused.value.field == "facts.debtor.contacts.phone"
    for phones, transition in (({"010315100120": "+77019998877"}, "initiate"), ({}, "not_initiated")):
        url = f"sqlite:///{tmp_path / transition}.db"
        with Engine.open(url, archive=tmp_path / transition, directory=Phones(phones)) as engine:
            assert engine.handle(event).transition == transition
            assert engine.handle(event).transition == transition


def test_names_survive_every_format(engine: Engine, opening: Opening, tmp_path: Path) -> None:
    last = "Құрманғазыұлы-Ә" + "ә" * 45
    change = {"debtor": {"name": {
        "kk": {"last": last, "first": "Д’Арк & «Ко» <b>", "patronymic": None},
        "ru": {"last": "О'Нил-Гоголь", "first": "Жанна & <i>\"Ко\"</i>", "patronymic": None},
    }}}  # fmt: skip
    outcome = engine.handle(opening(change=change))
    engine.export(outcome, tmp_path / "out")
    paths = {(each.lang, each.format): tmp_path / "out" / each.path for each in outcome.documents[0].renditions}
    assert last in paths["kk", "txt"].read_text("utf-8")
    assert "&amp; «Ко» &lt;b&gt;" in paths["kk", "html"].read_text("utf-8")


def test_a_case_has_one_story(engine: Engine, opening: Opening) -> None:
    first = opening()
    engine.handle(first)
    engine.handle(paid(first, "2024-01-20T18:40:00+06:00"))
    view = engine.show(first.case)
    assert view.status.code == "terminated"
    assert [event.transition for event in view.events] == ["initiate", "terminate"]
    assert [document.number for document in view.documents] == ["2024-000700/1", "2024-000700/2"]
    with pytest.raises(CallerError):
        engine.show("no such case")


def test_live_mode_issues_approved_wording_only(tmp_path: Path, opening: Opening, monkeypatch: Any) -> None:
    monkeypatch.setenv("QAULY_SECRET", "of a test")
    live = Config(mode="live")
    with (
        Engine.open(f"sqlite:///{tmp_path / 'q.db'}", archive=tmp_path / "a", config=live) as engine,
        pytest.raises(ContentError),
    ):
        engine.handle(opening())


def test_a_live_engine_needs_a_secret(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.delenv("QAULY_SECRET", raising=False)
    with pytest.raises(ContentError, match="QAULY_SECRET"):
        Engine.open(f"sqlite:///{tmp_path / 'q.db'}", config=Config(mode="live"))


def test_the_ledger_keeps_the_hash_of_a_link(engine: Engine, opening: Opening) -> None:
    outcome = engine.handle(opening())
    text = outcome.notices[0].texts["sms"]["kk"]
    token = text.rsplit("/", 1)[-1].split()[0]
    assert len(token) == 16
    with engine.store.reading() as connection:
        row = connection.execute(select(t.notice)).one()
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
