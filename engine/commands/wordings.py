"""Which edition a person means on the command line."""

from typing import TYPE_CHECKING

from ..errors import CallerError
from ..messages import _

if TYPE_CHECKING:
    from ..law.library import Law
    from ..wording.editions import Edition


def find_edition(law: "Law", document: str, start: str | None) -> "tuple[str, str, Edition]":
    """PROCEDURE/KIND, the file and the edition; the latest where no start is named. Raises `CallerError`."""
    procedure, _slash, kind = document.rpartition("/")
    homes = [key for key in law.editions.starts if key[1] == kind and procedure in ("", key[0])]
    if len(homes) != 1:
        known = ", ".join("/".join(key) for key in sorted(homes or law.editions.starts))
        raise CallerError(
            _("names no single document."), field=document, fix=_("Write one of: {values}.", values=known)
        )
    starts = {day.isoformat(): file for day, file in law.editions.starts[homes[0]].items()}
    wanted = start or max(starts)
    if wanted not in starts:
        raise CallerError(
            _("has no edition of {start}.", start=wanted),
            field=document,
            fix=_("Known editions: {known}.", known=", ".join(sorted(starts))),
        )
    return "/".join(homes[0]), starts[wanted], law.editions.read(starts[wanted])
