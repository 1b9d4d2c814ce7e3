"""Russian nouns and adjectives of posts, bodies and papers: nominative in, any case out."""

from .ru_lexicon import (
    ANIMATE,
    ANIMATE_ENDINGS,
    FEMININE_SOFT,
    INANIMATE,
    INDECLINABLE,
    MASCULINE_SOFT,
    PLURALS,
    STEMS,
    STRESSED,
)  # fmt: skip

CASES = ("gent", "datv", "accs", "ablt", "loct")
_HUSHING, _NO_Y = "жшчщ", "гкхжшчщ"
_ADJECTIVES = {
    "ый": ("ого", "ому", "ый", "ым", "ом"), "ой": ("ого", "ому", "ой", "ым", "ом"),
    "ий": ("его", "ему", "ий", "им", "ем"), "ая": ("ой", "ой", "ую", "ой", "ой"), "яя": ("ей", "ей", "юю", "ей", "ей"),
    "ое": ("ого", "ому", "ое", "ым", "ом"), "ее": ("его", "ему", "ее", "им", "ем"),
    "ые": ("ых", "ым", "ые", "ыми", "ых"), "ие": ("их", "им", "ие", "ими", "их"),
}  # fmt: skip


_THIRD = {
    "ий": ("ьего", "ьему", "ий", "ьим", "ьем"), "ье": ("ьего", "ьему", "ье", "ьим", "ьем"),
    "ья": ("ьей", "ьей", "ью", "ьей", "ьей"), "ьи": ("ьих", "ьим", "ьи", "ьими", "ьих"),
}  # fmt: skip


def animate(word: str) -> bool:
    """Whether the noun names a person: its accusative is then its genitive."""
    lower = word.casefold()
    last = lower.split("-")[-1]
    return last in ANIMATE or (last.endswith(ANIMATE_ENDINGS) and last not in INANIMATE)


def adjective(word: str, case: str, living: bool) -> str:
    """An adjective, participle or ordinal; `living` says whether its noun names a person (accusative)."""
    lower = word.casefold()
    ending = lower[-2:]
    if case == "accs" and living and ending in ("ый", "ой", "ий", "ые", "ие"):
        return adjective(word, "gent", living)
    if word.isupper():
        return adjective(lower, case, living).upper()
    index = CASES.index(case)
    stem, before = word[:-2], lower[-3]
    if lower in ("третий", "третье", "третья", "третьи"):
        return stem + _THIRD[ending][index]
    if ending == "ий" and before in "гкх":
        return stem + ("ого", "ому", "ий", "им", "ом")[index]
    if ending == "ая" and before in _HUSHING:
        return stem + ("ей", "ей", "ую", "ей", "ей")[index]
    if ending == "ой" and before in _NO_Y:
        return stem + ("ого", "ому", "ой", "им", "ом")[index]
    if ending == "ое" and before in _NO_Y:
        return stem + ("ого", "ому", "ое", "им", "ом")[index]
    return stem + _ADJECTIVES[ending][index]


def noun(word: str, case: str) -> str:
    """A noun in the singular, or one of the plurals of the lexicon; what never declines comes back as it is."""
    lower = word.casefold()
    if lower in INDECLINABLE or not lower[-1:].isalpha():
        return word
    index = CASES.index(case)
    if lower in PLURALS:
        return _plural(word, lower, index)
    if lower.endswith("мя") and lower in STEMS:
        return word if case == "accs" else _stem(word, lower) + ("и", "и", "", "ем", "и")[index]
    if lower == "путь":
        return word[:-1] + ("и", "и", "ь", "ём", "и")[index]
    last = lower[-1]
    if last in "ая":
        return word[:-1] + _first(lower)[index]
    if last == "ь" and _feminine_soft(lower):
        stem = word[:-1] if case == "accs" or (case == "ablt" and lower not in ("мать", "дочь")) else _stem(word, lower)
        return stem + ("и", "и", "ь", "ью", "и")[index]
    if last in "оеё":
        return word[:-1] + _neuter(lower)[index]
    return _masculine(word, lower, index) if last in "ьйбвгджзклмнпрстфхцчшщ" else word


def _first(lower: str) -> tuple[str, str, str, str, str]:
    if lower.endswith("ия"):
        return "и", "и", "ю", "ей", "и"
    if lower.endswith("я"):
        return "и", "е", "ю", "ёй" if lower in STRESSED else "ей", "е"
    before = lower[-2]
    soft = before in _HUSHING + "ц" and lower not in STRESSED
    return "и" if before in _NO_Y else "ы", "е", "у", "ей" if soft else "ой", "е"


def _feminine_soft(lower: str) -> bool:
    if lower in FEMININE_SOFT:
        return True
    return lower not in MASCULINE_SOFT and not lower.endswith(("тель", "арь"))


def _neuter(lower: str) -> tuple[str, str, str, str, str]:
    if lower.endswith("о"):
        return "а", "у", "о", "ом", "е"
    if lower.endswith("ие"):
        return "я", "ю", "е", "ем", "и"
    if lower.endswith("ё"):
        return "я", "ю", "ё", "ём", "е"
    return ("а", "у", "е", "ем", "е") if lower[-2] in _HUSHING + "ц" else ("я", "ю", "е", "ем", "е")


def _masculine(word: str, lower: str, index: int) -> str:
    if index == 2:
        if not animate(lower):
            return word
        index = 0
    if lower.endswith("ий"):
        return word[:-1] + ("я", "ю", "", "ем", "и")[index]
    stem, stressed = _stem(word, lower), lower in STRESSED
    if lower[-1] in "ьй":
        return stem + ("я", "ю", "", "ём" if stressed else "ем", "е")[index]
    soft = lower[-1] in _HUSHING + "ц" and not stressed
    return stem + ("а", "у", "", "ем" if soft else "ом", "е")[index]


def _stem(word: str, lower: str) -> str:
    if lower in STEMS:
        return word[:1] + STEMS[lower][1:]
    if lower.endswith("ец"):
        joint = "ьц" if lower[-3] == "л" else "йц" if lower[-3] in "аеиоуыэюя" else "ц"
        return word[:-2] + joint
    if lower.endswith("ёж"):
        return word[:-2] + "еж"
    return word[:-1] if lower[-1] in "ьй" else word


def _plural(word: str, lower: str, index: int) -> str:
    genitive = PLURALS[lower]
    if lower == "данные":
        return adjective(word, CASES[index], living=False)
    living = lower in ("граждане", "исполнители", "должники")
    if index == 0 or (index == 2 and living):
        return word[:1] + genitive[1:]
    if index == 2:
        return word
    if lower == "граждане":
        return word[:-1] + ("", "ам", "", "ами", "ах")[index]
    soft = lower[-1] in "яи" and not (lower[-1] == "и" and lower[-2] in _NO_Y)
    vowel = "я" if soft else "а"
    return word[:-1] + vowel + ("", "м", "", "ми", "х")[index]
