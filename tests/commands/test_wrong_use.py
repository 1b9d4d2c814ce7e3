"""Wrong input and wrong use: one line on standard error that names the place and the fix, never a traceback."""

import json
import os
import re
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from .conftest import Qauly

Events = Callable[..., Path]


@pytest.mark.parametrize(
    "arguments",
    [
        ["handle"],
        ["no-such-command"],
        ["handle", "events.jsonl", "--no-such-option"],
        ["handle", "missing.jsonl"],
        ["handle", "."],
        ["decide", "missing.jsonl"],
        ["decide", "-", "--ui", "de"],
        ["decide", "-", "--content", "missing"],
        ["decide", "-", "--content", "."],
        ["procedures", "no_such_procedure"],
        ["procedures", "--svg", "picture.svg"],
        ["preview", "resolution.initiation", "--on", "yesterday"],
        ["preview", "resolution.initiation", "--format", "odt"],
        ["deliver", "--once", "--now", "2024-01-24"],
        ["deliver", "--once", "--now", "2024-01-24T00:00:00"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_code_2(qauly: Qauly, arguments: list[str]) -> None:
    run = qauly(*arguments)
    assert (run.code, run.out, len(run.complaints)) == (2, "", 1), run


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (b"not json", "event"),
        (b'{"id": 1', "event"),
        (b"\xff\xfe{\x00}", "event"),
        (b"[]", "event"),
        (b"null", "event"),
        (b"{}", "id"),
        (b'{"a": 1, "a": 2}', "event"),
        (b'{"amount": NaN}', "event"),
        (b"[" * 200_000, "event"),
    ],
)
def test_a_line_that_is_no_event_is_told_by_its_number(qauly: Qauly, line: bytes, place: str) -> None:
    run = qauly("decide", "-", stdin=b"\n" + line + b"\n")
    assert run.code == 1
    assert len(run.complaints) == 1
    assert run.complaints[0].startswith(f"stdin:2: {place}: ")


def test_the_other_lines_are_still_handled(qauly: Qauly, events: Events, tmp_path: Path) -> None:
    first, second = events("01-pilot-paid").read_text("utf-8").splitlines()
    bad = json.loads(second)
    bad["facts"]["amount"] = 1.5
    path = tmp_path / "mixed.jsonl"
    lines = ["", "\ufeff" + first, "", json.dumps(bad), "{", "\ufeff" + second]  # files put together keep their marks
    path.write_text("\ufeff" + "\r\n".join(lines) + "\r\n", "utf-8")
    run = qauly("decide", path, "--json")
    assert [outcome["transition"] for outcome in run.objects] == ["initiate", "terminate"]
    assert run.code == 1
    assert [complaint.split(" ")[0] for complaint in run.complaints] == [f"{path}:4:", f"{path}:5:"]
    assert "facts.amount" in run.complaints[0]


def test_a_broken_content_file_is_named(qauly: Qauly, events: Events, tmp_path: Path) -> None:
    overlay = tmp_path / "office" / "legal_texts"
    overlay.mkdir(parents=True)
    (overlay / "acts.yaml").write_text("schema: acts/1\nacts: [\n", "utf-8")
    run = qauly("decide", events("01-pilot-paid"), "--content", tmp_path / "office")
    assert run.code == 1
    assert len(run.complaints) == 1
    assert run.complaints[0].startswith("legal_texts/acts.yaml:")


def test_a_file_without_the_right_to_read_it(qauly: Qauly, tmp_path: Path) -> None:
    path = tmp_path / "closed.jsonl"
    path.write_text("{}")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    run = qauly("handle", path)
    assert (run.code, len(run.complaints)) == (2, 1)


def test_the_version_and_the_help_are_no_wrong_use(qauly: Qauly) -> None:
    assert qauly("--version").out.strip() == version("qauly")
    for arguments in (["--help"], ["handle", "--help"], ["-h"]):
        run = qauly(*arguments)
        assert (run.code, run.err) == (0, "")
        assert "Usage: qauly" in run.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"], ["handle"], ["handle", "events.jsonl", "--no-such-option"],
        ["approve", "x", "y", "--by", "A"],
        ["preview", "resolution.initiation", "--format", "odt"], ["say", "money", "1.005"], ["say", "number", "many"],
        ["say", "date", "2024-02-30"], ["say", "name", "Ибраев"], ["say", "name", "Ким Ли", "--case", "gent"],
        ["say", "case", "ҚЫСҚ", "--kind", "abbr"], ["say", "case", "қала", "--case", "nope"],
        ["say", "case", "қала", "--kind", "nope"], ["say", "case", "22", "--kind", "ref"],
        ["decide", "missing.jsonl"], ["verify", "missing.pdf"], ["word", "import", "missing.docx"],
        ["show", "1", "--db", "nonsense"],
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("ui", ["kk", "ru"])
def test_wrong_use_is_told_in_the_language_asked_for(qauly: Qauly, arguments: list[str], ui: str) -> None:
    run = qauly(*arguments, "--ui", ui)
    assert (run.code, run.out, len(run.complaints)) == (2, "", 1), run
    told = run.complaints[0].partition(": ")[2].partition(" (qauly")[0]
    letters = [letter for letter in told if letter.isalpha()]
    assert sum("а" <= letter.lower() <= "ӿ" for letter in letters) > len(letters) * 0.3, told
    assert not re.search(r"No such|Missing|Invalid|is not|Value error", told)


def test_a_file_that_is_no_database_is_told_in_words(qauly: Qauly, tmp_path: Path) -> None:
    (tmp_path / "junk.db").write_bytes(b"\x01" * 5000)
    run = qauly("show", "1", "--db", f"sqlite:///{tmp_path / 'junk.db'}", "--ui", "ru")
    assert run.code == 1 and "не база данных" in run.err and "not a database" not in run.err


def test_every_command_takes_the_options_of_all() -> None:
    from typer.main import get_command

    from qauly.engine.cli import app

    lacking = [name for name, options in _commands(get_command(app), "qauly")
               if not {"--config", "--content", "--ui"} <= options]  # fmt: skip
    assert lacking == []


def _commands(command: Any, name: str) -> Iterator[tuple[str, set[str]]]:
    for part, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, f"{name} {part}")
    if not hasattr(command, "commands"):
        yield name, {option for param in command.params for option in param.opts}


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "2024-000101"],
        ["proof", "2024-000101"],
        ["reprint", "2024-000101"],
        ["status"],
        ["task", "list"],
        ["task", "done", "1", "--by", "an operator"],
        ["archive", "verify"],
        ["archive", "export", "2024-000101", "--out", "court"],
    ],
    ids=" ".join,
)
def test_who_only_asks_makes_no_ledger(qauly: Qauly, tmp_path: Path, arguments: list[str]) -> None:
    """A mistyped name would say that nothing waits and that all is whole."""
    run = qauly(*arguments, "--db", "sqlite:///mistyped.db")
    assert (run.code, run.out, len(run.complaints)) == (1, "", 1), run
    assert "sqlite:///mistyped.db" in run.err and "qauly.toml" in run.err
    assert list(tmp_path.iterdir()) == []
