"""Kazakh case endings: harmony, final class, possessives, digits, references, abbreviations, names."""

import re
from functools import lru_cache

from .kk_lexicon import ABBREVIATIONS, HARMONY, POSSESSIVES
from .kk_numbers import last_word, number

CASES = ("NOM", "GEN", "DAT", "ACC", "LOC", "ABL", "INS")
KINDS = ("noun", "name", "full", "px3", "abbr", "digits", "ref", "attr")
FRONT, BACK = "front", "back"
_FRONT_VOWELS, _BACK_VOWELS = "әөүіеэё", "аоұыя"
VOWELS = _FRONT_VOWELS + _BACK_VOWELS + "иую"
_CLUSTERS = ("нкт", "рк", "рг", "нк", "нг", "кс", "кт", "ск", "лк", "кль", "брь", "бль")
_NO_VOICING = ("рк", "рг", "нк", "нг", "кс", "кт", "ск", "лк")

# (back, front) for each final class: V vowel, G glide, L liquid, N nasal, Z voiced, T voiceless
_ENDINGS: dict[str, dict[str, tuple[str, str]]] = {
    "GEN": {"V": ("ның", "нің"), "G": ("дың", "дің"), "L": ("дың", "дің"), "N": ("ның", "нің"), "Z": ("дың", "дің"), "T": ("тың", "тің")},
    "DAT": {"V": ("ға", "ге"), "G": ("ға", "ге"), "L": ("ға", "ге"), "N": ("ға", "ге"), "Z": ("ға", "ге"), "T": ("қа", "ке")},
    "ACC": {"V": ("ны", "ні"), "G": ("ды", "ді"), "L": ("ды", "ді"), "N": ("ды", "ді"), "Z": ("ды", "ді"), "T": ("ты", "ті")},
    "LOC": {"V": ("да", "де"), "G": ("да", "де"), "L": ("да", "де"), "N": ("да", "де"), "Z": ("да", "де"), "T": ("та", "те")},
    "ABL": {"V": ("дан", "ден"), "G": ("дан", "ден"), "L": ("дан", "ден"), "N": ("нан", "нен"), "Z": ("дан", "ден"), "T": ("тан", "тен")},
    "INS": {"V": ("мен", "мен"), "G": ("мен", "мен"), "L": ("мен", "мен"), "N": ("мен", "мен"), "Z": ("бен", "бен"), "T": ("пен", "пен")},
}  # fmt: skip
_AFTER_POSSESSIVE = {
    "GEN": ("ның", "нің"),
    "DAT": ("на", "не"),
    "ACC": ("н", "н"),
    "LOC": ("нда", "нде"),
    "ABL": ("нан", "нен"),
    "INS": ("мен", "мен"),
}
_CLASS = {
    **dict.fromkeys("аәеоөұүыіэёя", "V"),
    **dict.fromkeys("иую", "G"),
    **dict.fromkeys("лрй", "L"),
    **dict.fromkeys("мнң", "N"),
    **dict.fromkeys("жз", "Z"),
    **dict.fromkeys("пфкқтсшщчцхһбвгд", "T"),
}
_REF = re.compile(r"(?P<label>[\w.\-/()]*\d[\w.\-/()]*|[IVXLC]+)[ \u00a0-](?P<word>\w+)")


class UnknownAbbreviation(ValueError):
    """An abbreviation that the table does not know: its ending depends on how it is read, so it is not guessed."""


def inflect(text: str, case: str, kind: str = "noun", *, harmony: str | None = None) -> str:
    """The phrase, given in the nominative, in the case; only its last word changes.

    Kinds: noun; name (one name); full (whole name); px3 (a word that already ends in the possessive of the third
    person: "бабы"); abbr; digits ("5" → "5-ке"); ref ("22 бап" → "22-бабына"); attr (LOC + ғы/гі: "қаңтардағы").
    """
    if case not in CASES:
        raise ValueError(f"{case!r} is no Kazakh case; write one of {', '.join(CASES)}")
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind; write one of {', '.join(KINDS)}")
    if not text.strip():
        raise ValueError("there is nothing to inflect")
    if kind == "attr":
        located = _with_ending(text, "LOC", harmony, "noun")
        return located + ("гі" if located[-1] in "еі" else "ғы")
    if kind == "ref":
        return _reference(text, case)
    if kind == "digits":
        return _digits(text, case)
    if kind == "abbr":
        return _abbreviation(text, case)
    if case == "NOM":
        return text
    if kind == "px3":
        return text + _possessed_ending(text, case)
    return _with_ending(text, case, harmony, kind)


def possessive(text: str) -> str:
    """The third person possessive: бап → бабы, сома → сомасы, орын → орны."""
    return text[: len(text) - len(_last(text))] + _possessive(_last(text))


def _last(text: str) -> str:
    return re.split(r"[\s\u00a0\-]", text)[-1] or text


def _with_ending(text: str, case: str, harmony: str | None, kind: str) -> str:
    word = _last(text)
    if kind in ("name", "full", "noun") and _is_patronymic(word):
        return text + _possessed_ending(text, case)
    stem = _short_stem(word)
    lower = stem.casefold()
    side = harmony or _harmony(word.casefold(), kind)
    ending = _ENDINGS[case][_final_class(lower)][side == FRONT]
    body = text[: len(text) - (len(word) - len(stem))] if stem != word else text
    return body + (ending.upper() if len(word) > 1 and word.isupper() else ending)


