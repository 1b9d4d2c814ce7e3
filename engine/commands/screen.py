"""What a command shows: results on standard output, one line for every error and the progress on standard error."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import typer
from rich import box
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ..errors import CallerError, QaulyError
from ..messages import Message, _
from .options import UiLang, ui_language

DONE, FAILED, WRONG_USE = 0, 1, 2
_PIPE_WIDTH = 200  # where nobody's terminal sets the width, tables must not be squeezed into 80 columns


class WrongUse(CallerError):
    """The command line is wrong; the program ends with code 2."""


class Screen:
    """A command's two streams in one language; as a context manager it turns every foreseen error into one line."""

    def __init__(self, ui: UiLang | None, *, as_json: bool = False) -> None:
        self.ui = ui_language(ui)
        self.as_json = as_json
        self.out = _console()
        self.err = _console(stderr=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, typer.Exit):
            return
        line = foreseen(error, self.ui)
        if line is None:
            return
        self.complain(line)
        wrong_use = isinstance(error, WrongUse) or (isinstance(error, CallerError) and error.field.startswith("--"))
        raise typer.Exit(WRONG_USE if wrong_use else FAILED) from None

    def text(self, message: Message) -> str:
        return message.text(self.ui)

    def words(self, pair: Mapping[str, str], code: str) -> str:
        """Words that exist in kk and ru only: in an English setting the code speaks."""
        return code if self.ui == "en" else pair[self.ui]

    def say(self, message: Message, style: str = "") -> None:
        """A sentence for people; silent with --json."""
        if not self.as_json:
            self.out.print(Text(self.text(message), style=style), soft_wrap=True)

    def show(self, what: RenderableType) -> None:
        """A table or a text for people; silent with --json."""
        if not self.as_json:
            self.out.print(what)

    def give(self, value: Any) -> None:
        """One JSON value on one line of standard output."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def complain(self, line: str) -> None:
        """One line on standard error, whatever the text holds."""
        self.err.print(Text(" ".join(line.splitlines()), style="red"), soft_wrap=True)

    def warn(self, what: RenderableType) -> None:
        """Lines on standard error that carry their own marks."""
        self.err.print(what, soft_wrap=True)

    def table(self, *heads: Message, title: str = "") -> Table:
        table = Table(
            box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold", pad_edge=False
        )
        for head in heads:
            table.add_column(self.text(head), overflow="fold")
        return table

    @contextmanager
    def progress(self, label: Message, total: int | None) -> Iterator["Bar"]:
        """A bar on standard error while people watch; nothing in pipes and with --json."""
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn() if total is not None else TaskProgressColumn(show_speed=True),
            TimeElapsedColumn(),
        )
        hidden = self.as_json or not self.err.is_terminal
        with Progress(*columns, console=self.err, transient=True, disable=hidden) as progress:
            task = progress.add_task(self.text(label), total=total)
            yield Bar(progress, task)


class Bar:
    """The moving part of a progress display."""

    def __init__(self, progress: Progress, task: Any) -> None:
        self._progress = progress
        self._task = task

    def step(self, label: str | None = None) -> None:
        self._progress.update(self._task, advance=1, description=label)


def foreseen(error: BaseException, ui: UiLang) -> str | None:
    """The line for an error that input, files or the database can cause; None for a fault of the program."""
    if isinstance(error, QaulyError):
        return error.text(ui)
    if isinstance(error, BrokenPipeError):
        return None
    if isinstance(error, OSError):
        fix = _("Check the path, and your rights.")
        problem = f"{os_problem(error).text(ui)} {fix.text(ui)}"
        return f"{error.filename}: {problem}" if error.filename else problem
    from sqlalchemy.exc import SQLAlchemyError

    if isinstance(error, SQLAlchemyError):
        cause = _database_problem(str(getattr(error, "orig", None) or error).splitlines()[0])
        return _("the database cannot be used: {cause}. Check --db, or `database` in qauly.toml.", cause=cause).text(ui)
    return None


def _database_problem(said: str) -> Message | str:
    """What SQLite says of a file, in words of ours; anything else as it was said."""
    if "not a database" in said or "malformed" in said:
        return _("the file is no database, or is damaged")
    if "unable to open" in said:
        return _("the file cannot be opened")
    if "locked" in said:
        return _("another program holds it")
    return said


def os_problem(error: OSError) -> Message:
    """What is wrong with a file, told without its name."""
    if isinstance(error, FileNotFoundError):
        return _("is not there.")
    if isinstance(error, IsADirectoryError):
        return _("is a folder; name a file.")
    if isinstance(error, NotADirectoryError | FileExistsError):
        return _("is a file; name a folder.")
    if isinstance(error, PermissionError):
        return _("may not be opened: you lack the right.")
    return _("the system says: {problem}.", problem=error.strerror or error)


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPE_WIDTH
    return console
