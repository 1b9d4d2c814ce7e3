"""Typography of both languages: no-break spaces, quotes; words of mixed script; spans that must not break."""

import re

from .dates import KK_MONTHS, RU_MONTHS

NBSP = "\u00a0"
_LINK = re.compile(r"(https?://\S+)")
_AFTER_SIGN = re.compile(r"([№§]) ?(?=\S)")
# a group of three figures, a unit, a sum in words; and a dash, which begins no line
_HELD = re.compile(
    r"(?<=\d) (?=\d{3}(?:\D|$)|\([а-яёәғқңөұүһіА-ЯЁӘҒҚҢӨҰҮҺІ]|₸|%"
    r"|(?:теңге|тенге|тиын|тг|АЕК|МРП|жылғы|года|г\.|күн|жыл|ай|сағат|минут|күнтізбелік|жұмыс|дней|дня|день"
    r"|дню|днём|лет|год|месяц|час|сут|календарн|рабоч|процент|пайыз))| (?=[—–] )"
)
_OPENING = re.compile(r"(?<![\w»”])\"(?=\S)")
_CLOSING = re.compile(r"(?<=\S)\"")
_DAY = re.compile(r"(?<!\d)(\d{1,2}) (?=(?:" + "|".join(KK_MONTHS + RU_MONTHS) + r"))")
_INITIALS = re.compile(r"\b([А-ЯЁӘҒҚҢӨҰҮҺІ]\.) ?(?=[А-ЯЁӘҒҚҢӨҰҮҺІ])")
_SHORT = re.compile(r"\b(ст|п|пп|г|б|т)\. (?=[\d№А-ЯЁ])")
_NOWRAP = re.compile(r"[\w.()]*\d[\w.()]*-[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]+")
_ALPHABETS = "А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі"  # of Kazakh and Russian; other Cyrillic letters belong to neither
_OWN, _FOREIGN = re.compile(rf"[{_ALPHABETS}]"), re.compile(rf"[^\W\d_{_ALPHABETS}]")
_WORD = re.compile(r"[^\W\d_]+")
_LOOKALIKES = str.maketrans(
    "iIhHaAeEoOpPcCxXyYKMTBkəƏëËɵƟѳѲїЇıοΟαΑρΡΕΗΙΚΜΝΤΧ", "іІһҺаАеЕоОрРсСхХуУКМТВкәӘёЁөӨөӨіІіоОаАрРЕНІКМНТХ"
)
_LATIN = str.maketrans("аеорсхукмтвіһӘә", "aeopcxykmtbihƏə")


def tidy(text: str, lang: str) -> str:
    """The text with its no-break spaces set and its quotes made « »; links stay as they are. Idempotent."""
    text = text.replace("\u202f", NBSP)
    return "".join(part if _LINK.fullmatch(part) else _set(_quotes(part)) for part in _LINK.split(text))


def _quotes(text: str) -> str:
    return _CLOSING.sub("»", _OPENING.sub("«", text)) if '"' in text else text


def _set(text: str) -> str:
    text = _HELD.sub(NBSP, text)
    text = _AFTER_SIGN.sub(rf"\1{NBSP}", text)
    for pattern in (_DAY, _INITIALS, _SHORT):
        text = pattern.sub(lambda match: match.group(0).rstrip(" ") + NBSP, text)
    return text


def nowrap_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where "22-бабына" and the like stand: a line may not break there."""
    return tuple(match.span() for match in _NOWRAP.finditer(text))


def mixed_script(text: str) -> tuple[tuple[int, str], ...]:
    """Words in which letters of another alphabet, mostly Latin, stand among Cyrillic ones, each with its position."""
    return tuple(
        (match.start(), match.group())
        for match in _WORD.finditer(text)
        if _FOREIGN.search(match.group()) and _OWN.search(match.group())
    )


def normalise_kazakh(text: str) -> str:
    """Imported Kazakh text with Latin look-alikes inside Cyrillic words put right (i → і, h → һ, ə → ә …)."""
    return _WORD.sub(
        lambda match: match.group().translate(_LOOKALIKES) if _OWN.search(match.group()) else match.group(), text
    )


def cyrillic(text: str) -> str:
    """The text with Latin look-alikes inside Cyrillic words put right, in words that hold no other Latin letters."""
    return _WORD.sub(_read_as_cyrillic, text) if _FOREIGN.search(text) and _OWN.search(text) else text


def _read_as_cyrillic(match: re.Match[str]) -> str:
    word = match.group()
    right = word.translate(_LOOKALIKES) if _OWN.search(word) else word
    return word if _FOREIGN.search(right) else right


def read_alike(text: str) -> str:
    """The text with every letter that looks like a Cyrillic one written as that one: for comparing, not for print."""
    return text.translate(_LOOKALIKES)


def latin(name: str) -> str:
    """A name of the data, which is Latin, with its Cyrillic look-alikes put right (dеbtor → debtor)."""
    return name.translate(_LATIN)
