"""Files that came with the event of a link, such as a certified copy: handed on as they came, shown in no page."""

from base64 import b64decode
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from .link import Link

PLAIN = "application/octet-stream"
KNOWN = ("application/pdf", "image/png", "image/jpeg", "text/plain")  # what a browser may know by name


@dataclass(frozen=True, slots=True)
class Attached:
    """One such file; `data` is kept as it came, in Base64."""

    name: str
    media_type: str
    sha256: str
    data: str

    @property
    def size(self) -> int:
        return len(self.data.rstrip("=")) * 3 // 4


def attached_to(link: Link) -> tuple[Attached, ...]:
    """What the procedure lets the link's person have of the files of its event."""
    when = link.page.attachments
    if when is None or not link.scope.holds(when):
        return ()
    return tuple(
        Attached(each["name"], each["media_type"], each["sha256"], each["data_base64"])
        for each in link.event.facts.get("attachments") or ()
    )


def handed_on(file: Attached) -> Response:
    """The bytes, always as a file to be kept: no browser opens it in the site's name."""
    name = file.name.replace("\\", "/").rpartition("/")[2] or file.sha256[:12]
    return Response(
        b64decode(file.data),
        media_type=file.media_type if file.media_type in KNOWN else PLAIN,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
    )
