"""Hyphens that must not end a line: "22-бабына" is one word, and a reader of the PDF's text loses a line-end hyphen.

The letter stays U+002D in every format (U+2011 spoils search and copying); only the layout forbids the break.
"""

import re

from markupsafe import Markup, escape

from .fonts import ems

_JOINED = re.compile(r"[^ ]*\w-\w[^ ]*")  # with its brackets and quotes: a line may break at spaces only
_NUMERAL = re.compile(r"(?<=\d)-(?=\w)")
_WORD_HYPHEN = Markup('</w:t><w:noBreakHyphen/><w:t xml:space="preserve">')
_SPAN = Markup('<span class="nb">{}</span>')
_WIDEST = 12  # em; what the narrowest column holds, so that nothing runs over its edge


def in_html(text: str) -> Markup:
    """Escaped HTML with every hyphenated word in a `<span class="nb">`, unless it may be too long for a line."""
    text = str(text)  # an undefined name speaks up here
    parts = []
    end = 0
    for match in _JOINED.finditer(text):
        if ems(match[0]) <= _WIDEST:
            parts += [escape(text[end : match.start()]), _SPAN.format(match[0])]
            end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def in_word(text: str) -> Markup:
    """Escaped text of a `w:t` in which a hyphen after a figure is Word's no-break hyphen."""
    return _WORD_HYPHEN.join(_NUMERAL.split(str(text)))
