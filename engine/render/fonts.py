"""Fonts: which letters ours have, and a font configuration that knows no other font of the machine."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont

from .font_files import FONTS, check_fonts, font_bytes

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

_JOINER = "\u2060"  # invisible on purpose; the other format characters hide in a name what nobody meant


def uncovered(text: str) -> set[str]:
    """The characters of `text` that cannot be printed: no glyph in some style, control and invisible ones included."""
    return {letter for letter in set(text) if not _printable(letter)}


def ems(text: str) -> float:
    """The width of `text` in bold, in em. Letters we do not have count one em each."""
    widths = _widths()
    return sum(widths.get(ord(letter), 1.0) for letter in text)


@cache
def _printable(letter: str) -> bool:
    return letter == _JOINER or (ord(letter) in _covered() and unicodedata.category(letter) not in ("Cc", "Cf"))


@cache
def _covered() -> frozenset[int]:
    """The code points for which all four styles have a glyph."""
    return frozenset.intersection(*(frozenset(_font(name).getBestCmap() or ()) for name in FONTS))


@cache
def _widths() -> dict[int, float]:
    bold = _font("Tinos-Bold.ttf")
    metrics, unit = bold["hmtx"], bold["head"].unitsPerEm
    return {code: metrics[glyph][0] / unit for code, glyph in bold.getBestCmap().items()}


def _font(name: str) -> TTFont:
    return TTFont(BytesIO(font_bytes(name)), lazy=True)


def font_configuration() -> "FontConfiguration":
    """A configuration of `templates/fonts` alone. Loads WeasyPrint, which reads fontconfig's setting at that moment."""
    check_fonts()
    with _isolated():
        from weasyprint.text.fonts import FontConfiguration

        return FontConfiguration()


@contextmanager
def _isolated() -> Iterator[None]:
    before = os.environ.get("FONTCONFIG_FILE")
    with as_file(files("qauly.templates") / "fonts") as folder:
        os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before
