"""qauly verify: is a document what it says it is."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from ..messages import _
from .options import AsJson, ConfigFile, ContentFolders, Database, Ui
from .screen import FAILED, Screen, WrongUse, os_problem

_MARKS = {"good": ("✓", "green"), "bad": ("✗", "bold red"), "unknown": ("–", "yellow")}


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF; Word, HTML and text files by the ledger only.")],
    number: Annotated[
        str | None, typer.Option("--number", metavar="NUMBER", help="The document or case it should be.")
    ] = None,
    roots: Annotated[
        list[Path] | None,
        typer.Option("--root", metavar="CERTIFICATE", help="A certificate that is trusted (DER or PEM); may repeat."),
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence", metavar="FILE.zip", help="What was kept with its signature; else FILE.evidence.zip."
        ),
    ] = None,
    signature: Annotated[
        Path | None,
        typer.Option("--signature", metavar="FILE.p7s", help="A signature in a file of its own; else FILE.p7s."),
    ] = None,
    db: Database = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Tell who issued a document, whether it is intact and its signature trusted, and what became of the case."""
    from contextlib import ExitStack

    from ..app import Engine
    from ..config import Config
    from ..seal.roots import certificates
    from ..verify import verify as check

    with Screen(ui, as_json=as_json) as screen, ExitStack() as stack:
        data = _bytes(file)
        settings = Config.load(config)
        engine = None
        if db is not None or settings.database_exists():
            engine = stack.enter_context(Engine.open(db, content=content or (), config=config, make=False))
        trusted = [each for place in (*map(Path, settings.roots), *(roots or ())) for each in certificates(place)]
        found = check(
            data,
            engine=engine,
            roots=trusted,
            evidence=_beside(file, evidence, ".evidence.zip"),
            number=number,
            signature=_beside(file, signature, ".p7s"),
        )
        if as_json:
            answers = [answer.as_json() for answer in found.answers]
            screen.give({"good": found.good, "document": found.document, "answers": answers})
        if found.document:
            lang = "ru" if screen.ui == "ru" else "kk"
            screen.say(
                _(
                    "{kind} {number} of {date}, {issuer}",
                    kind=found.document["title"][lang],
                    number=found.document["number"],
                    date=found.document["date"],
                    issuer=found.document["issuer"][lang],
                ),
                "bold",
            )
        for answer in found.answers:
            mark, style = _MARKS[answer.verdict]
            screen.show(Text.assemble((f"{mark} {answer.rule} ", style), screen.text(answer.message)))
        if not found.good:
            raise typer.Exit(FAILED)


def _beside(file: Path, named: Path | None, ending: str) -> bytes | None:
    """The file named, else the one that lies beside `file` under its name and the ending."""
    if named is not None:
        return _bytes(named)
    near = file.with_name(file.name + ending)
    return _bytes(near) if near.is_file() else None


_NAME = _("Name a PDF that qauly has issued.")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except IsADirectoryError:
        raise WrongUse(_("is a folder."), field=str(file), fix=_NAME) from None
    except FileNotFoundError:
        raise WrongUse(_("is not there."), field=str(file), fix=_NAME) from None
    except OSError as error:
        raise WrongUse(os_problem(error), field=str(file), fix=_NAME) from None
