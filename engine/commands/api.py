"""qauly api: keys for systems that call the HTTP API."""

import re
from typing import Annotated, Literal

import typer

from ..messages import _
from .options import ConfigFile, ContentFolders, Ui
from .screen import Screen, WrongUse

app = typer.Typer(no_args_is_help=True, help="The HTTP API: make keys.")
keys = typer.Typer(no_args_is_help=True, help="Keys of systems that call.")
app.add_typer(keys, name="key")


@keys.command("new")
def new(
    name: Annotated[str, typer.Argument(help="Who will hold it: small letters, digits, _ and -.")],
    mode: Annotated[
        Literal["sandbox", "team", "live"], typer.Option("--mode", help="How far what it sends reaches.")
    ] = "sandbox",
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Make a key: it is shown once; the settings hold its hash alone."""
    from ..keys import key_hash, new_key

    with Screen(ui) as screen:
        if re.fullmatch(r"[a-z][a-z0-9_-]{0,40}", name) is None:
            raise WrongUse(_("is no name of a key."), field="NAME", fix=_("Write small letters, digits, _ and -."))
        key = new_key(mode)
        screen.say(_("The key, shown this once; give it to its holder:"))
        typer.echo(key)
        screen.say(_("Put this into qauly.toml:"))
        typer.echo(f'[api.keys.{name}]\nsha256 = "{key_hash(key)}"\nmode = "{mode}"')
