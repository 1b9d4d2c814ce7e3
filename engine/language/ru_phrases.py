"""Russian posts and organisations: the leading adjectives and the head noun decline, the rest stays."""

import re

from .ru_lexicon import (
    ADVERBS,
    FIXED_FIRST_PARTS,
    GOVERNING,
    GOVERNING_INSTRUMENTAL,
    NOT_ADJECTIVES,
    PREPOSITIONS,
    SUBSTANTIVES,
)
from .ru_nouns import CASES, adjective, animate, noun

_ADJECTIVE = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
_PARTICIPLE = ("щий", "щее", "щая", "щие", "мый", "мое", "мая", "мые", "нный", "нное", "нная", "нные", "вший", "вшая")
_INSTRUMENTAL = ("ом", "ем", "ём", "ой", "ей", "ами", "ями", "ью", "ым", "им")
_LONGEST_ABBREVIATION = 5  # longer words in capitals are headings, not abbreviations
_ORDINAL = re.compile(r"(\d+)-(й|я|е)")
_ORDINAL_FORMS = {
    "й": ("го", "му", "й", "м", "м"), "я": ("й", "й", "ю", "й", "й"), "е": ("го", "му", "е", "м", "м"),
}  # fmt: skip


def phrase(text: str, case: str) -> str:
    """The post, organisation or paper in nomn gent datv accs ablt loct.

    Adjectives, participles and ordinals at the front decline with the first noun; everything after it, text in « »,
    abbreviations (ТОО, РГУ, и.о.) and words that are no Russian never change. Raises `ValueError` for another case.
    """
    if case == "nomn":
        return text
    if case not in CASES:
        raise ValueError(f"{case!r} is no Russian case; write one of nomn {' '.join(CASES)}")
    words = text.split(" ")
    head = _head(words)
    if head is None:
        return text
    governed = _is_adjective(words[head])
    living = governed or any(animate(part) for part in words[head].split("-"))
    out = [_leading(word, case, living) for word in words[:head]]
    out.append(adjective(words[head], case, living) if governed else _noun(words[head], case))
    rest = words[head + 1 :]
    if words[head].endswith(",") and rest and rest[0].casefold().rstrip(",").endswith(_PARTICIPLE):
        rest[0] = adjective(rest[0], case, living)  # лица, привлекаемого к ответственности
    return " ".join([*out, *rest])


def _head(words: list[str]) -> int | None:
    for index, word in enumerate(words):
        if _unchanging(word):
            return None
        if _ORDINAL.fullmatch(word) or (word.casefold() in ADVERBS and index < len(words) - 1):
            continue
        if not _is_adjective(word):
            return index
        rest = words[index + 1] if index + 1 < len(words) else ""
        if not rest or rest.casefold() in PREPOSITIONS or _unchanging(rest) or _governs(word, rest):
            return index
    return None


def _unchanging(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    abbreviation = 1 < len(letters) <= _LONGEST_ABBREVIATION and all(letter.isupper() for letter in letters)
    return word[:1] in '«„"(' or abbreviation or "." in word or not letters or not _russian(letters)


def _russian(letters: list[str]) -> bool:
    return all("а" <= letter.casefold() <= "я" or letter in "ёЁ" for letter in letters)


def _is_adjective(word: str) -> bool:
    lower = word.casefold()
    if lower in NOT_ADJECTIVES or len(lower) < 5:
        return False
    if lower.endswith(("ние", "тие", "вие", "лие", "рие", "ция", "мия")) and not lower.endswith(
        ("нние", "шние", "жние", "чние", "дние", "рние")
    ):
        return False
    return lower.endswith(_ADJECTIVE) or lower in ("третье", "третья", "третьи")


def _governs(word: str, following: str) -> bool:
    lower = word.casefold()
    if lower.startswith(GOVERNING) or lower in SUBSTANTIVES or following.casefold().endswith(("ого", "его")):
        return True
    return lower.startswith(GOVERNING_INSTRUMENTAL) and following.casefold().endswith(_INSTRUMENTAL)


def _leading(word: str, case: str, living: bool) -> str:
    digits = _ORDINAL.fullmatch(word)
    if digits:
        number, ending = digits.groups()
        index = CASES.index("gent" if case == "accs" and living and ending == "й" else case)
        return f"{number}-{_ORDINAL_FORMS[ending][index]}"
    return word if word.casefold() in ADVERBS else adjective(word, case, living)


def _noun(word: str, case: str) -> str:
    tail = "" if word[-1].isalpha() else word[-1]
    parts = word.removesuffix(tail).split("-")
    if len(parts) > 1 and (parts[0].casefold() in FIXED_FIRST_PARTS or not animate(parts[0])):
        return "-".join([*parts[:-1], _keep(parts[-1], case)]) + tail
    return "-".join(_keep(part, case) for part in parts) + tail


def _keep(word: str, case: str) -> str:
    form = noun(word.casefold(), case)
    if len(word) > 1 and word.isupper():
        return form.upper()
    return word[:1] + form[1:] if word[:1].casefold() == form[:1] else form