def _is_patronymic(word: str) -> bool:
    return word.casefold().endswith(("ұлы", "қызы")) and len(word) > 4


def _possessed_ending(text: str, case: str) -> str:
    word = _last(text).casefold()
    side = BACK if word.endswith(("ұлы", "қызы")) else _harmony(word, "px3")
    return _AFTER_POSSESSIVE[case][side == FRONT]


def _short_stem(word: str) -> str:
    # -ст, -сс, -зд: the last letter drops before a suffix (юрист: юристің, съезд: съезге)
    return word[:-1] if word.casefold().endswith(("ст", "сс", "зд")) else word


@lru_cache(maxsize=65536)
def _final_class(lower: str) -> str:
    for letter in reversed(lower):
        if letter in _CLASS:
            return _CLASS[letter]
        if letter not in "ьъ":
            break
    return "T" if lower[-1:] in "bcdfghkpqstvx" else "V" if lower[-1:] in "aeiouy" else "L"


@lru_cache(maxsize=65536)
def _harmony(word: str, kind: str) -> str:
    if word in HARMONY:
        return HARMONY[word]
    for ending, side in HARMONY_BY_ENDING:
        if word.endswith(ending):
            return side
    if word.endswith("ь"):
        return FRONT
    if word.endswith(_CLUSTERS) or word.endswith(("изм", "ист", "ий", "ей")):
        return FRONT
    vowels = [letter for letter in word if letter in VOWELS]
    if "ё" in vowels[-1:] or "э" in vowels[-1:]:
        return FRONT
    if word.endswith("г") and vowels:
        return FRONT
    if kind in ("name", "full") and word.endswith(("ов", "ев", "ёв")):
        return _surname(word)
    if kind in ("name", "full") and word.endswith(("ин", "вич", "вна", "ова", "ева", "ина")):
        return FRONT if word.endswith(("ин", "вич")) else BACK
    return _by_last_vowel(word)


HARMONY_BY_ENDING = (("ұлы", BACK), ("қызы", BACK))


def _surname(word: str) -> str:
    stem = word[:-2]
    before = [letter for letter in stem if letter in VOWELS]
    last = before[-1] if before else ""
    if word.endswith("ев"):
        return BACK if last in "аоұыяу" and last else FRONT
    if last in "әөүі" and last:
        return FRONT
    if last in ("е", "и", "э"):
        return (
            FRONT
            if any(letter in "әғқңөұүһі" for letter in word)
            or stem.endswith(("бек", "берген", "ген", "кен", "тен", "мен"))
            else BACK
        )
    return BACK


def _by_last_vowel(word: str) -> str:
    for index in range(len(word) - 1, -1, -1):
        letter = word[index]
        if letter in _FRONT_VOWELS:
            return FRONT
        if letter in _BACK_VOWELS:
            return BACK
        if letter == "и":
            if index == len(word) - 1:
                return _before(word[:index], FRONT)
            return FRONT
        if letter in "ую":
            closed = index < len(word) - 1 and (index == 0 or word[index - 1] not in VOWELS)
            return BACK if closed else _before(word[:index], BACK)
    return BACK


def _before(rest: str, otherwise: str) -> str:
    for letter in reversed(rest):
        if letter in _FRONT_VOWELS or letter == "и":
            return FRONT
        if letter in _BACK_VOWELS:
            return BACK
    return otherwise


def _possessive(word: str) -> str:
    lower = word.casefold()
    if lower in POSSESSIVES:
        return word[:1] + POSSESSIVES[lower][1:] if word[:1].isupper() else POSSESSIVES[lower]
    side = _harmony(lower, "noun")
    stem = _short_stem(word)
    if lower.endswith("ь"):
        return word[:-1] + ("і" if side == FRONT else "ы")
    if lower.endswith(tuple("аәеоөұүыіэёя")):
        return word + ("сі" if side == FRONT else "сы")
    if lower.endswith(("қ", "к", "п")) and not lower.endswith(_NO_VOICING):
        stem = word[:-1] + {"қ": "ғ", "к": "г", "п": "б"}[lower[-1]]
    return stem + ("і" if side == FRONT else "ы")


def _reference(text: str, case: str) -> str:
    match = _REF.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'{text!r} is no reference such as "22 бап"')
    label, word = match.group("label"), possessive(match.group("word"))
    joint = " " if re.fullmatch("[IVXLC]+", label) else "-"
    return f"{label}{joint}{inflect(word, case, 'px3')}"


def _digits(text: str, case: str) -> str:
    digits = text.replace(" ", "").replace("\u00a0", "")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{text!r} is not a number in digits")
    if case == "NOM":
        return text
    word = last_word(int(digits))
    return f"{text}-{_with_ending(word, case, None, 'noun')[len(word) :]}"


def _abbreviation(text: str, case: str) -> str:
    short = text.split()[-1].strip('«»"')
    if short not in ABBREVIATIONS:
        raise UnknownAbbreviation(
            f"{short}: add the abbreviation to engine/language/kk_lexicon.py with the way it is read"
        )
    side, final, possessed = ABBREVIATIONS[short]
    if case == "NOM":
        return text
    endings = _AFTER_POSSESSIVE[case] if possessed else _ENDINGS[case][final]
    return f"{text}-{endings[side == FRONT]}"


__all__ = ["CASES", "KINDS", "UnknownAbbreviation", "inflect", "number", "possessive"]
