"""Front or back: which vowels the endings of a Kazakh word take. The first rule that applies decides."""

from functools import lru_cache

from .kk_lexicon import BACK_WORDS, FRONT_WORDS, RUSSIAN_MARKS

FRONT, BACK = "front", "back"
FRONT_VOWELS, BACK_VOWELS = "әөүіеэё", "аоұыя"
VOWELS = FRONT_VOWELS + BACK_VOWELS + "ию" + "у"
KAZAKH_LETTERS = "әғқңөұүһі"
CLUSTERS = ("нкт", "рк", "рг", "нк", "нг", "кс", "кт", "ск", "лк", "кль", "брь", "бль")
_LATIN = {**dict.fromkeys("eiyöüä", FRONT), **dict.fromkeys("aou", BACK)}


@lru_cache(maxsize=65536)
def harmony(word: str, *, surname: bool = False) -> str:
    """`front` or `back` for a word in small letters; `surname` lets -ов and -ев follow the Kazakh stem."""
    if word in FRONT_WORDS:
        return FRONT
    if word in BACK_WORDS:
        return BACK
    if word.endswith(("ұлы", "қызы")):
        return BACK
    if word.endswith("ь") or word.endswith(CLUSTERS):
        return FRONT
    vowels = [letter for letter in word if letter in VOWELS]
    if vowels and vowels[-1] in "ёэ":
        return FRONT
    if word.endswith(("изм", "ист", "ий", "ей")) or (word.endswith("г") and vowels):
        return FRONT
    if surname and word.endswith(("ов", "ев", "ёв")):
        return _by_stem(word[:-2], soft=not word.endswith("ов"))
    return _by_vowels(word)


def _by_stem(stem: str, *, soft: bool) -> str:
    last = next((letter for letter in reversed(stem) if letter in VOWELS), "")
    if soft:
        return BACK if last and last in "аоұыуя" else FRONT
    if last and last in "аоұыуяю":
        return BACK
    if last and last in "әөүі":
        return FRONT
    russian = not any(letter in KAZAKH_LETTERS for letter in stem) and any(mark in stem for mark in RUSSIAN_MARKS)
    return BACK if russian or not last else FRONT


def _by_vowels(word: str) -> str:
    for index in range(len(word) - 1, -1, -1):
        letter = word[index]
        if letter in FRONT_VOWELS:
            return FRONT
        if letter in BACK_VOWELS:
            return BACK
        last = index == len(word) - 1
        if letter == "и":
            return _before(word[:index], FRONT) if last else FRONT
        if letter in "ую":
            closed = not last and (index == 0 or word[index - 1] not in VOWELS)
            return BACK if closed else _before(word[:index], BACK)
        if letter in _LATIN:
            return _LATIN[letter]
    return BACK


def _before(rest: str, otherwise: str) -> str:
    for letter in reversed(rest):
        if letter in FRONT_VOWELS:
            return FRONT
        if letter in BACK_VOWELS or letter in "қғ":
            return BACK
        if letter == "и":
            return BACK if any(each in "қғ" for each in rest) else FRONT
    return otherwise
