"""Kazakh endings: cases, possessives, plural, digits, references, abbreviations, names."""

from functools import lru_cache

from .kk_harmony import CLUSTERS, FRONT, harmony
from .kk_lexicon import ABBREVIATIONS, BARE_IN_Y, POSSESSED_IN_SHY, POSSESSIVES
from .kk_numbers import last_word

CASES = ("NOM", "GEN", "DAT", "ACC", "LOC", "ABL", "INS")
KINDS = ("noun", "name", "full", "px3", "abbr", "digits", "ref", "attr")

# Final class of a word -> first letter of its ending, by case.
# V vowel, G glide, L liquid, N nasal, Z voiced, T voiceless
_INITIAL = {
    "GEN": {"V": "н", "G": "д", "L": "д", "N": "н", "Z": "д", "T": "т"},
    "DAT": {"V": "ғ", "G": "ғ", "L": "ғ", "N": "ғ", "Z": "ғ", "T": "қ"},
    "ACC": {"V": "н", "G": "д", "L": "д", "N": "д", "Z": "д", "T": "т"},
    "LOC": {"V": "д", "G": "д", "L": "д", "N": "д", "Z": "д", "T": "т"},
    "ABL": {"V": "д", "G": "д", "L": "д", "N": "н", "Z": "д", "T": "т"},
    "INS": {"V": "м", "G": "м", "L": "м", "N": "м", "Z": "б", "T": "п"},
}
_REST = {  # what follows that letter: back, front
    "GEN": ("ың", "ің"),
    "DAT": ("а", "е"),
    "ACC": ("ы", "і"),
    "LOC": ("а", "е"),
    "ABL": ("ан", "ен"),
    "INS": ("ен", "ен"),
}
_AFTER_POSSESSIVE = {
    "GEN": ("ның", "нің"),
    "DAT": ("на", "не"),
    "ACC": ("н", "н"),
    "LOC": ("нда", "нде"),
    "ABL": ("нан", "нен"),
    "INS": ("мен", "мен"),
}
_CLASS = {
    **dict.fromkeys("аәеоөұүыіэёяaeiouyäöü", "V"),
    **dict.fromkeys("иую", "G"),
    **dict.fromkeys("лрйlrj", "L"),
    **dict.fromkeys("мнңmn", "N"),
    **dict.fromkeys("жзz", "Z"),
    **dict.fromkeys("пфкқтсшщчцхһбвгдbcdfghkpqstvwx", "T"),
}
_VOICED = {"қ": "ғ", "к": "г", "п": "б"}
_ROMAN = frozenset("IVXLCDM")
_LABEL = frozenset("0123456789.-/")
_BRACKETS = "»”\"')"


class UnknownAbbreviation(ValueError):
    """An abbreviation that the table does not know: its ending depends on how it is read, so it is not guessed."""


def inflect(text: str, case: str, kind: str = "noun", *, harmony: str | None = None) -> str:
    """The phrase, given in the nominative, in the case; only its last word changes.

    Kinds: noun; name (one name); full (whole name); px3 (the possessive of the third person: "бап" and "бабы" →
    "бабына"); abbr; digits ("5" → "5-ке"); ref ("22 бап" → "22-бабына"); attr (LOC + ғы/гі: "қаңтардағы",
    whatever the case). `harmony` ("front", "back") overrules the rules for one stem. Raises `ValueError` for an
    unknown case or kind and for what is no text of the kind, `UnknownAbbreviation` for one the table lacks.
    """
    if case not in CASES:
        raise ValueError(f"{case!r} is no Kazakh case; write one of {', '.join(CASES)}")
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind; write one of {', '.join(KINDS)}")
    if harmony not in (None, "front", "back"):
        raise ValueError(f"{harmony!r} is no harmony; write front or back")
    if not text.strip():
        raise ValueError("there is nothing to inflect")
    if kind == "ref":
        return _reference(text, case)
    if kind == "attr":
        located = text + _ending(text, "LOC", kind, harmony)
        return located + ("гі" if located[-1] in "еі" else "ғы")
    if kind == "px3" and not possessed(text):
        text = possessive(text)
    if case == "NOM":
        return text
    if kind == "digits":
        return _digits(text, case)
    if kind == "abbr":
        return _abbreviation(text, case)
    return _short(text) + _ending(text, case, kind, harmony)


def possessive(text: str) -> str:
    """The third person possessive: бап → бабы, сома → сомасы, орын → орны, банк → банкі, рубль → рублі."""
    word = _last(text)
    return text[: len(text) - len(word)] + _possessed(word)


