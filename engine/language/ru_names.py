"""Russian forms of persons' names: pytrovich with the rules that names of Kazakhstan need."""

import re
from functools import lru_cache

from .ru_name_lexicon import DECLINED_SOFT, FIXED_ENDINGS, FIXED_FIRST_PARTS, GERMAN, KOREAN, STEMS, STRESSED_LAST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytrovich.maker import PetrovichDeclinationMaker

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
KINDS = ("surname", "first", "patr", "full")
_CASES = {"gent": "GENITIVE", "datv": "DATIVE", "accs": "ACCUSATIVE", "ablt": "INSTRUMENTAL", "loct": "PREPOSITIONAL"}
_PARTS = {"surname": "LASTNAME", "first": "FIRSTNAME", "patr": "MIDDLENAME"}
_KAZAKH = "әғқңөұүһі"
_HARD = "бвгджзклмнпрстфхцчшщғқңһ"
_VOWELS = "аеёиоуыэюяәіөүұ"
_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі’'ʼ]+", re.IGNORECASE)
_JOINTS = re.compile(r"([ \-–])")
# genitive, dative, accusative, instrumental, prepositional
_CONSONANT = {"gent": "а", "datv": "у", "accs": "а", "ablt": "ом", "loct": "е"}
_SOFT = {"gent": "я", "datv": "ю", "accs": "я", "ablt": "ем", "loct": "е"}
_FIRST_HARD = {"gent": "ы", "datv": "е", "accs": "у", "ablt": "ой", "loct": "е"}
_FIRST_SOFT = {"gent": "и", "datv": "е", "accs": "ю", "ablt": "ей", "loct": "е"}
_THIRD = {"gent": "и", "datv": "и", "accs": "ь", "ablt": "ью", "loct": "и"}


def inflect_part(text: str, kind: str, gender: str | None, case: str) -> str:
    """One part of a name (surname, first, patr) or a full one (surname first) in nomn gent datv accs ablt loct.

    What has no rule stays as it is: names in -ұлы, -қызы, women's names in consonants, other scripts, and every name
    whose gender is not known (None). Raises `ValueError` for another kind, gender or case.
    """
    if kind not in KINDS or case not in CASES or gender not in ("m", "f", None):
        raise ValueError(
            f"{kind!r}, {gender!r}, {case!r}: kinds are {' '.join(KINDS)}, genders m f, cases {' '.join(CASES)}"
        )
    if case == "nomn" or gender is None:
        return text
    if kind == "full":
        return _full(text, gender, case)
    words = _JOINTS.split(text)
    last = len(words) - 1
    return "".join(
        word if index % 2 else _word(word, kind, gender, case, last=index == last) for index, word in enumerate(words)
    )


def _full(text: str, gender: str, case: str) -> str:
    words = re.split(r"([ \u00a0])", text)
    kinds = iter(("surname", "first", "patr"))
    out = []
    for index, word in enumerate(words):
        kind = "surname" if index % 2 == 0 and word.endswith(".") else None
        out.append(word if index % 2 or kind else inflect_part(word, next(kinds, "patr"), gender, case))
    return "".join(out)


def _word(word: str, kind: str, gender: str, case: str, *, last: bool) -> str:
    lower = word.casefold()
    if not _CYRILLIC.fullmatch(word) or len(word) == 1 or lower.endswith(FIXED_ENDINGS):
        return word
    if not last and (lower in FIXED_FIRST_PARTS or (kind == "first" and gender == "m")):
        return word  # Жан-Поля, Юнус-бека, Бонч-Бруевича
    form = _own(lower, kind, gender, case)
    return _like(word, _petrovich(lower, kind, gender, case) if form is None else form)


def _own(lower: str, kind: str, gender: str, case: str) -> str | None:
    """The form where our rule is surer than pytrovich's; None leaves the word to it."""
    last = lower[-1]
    if kind != "patr" and gender == "m" and lower in STEMS[kind]:
        return STEMS[kind][lower] + ("ем" if case == "ablt" and last == "ц" else _CONSONANT[case])
    if gender == "f" and lower in DECLINED_SOFT:
        return lower[:-1] + _THIRD[case]
    if last in "иыуоеэюёұүөі":
        return lower
    if kind == "patr":
        return None
    if last in "ая":
        return _first_declension(lower, kind, case)
    if gender == "f":
        return lower
    if kind == "surname":
        return _surname(lower, case)
    if last not in _HARD:
        return None
    ending = "ем" if case == "ablt" and last in "жшщц" else _CONSONANT[case]
    return lower + ending


def _first_declension(lower: str, kind: str, case: str) -> str | None:
    before = lower[-2:-1]
    if kind == "surname" and lower.endswith(("ова", "ева", "ёва", "ина", "ына", "ая", "яя")):
        return None
    if not before or (before == "и" and (kind == "surname" or lower[-1] == "а")):
        return None
    if before == "и":
        return lower[:-1] + ("и" if case in ("datv", "loct") else _FIRST_SOFT[case])
    if lower[-1] == "а" and before in _VOWELS:
        return lower  # Галуа, Андреа
    if lower[-1] == "я":
        return lower[:-1] + ("ёй" if case == "ablt" and lower in STRESSED_LAST else _FIRST_SOFT[case])
    ending = "и" if case == "gent" and before in "гкхжшчщғқһ" else _FIRST_HARD[case]
    if case == "ablt" and before in "жшчщц" and lower not in STRESSED_LAST and not _kazakh(lower):
        ending = "ей"
    return lower[:-1] + ending


def _surname(lower: str, case: str) -> str | None:
    if lower.endswith(("ых", "их")) and not _kazakh(lower) and lower not in GERMAN:
        return lower
    if lower.endswith(("ын", "ин")):
        russian = (not _kazakh(lower) and not lower.endswith("ын")) or lower.endswith("цын")
        return None if russian and lower not in KOREAN else lower + _CONSONANT[case]
    if lower.endswith(("ёнок", "енок")):
        return lower[:-2] + "к" + _CONSONANT[case]
    if lower.endswith("ец") and len(lower) > 4 and not _kazakh(lower):
        joint = "ьц" if lower[-3] == "л" else "йц" if lower[-3] in _VOWELS else "ц"
        return lower[:-2] + joint + ("ем" if case == "ablt" else _CONSONANT[case])
    if (lower.endswith("ой") and len(lower) <= 4) or (lower.endswith("ий") and len(lower) <= 3):
        return lower[:-1] + _SOFT[case]  # Цой, Ной
    if lower.endswith(("ов", "ев", "ёв", "ский", "цкий")) or lower[-1] not in _HARD or lower[-1] in "жшчщц":
        return None
    return lower + _CONSONANT[case]


def _kazakh(lower: str) -> bool:
    return any(letter in _KAZAKH for letter in lower)


@lru_cache(maxsize=1)
def _engine() -> "PetrovichDeclinationMaker":
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
