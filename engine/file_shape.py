"""Is the file still as our press wrote it: whole, with nothing before or after it, under its own properties."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from .answers import Answer, bad
from .messages import _
from .pdf_content import Content
from .render.press import identifier

_END = b"%%EOF"
_PYDYF = re.compile(
    rb"[0-9a-f]{32}"
)  # how our press writes the check sum of its version; other programs write 16 bytes
_METADATA = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)  # our press leaves it readable
_DATES = 2  # made, changed


def shape(data: bytes, content: Content, *, signed: bool) -> Iterator[Answer]:
    """Faults alone. Of a signed file only its ends are looked at: what lies between, its signature vouches for."""
    if not data.startswith(b"%PDF"):
        yield bad("V-007", _("something was put before the beginning of the file."))
    head, end, tail = data.rpartition(_END)
    if not end:
        yield bad("V-001", _("is cut off: its end is missing."))
        return
    if tail.strip():
        yield bad("V-007", _("something was added behind the end of the file."))
    if signed or not content.data:
        return
    named = content.data["document"]
    own = identifier(named["procedure"], named["kind"], named["number"], content.data["edition"]["start"])
    first, last = content.identifiers
    if first != own or not _PYDYF.fullmatch(last) or head.count(_END):
        yield bad("V-007", _("it was saved anew by another program, or changed by one."))
    title, created = content.properties.get("Title", ""), content.properties.get("CreationDate", "")
    described = _METADATA.search(data)
    if (
        not title.endswith(named["number"])
        or not created.startswith(f"D:{named['date'].replace('-', '')}")
        or described is None
        or escape(title).encode() not in described[0]
        or described[0].count(f">{named['date']}T00:00:00Z<".encode()) != _DATES
    ):
        yield bad("V-008", _("the properties of the file (title, date) are not those of the document."))
