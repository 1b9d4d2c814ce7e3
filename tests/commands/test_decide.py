"""qauly decide: what the law requires, as JSON and for people; writes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Qauly

Events = Callable[..., Path]


def test_one_decision_a_line_and_nothing_else(qauly: Qauly, events: Events) -> None:
    run = qauly("decide", events("01-pilot-paid"), "--json")
    first, second = run.objects
    assert (run.code, run.err) == (0, "")
    assert (first["transition"], first["regime"], first["status"]["code"]) == ("initiate", "pilot", "initiated")
    assert first["timers"] == [{"type": "term_expired", "at": "2024-01-24T00:00:00+06:00"}]
    assert first["trace"][0]["source"] == {"act": "order-40-27nk-2024", "clause": "2"}
    assert (second["transition"], second["status"]["ru"]) == ("terminate", "Прекращено")
    assert [document["number"] for document in first["documents"] + second["documents"]] == [
        "2024-000101/1",
        "2024-000101/2",
    ]


def test_it_writes_nothing(qauly: Qauly, events: Events, tmp_path: Path) -> None:
    path = events("01-pilot-paid")
    qauly("decide", path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("ui", "state"), [("kk", "Қозғалды"), ("ru", "Возбуждено"), ("en", "initiated")])
def test_people_read_a_table_in_their_language(qauly: Qauly, events: Events, ui: str, state: str) -> None:
    run = qauly("decide", events("01-pilot-paid"), "--ui", ui)
    assert run.code == 0
    assert state in run.out
    assert "2024-01-24 00:00 term_expired" in run.out
    assert "order-40-27nk-2024" in run.out


def test_the_locale_chooses_the_language(qauly: Qauly, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    monkeypatch.setenv("LANG", "kk_KZ.UTF-8")
    assert "Процедура" in qauly("procedures").out
    monkeypatch.delenv("LC_ALL")
    assert "Рәсім" in qauly("procedures").out
