"""Russian forms of persons' names: pytrovich with the rules that Kazakh names need."""

import re
from functools import lru_cache
from typing import Any

_CASES = {"gent": "GENITIVE", "datv": "DATIVE", "accs": "ACCUSATIVE", "ablt": "INSTRUMENTAL", "loct": "PREPOSITIONAL"}
_PARTS = {"surname": "LASTNAME", "first": "FIRSTNAME", "patr": "MIDDLENAME"}
_FIXED = ("ұлы", "улы", "қызы", "кызы", "оглы", "заде")
_BARE = ("бонч", "тер", "абдул", "кара")
_KAZAKH = "әғқңөұүһі"
_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі’'ʼ]+", re.IGNORECASE)


def inflect_part(text: str, kind: str, gender: str | None, case: str) -> str:
    """One part of a name (surname, first, patr) in nomn gent datv accs ablt loct; what has no rule stays as it is."""
    if case == "nomn" or gender not in ("m", "f"):
        return text
    words = re.split(r"([ \-])", text)
    return "".join(
        word if word in " -" else _word(word, kind, gender, case, bare=index < len(words) - 1)
        for index, word in enumerate(words)
    )


def _word(word: str, kind: str, gender: str, case: str, *, bare: bool) -> str:
    lower = word.casefold()
    if not _CYRILLIC.fullmatch(word) or lower.endswith(_FIXED) or (bare and lower in _BARE) or len(word) == 1:
        return word
    form = _kazakh(lower, kind, gender, case)
    if form is None:
        form = _petrovich(lower, kind, gender, case)
    return _like(word, form)


def _kazakh(lower: str, kind: str, gender: str, case: str) -> str | None:
    last = lower[-1]
    if last in "иыуоеэюёұүөі":
        return lower
    if kind == "patr":
        return None
    if (
        last in "ая"
        and lower[-2:-1] not in ("", *"ия")
        and not (kind == "surname" and lower.endswith(("ова", "ева", "ёва", "ина", "ына", "ая")))
    ):
        hard = last == "а"
        soft_i = "и" if not hard or lower[-2] in "гкхжшчщғқһ" else "ы"
        return (
            lower[:-1]
            + {"gent": soft_i, "datv": "е", "accs": "у" if hard else "ю", "ablt": "ой" if hard else "ей", "loct": "е"}[
                case
            ]
        )
    if gender == "f" and (last not in "ая"):
        return lower
    if (
        gender == "m"
        and (last in _HARD)
        and not (kind == "surname" and lower.endswith(("ов", "ев", "ёв", "ин", "ын", "ский", "цкий")))
    ):
        if kind == "surname" and lower.endswith(("ых", "их")):
            return lower
        if kind == "first" and lower.endswith(("ел", "ёл")) and lower in ("павел",):
            return None
        hush = last in "жшчщц"
        return lower + {"gent": "а", "datv": "у", "accs": "а", "ablt": "ем" if hush else "ом", "loct": "е"}[case]
    if (
        kind == "surname"
        and gender == "m"
        and lower.endswith(("ын", "ин"))
        and any(letter in _KAZAKH for letter in lower)
    ):
        return lower + {"gent": "а", "datv": "у", "accs": "а", "ablt": "ом", "loct": "е"}[case]
    return None


_HARD = "бвгджзклмнпрстфхцчшщғқңһ"


@lru_cache(maxsize=1)
def _engine() -> Any:
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()


@lru_cache(maxsize=65536)
def _petrovich(lower: str, kind: str, gender: str, case: str) -> str:
    from pytrovich.enums import Case, Gender, NamePart

    side = Gender.MALE if gender == "m" else Gender.FEMALE
    return str(_engine().make(NamePart[_PARTS[kind]], side, Case[_CASES[case]], lower))


def _like(word: str, form: str) -> str:
    # the letters of the name are the person's own: only the ending may differ from them
    keep = 0
    while keep < min(len(word), len(form)) and word[keep].casefold() == form[keep]:
        keep += 1
    ending = form[keep:]
    return word[:keep] + (ending.upper() if len(word) > 1 and word.isupper() else ending)
