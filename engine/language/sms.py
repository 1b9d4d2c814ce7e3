"""Text messages: how they are coded, into how many parts they fall, where they break, what they cost."""

import re
from dataclasses import dataclass
from decimal import Decimal

from .transliterate import ascii_only, latin

# GSM 03.38, each letter in the place of its code
_ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPE = "\x1b"
_GSM = {letter: bytes((code,)) for code, letter in enumerate(_ALPHABET) if letter != _ESCAPE}
_GSM_TWICE = dict(zip("\f^{}\\[~]|€", (bytes((0x1B, code)) for code in b"\x0a\x14()/<=>@e"), strict=True))
_LINK = re.compile(r"https?://\S+")
_LINKS = re.compile(r"(https?://\S+)")
FORMS = ("cyrillic", "latin", "ascii")
ONE = {"gsm7": 160, "ucs2": 70}
PART = {"gsm7": 153, "ucs2": 67}


@dataclass(frozen=True, slots=True)
class Rendering:
    """One text as it would travel: `form` is cyrillic, latin or ascii; only `cyrillic` is the language of the law."""

    form: str
    text: str
    encoding: str
    units: int
    parts: tuple[str, ...]
    official: bool

    def cost(self, price_of_a_part: Decimal) -> Decimal:
        """What the message costs at a price a part."""
        return len(self.parts) * price_of_a_part


def render(text: str, lang: str, form: str = "cyrillic", *, names: tuple[str, ...] = ()) -> Rendering:
    """The Kazakh (`kk`) or Russian (`ru`) text in one of the three forms; links are never touched.

    `names` are names of persons in the text. Raises `ValueError` for another form, for Russian in `latin`, for a sign
    without a plain form, and where `latin` or `ascii` would change a name: it is stored in a spelling, never spelled
    out by a table; leave it out of the short form.
    """
    text = _spelled(text, lang, form, names)
    return Rendering(form, text, encoding(text), units(text), parts(text), form == "cyrillic")


def _spelled(text: str, lang: str, form: str, names: tuple[str, ...] = ()) -> str:
    if form not in FORMS or lang not in ("kk", "ru"):
        raise ValueError(f"{form!r}, {lang!r}: forms are {' '.join(FORMS)}, languages kk ru")
    if form == "latin" and lang == "ru":
        raise ValueError("Russian has no Latin alphabet; take ascii")
    if form != "cyrillic":
        for name in names:
            if name in text and not name.isascii():
                raise ValueError(f"{name}: a name is not transliterated; leave it out of this form")
        spell = latin if form == "latin" else lambda part: ascii_only(part, lang)
        text = "".join(part if _LINK.fullmatch(part) else spell(part) for part in _LINKS.split(text))
    return text


def bilingual(kk: str, ru: str, form: str = "cyrillic") -> str:
    """One message that holds Kazakh, then Russian; `latin` writes Russian in plain ASCII, for it has no Latin alphabet.

    Raises `ValueError` as `render` does.
    """
    russian = "ascii" if form == "latin" else form
    return f"{_spelled(kk, 'kk', form)}\n{_spelled(ru, 'ru', russian)}"


def encoding(text: str) -> str:
    """gsm7 where every letter is in its alphabet, else ucs2."""
    return "gsm7" if all(letter in _GSM or letter in _GSM_TWICE for letter in text) else "ucs2"


def units(text: str) -> int:
    """Length in the units the network counts."""
    if encoding(text) == "gsm7":
        return sum(2 if letter in _GSM_TWICE else 1 for letter in text)
    return len(text.encode("utf-16-be")) // 2


def encoded(text: str, code: str) -> bytes:
    """The text in a message's bytes: `gsm7` one byte a septet, not packed; `ucs2` two bytes a unit.

    Raises `ValueError` for a letter that gsm7 does not have.
    """
    if code == "ucs2":
        return text.encode("utf-16-be")
    strange = sorted({letter for letter in text if letter not in _GSM and letter not in _GSM_TWICE})
    if strange:
        raise ValueError(f"{' '.join(strange)}: not in the alphabet of text messages")
    return b"".join(_GSM.get(letter) or _GSM_TWICE[letter] for letter in text)


def segments(text: str) -> int:
    """How many parts the message costs."""
    return len(parts(text)) if text else 0


def parts(text: str, *, wide_reference: bool = False) -> tuple[str, ...]:
    """The parts of the message; a link and a pair of units are never torn, a word only where it must be.

    A `wide_reference` of 16 bits takes one byte more of each part.
    """
    code = encoding(text)
    if units(text) <= ONE[code]:
        return (text,)
    out, rest = [], text
    while rest:
        cut = _cut(rest, PART[code] - wide_reference, code)
        out.append(rest[:cut])
        rest = rest[cut:]
    return tuple(out)


def _size(letter: str, code: str) -> int:
    if code == "gsm7":
        return 2 if letter in _GSM_TWICE else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _cut(text: str, room: int, code: str) -> int:
    index = _room(text, room, code)
    if index < len(text):
        for link in _LINK.finditer(text):
            if (
                link.start() < index < link.end()
                and link.start() > 0
                and _room(link.group(), room, code) == len(link[0])
            ):
                return link.start()
    return index


def _room(text: str, room: int, code: str) -> int:
    """How many letters fit."""
    if code == "ucs2" and max(text[:room], default="") <= "\uffff":
        return min(room, len(text))  # every letter is one unit, as those of both languages are
    used = 0
    for index, letter in enumerate(text):
        used += _size(letter, code)
        if used > room:
            return index
    return len(text)