def possessed(text: str) -> bool:
    """Whether the last word already ends in the possessive of the third person: бабы, мүлкі, қаласы."""
    lower = _last(text).casefold()
    # қаулы and words for people, such as тергеуші, end in these vowels of themselves; күші, көрсеткіші do not
    agent = lower.endswith(("шы", "ші")) and len(lower) > 3 and lower[-3] not in "ыіүөұ"
    return lower.endswith(("ы", "і")) and lower not in BARE_IN_Y and (not agent or lower in POSSESSED_IN_SHY)


def plural(text: str) -> str:
    """The plural: бап → баптар, қаулы → қаулылар, шешім → шешімдер."""
    word = _last(text).casefold()
    final = _final_class(_short(word))
    letter = {"V": "л", "G": "л", "N": "д", "Z": "д", "T": "т"}.get(
        final, "д" if word.rstrip("ьъ").endswith("л") else "л"
    )
    return _short(text) + letter + ("ер" if harmony(word) == FRONT else "ар")


def _last(text: str) -> str:
    return text.rstrip(_BRACKETS).replace("-", " ").replace("\u00a0", " ").rsplit(" ", 1)[-1] or text


def _short(text: str) -> str:
    # -ст, -сс, -зд: the last letter drops before an ending (юрист: юристің, съезд: съезге)
    return text[:-1] if text.casefold().endswith(("ст", "сс", "зд")) else text


def _ending(text: str, case: str, kind: str, side: str | None) -> str:
    word = _last(text)
    lower = word.casefold()
    if kind == "px3" or (lower.endswith(("ұлы", "қызы")) and len(lower) > 4):
        ending = _AFTER_POSSESSIVE[case][(side or harmony(lower)) == FRONT]
    else:
        front = (side or harmony(lower, surname=kind in ("name", "full") or word[:1].isupper())) == FRONT
        ending = _plain(case, _final_class(_short(lower)), front)
    return ending.upper() if len(word) > 1 and word.isupper() else ending


def _plain(case: str, final: str, front: bool) -> str:
    initial = _INITIAL[case][final]
    if case == "DAT" and front:
        initial = "к" if initial == "қ" else "г"
    return initial + _REST[case][front]


@lru_cache(maxsize=65536)
def _final_class(lower: str) -> str:
    letter = next((each for each in reversed(lower) if each not in "ьъ'’ʼ"), "")
    return _CLASS.get(letter, "L")


def _possessed(word: str) -> str:
    lower = word.casefold()
    if lower in POSSESSIVES:
        return _like(word, POSSESSIVES[lower])
    front = harmony(lower) == FRONT
    if lower.endswith("ь"):
        return word[:-1] + ("і" if front else "ы")
    if _final_class(lower) == "V":
        return word + ("сі" if front else "сы")
    stem = word
    if lower[-1] in _VOICED and not lower.endswith(CLUSTERS):
        stem = word[:-1] + _VOICED[lower[-1]]
    return _short(stem) + ("і" if front else "ы")


def _like(word: str, form: str) -> str:
    return word[:1] + form[1:] if word[:1].casefold() == form[:1] else form


def _reference(text: str, case: str) -> str:
    label, _gap, word = text.strip().replace("\u00a0", " ").partition(" ")
    roman = _ROMAN.issuperset(label)
    numbered = any(each.isdigit() for each in label) and all(
        each in _LABEL or each.isalpha() for each in label.removesuffix(")")
    )
    if not word.isalpha() or not label or not (roman or numbered):
        raise ValueError(f'{text!r} is no reference such as "22 бап"')
    # no hyphen after a Roman numeral, nor after the bracket of "2) тармақша"
    joint = " " if roman or label.endswith(")") else "-"
    return f"{label}{joint}{inflect(possessive(word), case, 'px3')}"


def _digits(text: str, case: str) -> str:
    digits = text.replace(" ", "").replace("\u00a0", "")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{text!r} is not a whole number in digits")
    return f"{text}-{_ending(last_word(int(digits)), case, 'noun', None)}"


def _abbreviation(text: str, case: str) -> str:
    short = text.split()[-1].strip('«»"')
    if short not in ABBREVIATIONS:
        raise UnknownAbbreviation(
            f"{short}: enter the abbreviation in engine/language/kk_lexicon.py with the way it is read"
        )
    side, final, possessed = ABBREVIATIONS[short]
    front = side == FRONT
    return f"{text}-{_AFTER_POSSESSIVE[case][front] if possessed else _plain(case, final, front)}"
