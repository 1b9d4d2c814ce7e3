"""Files that came with the event of a link, such as a certified copy: handed on as they came, shown in no page."""

from base64 import b64decode
from dataclasses import dataclass
from urllib.parse import quote

from ..law.expressions import Scope
from ..law.procedure import Page
from ..model import Event

PLAIN = "application/octet-stream"
KNOWN = ("application/pdf", "image/png", "image/jpeg", "text/plain")  # what a browser may know by name


@dataclass(frozen=True, slots=True)
class Attached:
    """One such file; `data` is kept as it came, in Base64."""

    name: str
    kind: str
    sha256: str
    data: str

    @property
    def size(self) -> int:
        return len(self.data.rstrip("=")) * 3 // 4

    @property
    def content(self) -> bytes:
        return b64decode(self.data)

    @property
    def media_type(self) -> str:
        return self.kind if self.kind in KNOWN else PLAIN

    @property
    def disposition(self) -> str:
        """Always a file to be kept: no browser opens it in the site's name."""
        name = self.name.replace("\\", "/").rpartition("/")[2] or self.sha256[:12]
        return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def attached_to(page: Page, scope: Scope, event: Event) -> tuple[Attached, ...]:
    """What the procedure lets a link's person have of the files of the event that the link is about."""
    if page.attachments is None or not scope.holds(page.attachments):
        return ()
    return tuple(
        Attached(each["name"], each["media_type"], each["sha256"], each["data_base64"])
        for each in event.facts.get("attachments") or ()
    )
