"""The font files of the installation: each is there and whole, or nothing is printed."""

import struct
from collections.abc import Iterator
from importlib.resources import files

from ..errors import ContentError, Finding
from ..messages import Message, _

FONTS = ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf")
_SETTINGS = "fonts.conf"  # fontconfig's: without it the machine's fonts would be taken, or none


def font_bytes(name: str) -> bytes:
    """The bytes of one of `FONTS`; `ContentError` where the file is missing or cut off."""
    try:
        data = (files("qauly.templates") / "fonts" / name).read_bytes()
    except FileNotFoundError:
        raise _wrong(name, _("is missing, and without it no letter can be printed.")) from None
    if name in FONTS and not _whole(data):
        raise _wrong(name, _("is a damaged font."))
    return data


def check_fonts() -> None:
    """Raises `ContentError` with a finding for every file of the fonts that cannot be used."""
    findings = tuple(font_findings())
    if findings:
        raise ContentError(*findings)


def font_findings() -> Iterator[Finding]:
    """One finding for every file of the fonts that cannot be used."""
    for name in (*FONTS, _SETTINGS):
        try:
            font_bytes(name)
        except ContentError as error:
            yield from error.findings


def _whole(data: bytes) -> bool:
    """Whether the table of contents of a TrueType file is there, and every table it names."""
    if len(data) < 12 or data[:4] != b"\0\1\0\0":
        return False
    tables = struct.unpack_from(">H", data, 4)[0]
    if not tables or len(data) < 12 + 16 * tables:
        return False
    places = (struct.unpack_from(">LL", data, 12 + 16 * table + 8) for table in range(tables))
    return all(start + length <= len(data) for start, length in places)


def _wrong(name: str, message: Message) -> ContentError:
    fix = _("Restore the file as Qauly is delivered with it.")
    return ContentError(Finding(f"templates/fonts/{name}", 0, "R-003", message, fix))
