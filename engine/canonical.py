"""An event as one text: what decides whether two events with the same id are the same event."""

import json
from decimal import Decimal
from typing import Any

from .errors import CallerError, IdUsed
from .messages import _
from .model import Event


def canonical(event: Event) -> str:
    """The event as JSON with sorted keys; raises `CallerError` for a value that JSON does not know."""
    data = event.model_dump(mode="python")
    data["at"] = event.at.isoformat()
    return json.dumps(data, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise CallerError(
        _("holds a value that JSON does not know: {value}.", value=repr(value)),
        field="facts",
        fix=_("Give text, whole numbers, true, false, null, lists and mappings; dates as text."),
    )


def id_used_before() -> IdUsed:
    """The error for an id that came with another body."""
    return IdUsed(_("was used for another event before."), field="id", fix=_("Give every event its own id."))
