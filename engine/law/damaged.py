"""Names and words that lost letters on their way to us: refused, for nobody may guess a citizen's name."""

import re
from collections.abc import Callable, Mapping

from ..language.typography import cyrillic, mixed_script
from ..messages import Message, _

# what many programs write for a letter that their alphabet does not have: before a letter it asks nothing
_LOST = re.compile(r"\ufffd|\?(?=\w)")
_LOST_OF_NAMES = re.compile(r"[\ufffd?]")  # a name asks nothing anywhere
_LATIN = re.compile(r"[A-Za-z]")
_READ_AS = ("cp1251", "cp1252", "latin-1")  # what UTF-8 is mistaken for
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


class Damaged(ValueError):
    """What is wrong with a text of an event, and how to mend it."""

    def __init__(self, problem: Message, fix: Message) -> None:
        super().__init__(problem)
        self.problem, self.fix = problem, fix


def whole_words(text: str, lost: re.Pattern[str] = _LOST) -> None:
    """Raises `Damaged` where a letter was lost, or where UTF-8 was read as something else. Links are let be."""
    if lost.search(text) and "://" not in text:
        raise Damaged(
            _("has lost letters on its way: «{text}».", text=_shortened(text)),
            _("Send the text in UTF-8, with every letter."),
        )
    if (meant := _misread(text)) is not None:
        raise Damaged(
            _("was read in a wrong encoding: «{text}».", text=_shortened(text)),
            _("Send the text in UTF-8; it seems to say «{meant}».", meant=_shortened(meant)),
        )


def whole_name(text: str) -> None:
    """Raises `Damaged` where a name has lost letters, or mixes alphabets in one word."""
    whole_words(text, _LOST_OF_NAMES)
    # a name of another Cyrillic alphabet stands as it was sent; Latin letters inside a Cyrillic word are a slip
    if any(_LATIN.search(word) for _position, word in mixed_script(cyrillic(text))):
        raise Damaged(
            _("mixes letters of two alphabets in one word."),
            _("Write the word in Cyrillic letters alone, or in Latin letters alone."),
        )


# formats whose check says itself what is wrong
WHOLE: Mapping[str, Callable[[str], None]] = {"name": whole_name, "words": whole_words}


def _misread(text: str) -> str | None:
    if text.isascii():
        return None
    for encoding in _READ_AS:
        try:
            meant = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if len(_CYRILLIC.findall(meant)) > 1:  # one letter may come out by chance
            return meant
    return None


def _shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
