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


def test_why_in_both_languages(qauly: Qauly, events: Events) -> None:
    run = qauly("decide", events("05-pilot-over-ceiling"), "--explain")
    assert run.code == 0
    for words in (
        "Шешім: оңайлатылған іс жүргізу қозғалмайды (over_ceiling)",
        "Решено: упрощенное производство не возбуждается (over_ceiling)",
        "Условие: если задолженность больше предельной суммы",
        "если вид взыскания этот порядок не принимает",  # looked at before
        "Иначе было бы: возбуждается упрощенное производство (initiate)",
        "2024 жылғы 18 қаңтардан бастап қолданыста",
        "предел суммы в пилоте: 10 МРП (",
        "МРП (штрафы и налоги): 3\u00a0692,00 тенге (действует с 1 января 2024 года",
    ):
        assert words in run.out, words


def test_why_in_one_language_and_for_machines(qauly: Qauly, events: Events) -> None:
    file = events("05-pilot-over-ceiling")
    assert "Решено" not in qauly("decide", file, "--explain", "--ui", "kk").out
    (told,) = qauly("decide", file, "--explain", "--json").objects
    assert set(told) == {"event", "case", "kk", "ru"} and len(told["kk"]) == len(told["ru"])


def test_the_same_event_twice_is_decided_once(qauly: Qauly, events: Events) -> None:
    file = events("05-pilot-over-ceiling")
    file.write_text(file.read_text("utf-8") * 2, "utf-8")
    run = qauly("decide", file, "--json")
    assert run.code == 0 and run.objects[0] == run.objects[1]
