"""Kazakh number words, ordinals, decimals, amounts of tenge."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

UNITS = ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
TENS = ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")
SCALES = ("", "мың", "миллион", "миллиард", "триллион")
LIMIT = 10**15
ORDINALS = {
    "нөл": "нөлінші", "бір": "бірінші", "екі": "екінші", "үш": "үшінші", "төрт": "төртінші", "бес": "бесінші",
    "алты": "алтыншы", "жеті": "жетінші", "сегіз": "сегізінші", "тоғыз": "тоғызыншы", "он": "оныншы",
    "жиырма": "жиырмасыншы", "отыз": "отызыншы", "қырық": "қырқыншы", "елу": "елуінші", "алпыс": "алпысыншы",
    "жетпіс": "жетпісінші", "сексен": "сексенінші", "тоқсан": "тоқсаныншы", "жүз": "жүзінші", "мың": "мыңыншы",
    "миллион": "миллионыншы", "миллиард": "миллиардыншы", "триллион": "триллионыншы",
}  # fmt: skip
_FRACTIONS = ("", "оннан", "жүзден", "мыңнан")


def number(n: int, explicit_one: bool = True) -> str:
    """The number in words, -10^15 < n < 10^15; `explicit_one` says "бір жүз", without it "жүз" stands bare."""
    _whole(n)
    if n < 0:
        return f"минус {number(-n, explicit_one)}"
    if n == 0:
        return "нөл"
    groups = []
    scale = 0
    while n:
        n, part = divmod(n, 1000)
        if part:
            words = _hundreds(part, explicit_one)
            if scale == 1 and part == 1 and not explicit_one:
                words = []
            groups.append(" ".join([*words, SCALES[scale]]) if scale else " ".join(words))
        scale += 1
    return " ".join(reversed(groups))


def _hundreds(part: int, explicit_one: bool) -> list[str]:
    hundreds, rest = divmod(part, 100)
    tens, units = divmod(rest, 10)
    words = []
    if hundreds:
        words += ["жүз"] if hundreds == 1 and not explicit_one else [UNITS[hundreds], "жүз"]
    if tens:
        words.append(TENS[tens])
    if units:
        words.append(UNITS[units])
    return words


def last_word(n: int) -> str:
    """The word with which the number ends when read aloud."""
    return number(abs(n)).rsplit(" ", 1)[-1]


def ordinal(n: int, explicit_one: bool = False) -> str:
    """жиырма екінші; n from 0."""
    _natural(n)
    words = number(n, explicit_one).split(" ")
    return " ".join([*words[:-1], ORDINALS[words[-1]]])


def ordinal_digits(n: int) -> str:
    """17-ші, 6-шы: how an ordinal stands alone in digits. Before a noun a bare hyphen is written instead."""
    _natural(n)
    return f"{n}-{'шы' if ORDINALS[last_word(n)].endswith('шы') else 'ші'}"


def decimal(text: "str | Decimal") -> str:
    """екі бүтін жүзден елу: a decimal number written with a point or a comma, three places at most."""
    if isinstance(text, float | bool):
        raise ValueError("a float has no exact decimals; give text or Decimal")
    raw = text.strip().replace(",", ".") if isinstance(text, str) else format(text, "f")
    sign = "минус " if raw.startswith(("-", "−")) else ""
    whole, point, part = raw.lstrip("-−").partition(".")
    if not whole.isascii() or not whole.isdigit() or (point and not (part.isascii() and part.isdigit())):
        raise ValueError(f"{text!r} is not a decimal number")
    if not part:
        return sign + number(int(whole))
    if len(part) >= len(_FRACTIONS):
        raise ValueError(f"{text!r} has more than three places")
    return f"{sign}{number(int(whole))} бүтін {_FRACTIONS[len(part)]} {number(int(part))}"


def amount(tenge: int, tiyn: int = 0) -> str:
    """бір жүз сексен төрт мың алты жүз теңге 00 тиын."""
    _natural(tenge)
    _natural(tiyn)
    if tiyn > 99:
        raise ValueError("a tenge has 100 tiyn")
    return f"{number(tenge)} теңге {tiyn:02d} тиын"


def _whole(n: int) -> None:
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError("a whole number is wanted")
    if not -LIMIT < n < LIMIT:
        raise ValueError(f"{n} is beyond 10^15")


def _natural(n: int) -> None:
    _whole(n)
    if n < 0:
        raise ValueError("a negative number makes no sense here")
