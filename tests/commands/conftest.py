"""Running the command line as a person does, without a process of its own."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qauly.engine.cli import main
from qauly.engine.content import Content
from qauly.engine.courses.story import Course, load_courses


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        """Standard output as JSON, one value a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def complaints(self) -> list[str]:
        return self.err.splitlines()


Qauly = Callable[..., Run]


@pytest.fixture
def qauly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Qauly:
    """Runs `qauly …` in an empty folder with an English locale; `stdin` is what is piped in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str | Path, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Run(end.value.code, out, err)

    return run


@pytest.fixture(scope="session")
def courses(content: Content) -> dict[str, Course]:
    return {course.name: course for course in load_courses(content)}


@pytest.fixture
def events(courses: dict[str, Course], tmp_path: Path) -> Callable[..., Path]:
    """A file with the events of some courses, one a line."""

    def write(*names: str) -> Path:
        chosen = [courses[name] for name in names]
        lines = [course.event(step).model_dump_json() for course in chosen for step in course.steps if step.on]
        path = tmp_path / "events.jsonl"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return write


@pytest.fixture
def exchanged(content: Content, tmp_path: Path) -> Callable[..., Path]:
    """Puts a file of ours, with something exchanged, into an office's own folder, which it names; more may follow."""

    def write(file: str, old: str, new: str) -> Path:
        place = tmp_path / "office" / file
        text = place.read_text("utf-8") if place.exists() else content.read_text(file)
        assert old in text
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.replace(old, new, 1), "utf-8")
        return tmp_path / "office"

    return write
