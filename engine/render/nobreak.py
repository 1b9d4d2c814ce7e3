"""Hyphens that must not end a line: "22-бабына" is one word, and a reader of the PDF's text loses a line-end hyphen.

The letter stays U+002D in every format (U+2011 spoils search and copying); only the layout forbids the break.
"""

import re

from markupsafe import Markup, escape

_WORD = re.compile(r"\w[\w.,/]*(?:-[\w.,/]*\w)+")
_NUMERAL = re.compile(r"(?<=\d)-(?=\w)")
_WORD_HYPHEN = Markup('</w:t><w:noBreakHyphen/><w:t xml:space="preserve">')
_LONGEST = 30  # letters that fit the narrowest column; a longer word may be broken


def in_html(text: str) -> Markup:
    """Escaped HTML with every hyphenated word in a `<span class="nb">`."""
    parts = []
    end = 0
    for match in _WORD.finditer(text):
        if len(match[0]) <= _LONGEST:
            parts += [escape(text[end : match.start()]), Markup('<span class="nb">{}</span>').format(match[0])]
            end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def in_word(text: str) -> Markup:
    """Escaped text of a `w:t` in which a hyphen after a figure is Word's no-break hyphen."""
    return _WORD_HYPHEN.join(_NUMERAL.split(text))
