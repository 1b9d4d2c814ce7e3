"""Options that every command has, and where the language of messages comes from."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..errors import CallerError
from ..messages import _, speak_by

UiLang = Literal["kk", "ru", "en"]
DocumentLang = Literal["kk", "ru"]

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Settings; without it qauly.toml of the working folder.",
        rich_help_panel="Everywhere",
    ),
]


def _with_their_words(folders: list[Path] | None) -> list[Path] | None:
    speak_by(folders or ())
    return folders


ContentFolders = Annotated[
    list[Path] | None,
    typer.Option(
        "--content",
        callback=_with_their_words,
        metavar="DIR",
        help="A folder with legal_texts/, templates/ or locales/ of your own; may repeat, the later one wins.",
        rich_help_panel="Everywhere",
    ),
]
Ui = Annotated[
    UiLang | None,
    typer.Option("--ui", help="Language of messages; without it that of LANG.", rich_help_panel="Everywhere"),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--db", metavar="URL", help="Where cases live, for instance sqlite:///qauly.db; wins over the settings."
    ),
]
OutFolder = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write the documents into this folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, and nothing else.")]
Log = Annotated[
    Literal["json", "text"] | None,
    typer.Option("--log", help="A line on standard error for every stage, without personal data."),
]
EventsFile = Annotated[str, typer.Argument(metavar="EVENTS.jsonl", help="One event a line; - reads standard input.")]


def given_day(text: str, field: str) -> date:
    """The date of an argument; raises `CallerError` that names it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CallerError(_("is not a date."), field=field, fix=_("Write it as 2024-01-18.")) from None


def given_moment(text: str, field: str) -> datetime:
    """The moment of an argument; raises `CallerError` that names it where it has no offset or is no time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CallerError(
            _("is no time with an offset: {text}.", text=text),
            field=field,
            fix=_("Write it as 2024-01-24T00:00:00+06:00."),
        )
    return moment


def ui_language(asked: UiLang | None) -> UiLang:
    """The language asked for, else that of the terminal's locale, else English."""
    if asked is not None:
        return asked
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if spoken.startswith("kk"):
        return "kk"
    return "ru" if spoken.startswith("ru") else "en"
