"""A bounce box that the mail server fills as a Maildir."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ...engine.errors import ChannelError
from ...engine.messages import _
from ..common.settings import Place

FLAGGED = "F"


class MaildirSettings(BaseModel):
    """`path` holds new/ and cur/; what was read goes to the folder `done` beside them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["maildir"]
    path: Place
    done: str = ".processed"


class Maildir:
    """Renaming is the only thing that happens to a mail, and it happens whole or not at all."""

    def __init__(self, settings: MaildirSettings) -> None:
        self._path = settings.path
        self._done = settings.path / settings.done

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """The oldest first. Raises `ChannelError` where the folder is no Maildir."""
        try:
            names = [f"{folder}/{each.name}" for folder in ("cur", "new") for each in (self._path / folder).iterdir()]
        except OSError as error:
            raise ChannelError(
                _("the bounce box {path} cannot be read: {error}.", path=self._path, error=error.strerror or error),
                channel="smtp",
                kind="transient",
                fix=_("Name a Maildir: a folder that holds new/ and cur/."),
            ) from None
        for name in sorted(names, key=lambda each: each.rpartition("/")[2]):
            if FLAGGED not in name.rpartition(":2,")[2] or ":2," not in name:
                try:
                    data = (self._path / name).read_bytes()
                except FileNotFoundError:  # another worker was faster
                    continue
                yield name, data

    def done(self, key: str) -> None:
        for folder in ("cur", "new", "tmp"):
            (self._done / folder).mkdir(parents=True, exist_ok=True)
        self._rename(key, self._done / "cur" / _flagged(key, "S"))

    def leave(self, key: str) -> None:
        self._rename(key, self._path / "cur" / _flagged(key, FLAGGED))

    def _rename(self, key: str, target: Path) -> None:
        try:
            (self._path / key).rename(target)
        except FileNotFoundError:
            if not target.exists():  # another worker moved it, and not to this place
                return


def _flagged(key: str, flag: str) -> str:
    name, _mark, flags = key.rpartition("/")[2].partition(":2,")
    return f"{name}:2,{''.join(sorted({*flags, flag}))}"
