"""qauly handle, show and deliver on a real engine: what lands where, and what comes back."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qauly.engine import Outcome

from .conftest import Qauly

Events = Callable[..., Path]


def test_one_outcome_a_line_with_files_below_the_folder(qauly: Qauly, events: Events, tmp_path: Path) -> None:
    run = qauly("handle", events("01-pilot-paid"), "--out", "out", "--json")
    assert (run.code, run.err) == (0, "")
    outcomes = [Outcome.model_validate(each) for each in run.objects]
    assert [outcome.transition for outcome in outcomes] == ["initiate", "terminate"]
    for outcome in outcomes:
        (document,) = outcome.documents
        assert {(each.lang, each.format) for each in document.renditions} == {
            *((lang, form) for lang in ("kk", "ru") for form in ("docx", "html", "txt")),
            ("both", "pdf"),
        }
        for each in document.renditions:
            data = (tmp_path / "out" / each.path).read_bytes()
            assert hashlib.sha256(data).hexdigest() == each.sha256


def test_the_same_events_again_give_the_same_lines(qauly: Qauly, events: Events) -> None:
    path = events("01-pilot-paid", "03-pilot-objection")
    first = qauly("handle", path, "--json")
    again = qauly("handle", path, "--json")
    assert first.code == again.code == 0
    assert first.out == again.out


def test_a_refused_line_changes_nothing(qauly: Qauly, events: Events, tmp_path: Path) -> None:
    path = events("01-pilot-paid")
    opening, payment = map(json.loads, path.read_text("utf-8").splitlines())
    twisted = {**opening, "case": "2024-999999"}
    path.write_text("\n".join(json.dumps(each) for each in (opening, twisted, payment)), "utf-8")
    run = qauly("handle", path, "--json")
    assert (run.code, len(run.objects)) == (1, 2)
    assert run.complaints[0].startswith(f"{path}:2: id: ")
    assert qauly("show", "2024-999999").code == 1


def test_events_come_through_a_pipe_and_people_get_a_table(qauly: Qauly, events: Events) -> None:
    run = qauly("handle", "-", "--ui", "ru", stdin=events("01-pilot-paid").read_bytes())
    assert run.code == 0
    assert "Возбуждено" in run.out and "Прекращено" in run.out
    assert "\x1b" not in run.out + run.err


def test_a_refusal_is_an_outcome(qauly: Qauly, events: Events) -> None:
    run = qauly("handle", events("05-pilot-over-ceiling"), "--json")
    (outcome,) = run.objects
    assert run.code == 0
    assert outcome["transition"] == "not_initiated"
    assert set(outcome["reason"]) == {"kk", "ru"}


def test_an_event_is_not_lost_between_two_calls(qauly: Qauly, events: Events) -> None:
    path = events("02-pilot-term")
    assert qauly("handle", path, "--db", "sqlite:///cases.db").code == 0
    early = qauly("deliver", "--once", "--now", "2024-01-23T23:59:59+06:00", "--db", "sqlite:///cases.db", "--json")
    assert early.objects == []
    late = qauly("deliver", "--once", "--now", "2024-01-24T00:00:00+06:00", "--db", "sqlite:///cases.db", "--json")
    assert [outcome["transition"] for outcome in late.objects] == ["cancel"]
    shown = json.loads(qauly("show", "2024-000102", "--db", "sqlite:///cases.db", "--json").out)
    assert shown["status"]["code"] == "cancelled"
    assert shown["timers"] == []
    assert {each["kind"] for each in shown["dispatches"]} >= {"notice.initiate", "notice.cancel"}


def test_deliver_writes_the_documents_of_timers(qauly: Qauly, events: Events, tmp_path: Path) -> None:
    qauly("handle", events("02-pilot-term"))
    run = qauly("deliver", "--once", "--now", "2024-02-01T00:00:00+06:00", "--out", "out")
    assert run.code == 0
    assert list((tmp_path / "out").rglob("*resolution.cancellation*.pdf"))


@pytest.mark.parametrize("ui", ["kk", "ru", "en"])
def test_show_tells_the_whole_case(qauly: Qauly, events: Events, ui: str) -> None:
    qauly("handle", events("01-pilot-paid"))
    out = qauly("show", "2024-000101", "--ui", ui).out
    for told in ("writ_received", "payment_received", "2024-000101/2", "notice.terminate", "2024-01-18 10:15"):
        assert told in out


def test_an_unknown_case_is_one_line(qauly: Qauly, events: Events) -> None:
    qauly("handle", events("01-pilot-paid"))
    run = qauly("show", "2024-000404")
    assert (run.code, run.out, len(run.complaints)) == (1, "", 1) and "case: " in run.err


def test_a_text_message_over_its_budget_is_whole_and_told(qauly: Qauly, events: Events, tmp_path: Path) -> None:
    """A long address of the page takes parts of its own: cut it would lead nowhere."""
    path, long = events("01-pilot-paid"), "https://" + "very-long-name." * 6 + "example.kz/n"
    (tmp_path / "long.toml").write_text(f'[citizen]\nbase_url = "{long}"\n')
    outcome = qauly("handle", path, "--json", "--db", "sqlite:///a.db").objects[0]
    text = outcome["notices"][0]["texts"]["sms"]
    assert (text["segments"], text["budget"]) == (4, 4)
    outcome = qauly("handle", path, "--json", "--db", "sqlite:///b.db", "--config", "long.toml").objects[0]
    text = outcome["notices"][0]["texts"]["sms"]
    assert text["segments"] > text["budget"] == 4 and long in text["kk"] and long in text["ru"]
    table = qauly("handle", path, "--ui", "ru", "--db", "sqlite:///c.db", "--config", "long.toml").out
    assert "предусмотрено" in table
    assert "предусмотрено" not in qauly("handle", path, "--ui", "ru", "--db", "sqlite:///d.db").out


@pytest.mark.parametrize(
    "command", [["handle", "-"], ["show", "2024-1"], ["deliver", "--once"]], ids=lambda part: part[0]
)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "qauly.db").write_bytes(b"this is no database, " * 500),
        lambda folder: (folder / "qauly.db").mkdir(),
        lambda folder: (folder / "qauly.toml").write_text("mode = \n"),
        lambda folder: (folder / "qauly.toml").write_text('mode = "production"\n'),
        lambda folder: (folder / "qauly.toml").write_text('colour = "blue"\n'),
        lambda folder: (folder / "qauly.toml").write_bytes(b"mode = \xff\n"),
        lambda folder: (folder / "qauly.toml").mkdir(),
        lambda folder: (folder / "qauly.toml").write_text('database = "nonsense"\n'),
        lambda folder: (folder / "qauly.toml").write_text('database = "mysql://example.kz/qauly"\n'),
        lambda folder: (folder / "qauly.toml").write_text('mode = "live"\n'),
    ],
    ids=["db-no-db", "db-folder", "toml-broken", "mode", "key", "toml-bytes", "toml-folder", "url", "scheme", "secret"],
)
def test_a_broken_house_is_one_line(
    qauly: Qauly, tmp_path: Path, command: list[str], spoil: Callable[[Path], object]
) -> None:
    spoil(tmp_path)
    run = qauly(*command)
    if (tmp_path / "qauly.toml").is_dir() and run.code == 0:
        return  # a folder of that name is no settings file
    assert (run.code in (1, 2), run.out, len(run.complaints)) == (True, "", 1), run


def test_settings_that_are_not_there(qauly: Qauly) -> None:
    run = qauly("handle", "-", "--config", "missing.toml")
    assert (run.code in (1, 2), len(run.complaints)) == (True, 1)
    assert "missing.toml" in run.complaints[0]
