"""Russian ordinals in words: three genders, six cases, compounds such as двухтысячный."""

from functools import lru_cache

from .ru_numbers import CASES, GENDERS, LIMIT, number

_STEMS = {
    0: "нулев", 1: "перв", 2: "втор", 4: "четвёрт", 5: "пят", 6: "шест", 7: "седьм", 8: "восьм", 9: "девят",
    10: "десят", 11: "одиннадцат", 12: "двенадцат", 13: "тринадцат", 14: "четырнадцат", 15: "пятнадцат",
    16: "шестнадцат", 17: "семнадцат", 18: "восемнадцат", 19: "девятнадцат", 20: "двадцат", 30: "тридцат",
    40: "сороков", 50: "пятидесят", 60: "шестидесят", 70: "семидесят", 80: "восьмидесят", 90: "девяност", 100: "сот",
    200: "двухсот", 300: "трёхсот", 400: "четырёхсот", 500: "пятисот", 600: "шестисот", 700: "семисот",
    800: "восьмисот", 900: "девятисот",
}  # fmt: skip
_OY = (0, 2, 6, 7, 8, 40)  # нулевой, второй: the stress is on the ending
_SCALES = ("", "тысячн", "миллионн", "миллиардн", "триллионн")
_ENDINGS = {
    "m": ("ый", "ого", "ому", "ый", "ым", "ом"),
    "f": ("ая", "ой", "ой", "ую", "ой", "ой"),
    "n": ("ое", "ого", "ому", "ое", "ым", "ом"),
}
_THIRD = {
    "m": ("ий", "ьего", "ьему", "ий", "ьим", "ьем"),
    "f": ("ья", "ьей", "ьей", "ью", "ьей", "ьей"),
    "n": ("ье", "ьего", "ьему", "ье", "ьим", "ьем"),
}


@lru_cache(maxsize=4096, typed=True)
def ordinal(n: int, gender: str = "m", case: str = "nomn") -> str:
    """The ordinal in words (inanimate accusative), 0 <= n < 10^15: двадцать второй, двадцать второго, двухтысячный.

    Raises `TypeError` for what is no whole number, `ValueError` for one out of range and for an unknown gender or case.
    """
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError("a whole number is wanted")
    if not 0 <= n < LIMIT:
        raise ValueError(f"{n} has no ordinal here: give 0 to 10^15")
    if gender not in GENDERS or case not in CASES:
        raise ValueError(f"{gender!r}, {case!r}: genders are m f n, cases {' '.join(CASES)}")
    lead, stem, nominative = _last(n)
    ending = (_THIRD if nominative == "ий" else _ENDINGS)[gender][CASES.index(case)]
    if nominative == "ой" and ending == "ый":
        ending = "ой"
    return f"{lead} {stem}{ending}" if lead else stem + ending


def _last(n: int) -> tuple[str, str, str]:
    """The cardinal words in front, the stem of the last word and how its nominative ends."""
    scale = 0
    while n and n % 1000 == 0:
        n //= 1000
        scale += 1
    if scale:
        part = n % 1000
        rest = (n - part) * 1000**scale
        prefix = "" if part == 1 else _prefix(part)
        return (number(rest) if rest else ""), prefix + _SCALES[scale], "ый"
    if n % 100 == 0:
        return _split(n, n % 1000)
    return _split(n, n % 100 if n % 100 < 20 or n % 10 == 0 else n % 10)


def _split(n: int, last: int) -> tuple[str, str, str]:
    lead = number(n - last) if n > last else ""
    if last == 3:
        return lead, "трет", "ий"
    return lead, _STEMS[last], "ой" if last in _OY else "ый"


def _prefix(part: int) -> str:
    """The genitive run together that stands before -тысячный: двадцатиодно, сто, девяносто."""
    hundreds, rest = part // 100 * 100, part % 100
    words = []
    if hundreds:
        words.append("сто" if hundreds == 100 else number(hundreds, "m", "gent"))
    if rest > 20 and rest % 10:
        words.append(_ten(rest // 10 * 10))
        rest %= 10
    if rest:
        words.append("одно" if rest == 1 else _ten(rest))
    return "".join(words)


def _ten(n: int) -> str:
    return "девяносто" if n == 90 else number(n, "m", "gent")
