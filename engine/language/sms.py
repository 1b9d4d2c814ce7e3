"""Text messages: how they are coded, into how many parts they fall, where they break."""

import re

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = set("^{}\\[~]|€\f")
ONE = {"gsm7": 160, "ucs2": 70}
PART = {"gsm7": 153, "ucs2": 67}


def encoding(text: str) -> str:
    """gsm7 where every letter is in its alphabet, else ucs2."""
    return "gsm7" if all(letter in _GSM or letter in _GSM_TWICE for letter in text) else "ucs2"


def units(text: str) -> int:
    """Length in the units the network counts."""
    if encoding(text) == "gsm7":
        return sum(2 if letter in _GSM_TWICE else 1 for letter in text)
    return len(text.encode("utf-16-be")) // 2


def segments(text: str) -> int:
    """How many parts the message costs."""
    return len(parts(text)) if text else 0


def parts(text: str) -> tuple[str, ...]:
    """The parts of the message; a link and a pair of units are never torn, a word only where it must be."""
    code = encoding(text)
    if units(text) <= ONE[code]:
        return (text,)
    out, rest = [], text
    while rest:
        cut = _cut(rest, PART[code], code)
        out.append(rest[:cut])
        rest = rest[cut:]
    return tuple(out)


def _size(letter: str, code: str) -> int:
    if code == "gsm7":
        return 2 if letter in _GSM_TWICE else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _cut(text: str, room: int, code: str) -> int:
    used = 0
    for index, letter in enumerate(text):
        used += _size(letter, code)
        if used > room:
            for link in re.finditer(r"https?://\S+", text):
                if link.start() < index < link.end() and link.start() > 0 and _fits(link.group(), room, code):
                    return link.start()
            return index
    return len(text)


def _fits(link: str, room: int, code: str) -> bool:
    return sum(_size(letter, code) for letter in link) <= room
