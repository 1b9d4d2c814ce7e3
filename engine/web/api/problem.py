"""Every answer that is no success: application/problem+json (RFC 9457) in the caller's language."""

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ...errors import CallerError, IdUsed
from ...messages import UI_LANGUAGES, Message, _

MEDIA_TYPE = "application/problem+json"
_WANTED = re.compile(r"\s*([A-Za-z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")


class Problem(Exception):
    """What went wrong: a kind from a closed list (README), a sentence, and how to mend it."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: Message,
        *,
        fix: Message | None = None,
        field: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail.text("en"))
        self.status, self.kind, self.detail, self.fix, self.field = status, kind, detail, fix, field
        self.headers = dict(headers or {})

    def as_json(self, lang: str) -> dict[str, Any]:
        """The problem as an object; `field` and `fix` stand there where they are known."""
        told = {
            "type": f"urn:qauly:problem:{self.kind}",
            "title": TITLES[self.kind].text(lang),
            "status": self.status,
            "detail": f"{self.field}: {self.detail.text(lang)}" if self.field else self.detail.text(lang),
        }
        if self.field:
            told["field"] = self.field
        if self.fix is not None:
            told["fix"] = self.fix.text(lang)
        return told

    def response(self, lang: str) -> Response:
        headers = {**self.headers, "Content-Language": lang}
        return Response(json_bytes(self.as_json(lang)), self.status, headers, MEDIA_TYPE)


TITLES: Mapping[str, Message] = {
    "event": _("The event is wrong"),
    "id-used": _("The id was used before"),
    "key": _("No key, or a wrong one"),
    "permit": _("The key does not permit this"),
    "not-found": _("Nothing is there"),
    "method": _("The method is not allowed here"),
    "late": _("The request did not arrive in time"),
    "size": _("The request is too large"),
    "media-type": _("The kind of content is not taken here"),
    "pace": _("Too many requests"),
    "content": _("Rules or wording of the installation are at fault"),
    "fault": _("A fault of the program"),
    "unavailable": _("Not available for now"),
}


def of_caller(error: CallerError) -> Problem:
    """The problem of a wrong event or call."""
    status, kind = (409, "id-used") if isinstance(error, IdUsed) else (422, "event")
    return Problem(status, kind, error.message, fix=error.fix, field=error.field)


def json_bytes(value: Any) -> bytes:
    """JSON as UTF-8; half of a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def language(request: Request) -> str:
    """`?ui=`, else the best of Accept-Language, else English."""
    asked = request.query_params.get("ui")
    if asked in UI_LANGUAGES:
        return str(asked)
    best: tuple[float, str] = (0.0, "en")
    for part in request.headers.get("accept-language", "")[:500].split(","):
        found = _WANTED.fullmatch(part)
        if found and (name := found[1].lower()) in UI_LANGUAGES and float(found[2] or 1) > best[0]:
            best = (float(found[2] or 1), name)
    return best[1]
