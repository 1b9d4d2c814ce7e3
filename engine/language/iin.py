"""The individual identification number: twelve digits of birth date, century and sex, order, check digit."""

_WEIGHTS = (tuple(range(1, 12)), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit; None for a number that is never issued."""
    for weights in _WEIGHTS:
        rest = sum(int(digit) * weight for digit, weight in zip(first_eleven, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def problem(iin: str) -> str | None:
    """What is wrong with the number: `length`, `century`, `date`, `check`; None where nothing is."""
    if len(iin) != 12 or not iin.isascii() or not iin.isdigit():
        return "length"
    if iin[6] not in "0123456":
        return "century"
    if not (1 <= int(iin[2:4]) <= 12 and 1 <= int(iin[4:6]) <= 31):
        return "date"
    return None if check_digit(iin[:11]) == int(iin[11]) else "check"


def valid(iin: str) -> bool:
    return problem(iin) is None


def mask(iin: str) -> str:
    """9001********: the last four digits are the citizen's second check and are never shown."""
    return iin[:4] + "*" * 8
