"""The command `qauly`. Each command is a file of `commands/`; exit codes: 0 done, 1 errors found, 2 wrong use."""

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from .commands import usage
from .commands.api import app as api
from .commands.approve import approve, editions, review, withdraw
from .commands.archive import app as archive
from .commands.check import check
from .commands.decide import decide
from .commands.deliver import deliver
from .commands.demo import demo
from .commands.glossary import glossary
from .commands.handle import handle
from .commands.preview import preview
from .commands.procedures import procedures
from .commands.proof import proof
from .commands.redline import redline
from .commands.reprint import reprint
from .commands.say import app as say
from .commands.screen import FAILED, WRONG_USE
from .commands.serve import serve
from .commands.show import show
from .commands.status import status
from .commands.task import app as task
from .commands.verify import verify
from .commands.word import app as word

app = typer.Typer(
    name="qauly",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    demo,
    handle,
    decide,
    deliver,
    serve,
    show,
    proof,
    status,
    reprint,
    verify,
    preview,
    check,
    procedures,
    glossary,
    redline,
    editions,
    review,
    approve,
    withdraw,
):
    app.command()(command)
app.add_typer(say, name="say")
app.add_typer(word, name="word")
app.add_typer(task, name="task")
app.add_typer(archive, name="archive")
app.add_typer(api, name="api")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(version("qauly"))
        raise typer.Exit


@app.callback()
def root(
    asked: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Show the version and stop.")
    ] = False,
) -> None:
    """From an event of a proceeding to its documents and notices in Kazakh and Russian."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line and ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # a locale without Kazakh letters must not turn them into question marks
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = app(arguments, prog_name="qauly", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        print(usage.told(error, sys.argv[1:] if arguments is None else arguments), file=sys.stderr)
        code = WRONG_USE
    except typer.Abort:
        code = FAILED
    except BrokenPipeError:
        # the reader of our output has gone, as `| head` does; nothing may be flushed into the pipe any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    sys.exit(code if isinstance(code, int) else 0)
