"""Russian number words in three genders and six cases, ordinals, amounts of tenge."""

from functools import lru_cache

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
GENDERS = ("m", "f", "n")
LIMIT = 10**15
_I = {case: index for index, case in enumerate(CASES)}


def _table(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# nominative, genitive, dative, accusative (inanimate), instrumental, prepositional
_ONE = {
    "m": _table("один одного одному один одним одном"),
    "f": _table("одна одной одной одну одной одной"),
    "n": _table("одно одного одному одно одним одном"),
}
_TWO = {
    "m": _table("два двух двум два двумя двух"),
    "f": _table("две двух двум две двумя двух"),
    "n": _table("два двух двум два двумя двух"),
}
_UNITS = {
    0: _table("ноль ноля нолю ноль нолём ноле"),
    3: _table("три трёх трём три тремя трёх"),
    4: _table("четыре четырёх четырём четыре четырьмя четырёх"),
    8: _table("восемь восьми восьми восемь восемью восьми"),
}
_SOFT = {
    5: "пят", 6: "шест", 7: "сем", 9: "девят", 10: "десят", 11: "одиннадцат", 12: "двенадцат", 13: "тринадцат",
    14: "четырнадцат", 15: "пятнадцат", 16: "шестнадцат", 17: "семнадцат", 18: "восемнадцат", 19: "девятнадцат",
    20: "двадцат", 30: "тридцат",
}  # fmt: skip
for _n, _stem in _SOFT.items():
    _UNITS[_n] = tuple(_stem + ending for ending in ("ь", "и", "и", "ь", "ью", "и"))
_UNITS[40] = _table("сорок сорока сорока сорок сорока сорока")
_UNITS[90] = _table("девяносто девяноста девяноста девяносто девяноста девяноста")
for _n, _half in ((50, "пят"), (60, "шест"), (70, "сем")):
    _UNITS[_n] = tuple(
        _half + first + "десят" + second
        for first, second in (("ь", ""), ("и", "и"), ("и", "и"), ("ь", ""), ("ью", "ью"), ("и", "и"))
    )
_UNITS[80] = _table("восемьдесят восьмидесяти восьмидесяти восемьдесят восемьюдесятью восьмидесяти")
_UNITS[100] = _table("сто ста ста сто ста ста")
_UNITS[200] = _table("двести двухсот двумстам двести двумястами двухстах")
_UNITS[300] = _table("триста трёхсот трёмстам триста тремястами трёхстах")
_UNITS[400] = _table("четыреста четырёхсот четырёмстам четыреста четырьмястами четырёхстах")
_UNITS[800] = _table("восемьсот восьмисот восьмистам восемьсот восемьюстами восьмистах")
for _n, _half in ((500, "пят"), (600, "шест"), (700, "сем"), (900, "девят")):
    _UNITS[_n] = tuple(
        _half + first + second
        for first, second in (("ь", "сот"), ("и", "сот"), ("и", "стам"), ("ь", "сот"), ("ью", "стами"), ("и", "стах"))
    )
# singular and plural forms of the scale words
_SCALES = (
    (
        "f",
        _table("тысяча тысячи тысяче тысячу тысячей тысяче"),
        _table("тысячи тысяч тысячам тысячи тысячами тысячах"),
        "тысяч",
    ),
    *(
        (
            "m",
            tuple(word + ending for ending in ("", "а", "у", "", "ом", "е")),
            tuple(word + ending for ending in ("ы", "ов", "ам", "ы", "ами", "ах")),
            word + "ов",
        )
        for word in ("миллион", "миллиард", "триллион")
    ),
)


def plural(n: int, one: str, few: str, many: str) -> str:
    """The form that agrees with the number in the nominative: 1 день, 2 дня, 5 дней."""
    n = abs(n) % 100
    if n % 10 == 1 and n != 11:
        return one
    return few if n % 10 in (2, 3, 4) and n not in (12, 13, 14) else many


@lru_cache(maxsize=4096, typed=True)  # 1.0 and True are no numbers here, though they equal 1
def number(n: int, gender: str = "m", case: str = "nomn") -> str:
    """The number in words; -10^15 < n < 10^15."""
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError("a whole number is wanted")
    if not -LIMIT < n < LIMIT:
        raise ValueError(f"{n} is beyond 10^15")
    if gender not in GENDERS or case not in CASES:
        raise ValueError(f"{gender!r}, {case!r}: genders are m f n, cases {' '.join(CASES)}")
    if n < 0:
        return f"минус {number(-n, gender, case)}"
    if n == 0:
        return _UNITS[0][_I[case]]
    words: list[str] = []
    groups = []
    while n:
        n, part = divmod(n, 1000)
        groups.append(part)
    for scale in range(len(groups) - 1, -1, -1):
        part = groups[scale]
        if not part:
            continue
        if scale == 0:
            words += _group(part, gender, case)
            continue
        kind, singular, several, many = _SCALES[scale - 1]
        words += _group(part, kind, case)
        words.append(_scale_word(part, case, singular, several, many))
    return " ".join(words)


def _scale_word(part: int, case: str, singular: tuple[str, ...], several: tuple[str, ...], many: str) -> str:
    form = plural(part, "one", "few", "many")
    if form == "one":
        return singular[_I[case]]
    if case in ("nomn", "accs"):
        return singular[1] if form == "few" else many
    return several[_I[case]]


def _group(part: int, gender: str, case: str) -> list[str]:
    index = _I[case]
    words = []
    hundreds, rest = part // 100 * 100, part % 100
    if hundreds:
        words.append(_UNITS[hundreds][index])
    if rest >= 20:
        words.append(_UNITS[rest // 10 * 10][index])
        rest %= 10
    if rest == 1:
        words.append(_ONE[gender][index])
    elif rest == 2:
        words.append(_TWO[gender][index])
    elif rest:
        words.append(_UNITS[rest][index])
    return words


def amount(tenge: int, tiyn: int = 0) -> str:
    """сто восемьдесят четыре тысячи шестьсот тенге 00 тиын: tenge does not decline, tiyn stays after two digits."""
    words = number(tenge)
    if tenge < 0 or not 0 <= tiyn <= 99:
        raise ValueError("an amount is not negative and has 100 tiyn to a tenge")
    return f"{words} тенге {tiyn:02d} тиын"
