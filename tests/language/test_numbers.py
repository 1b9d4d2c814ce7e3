"""Numbers in words against two witnesses (num2words, ICU) and against reading them back."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words
from tests.language.labelled import rows
from tests.language.reading import read_kazakh, read_russian

from qauly.engine.language import kk, ru

AMOUNTS = st.integers(0, 10**12) | st.integers(0, 2000)
SCALES = ("жүз", "мың", "миллион", "миллиард", "триллион")


def spread() -> list[int]:
    """0…20 000, every group of three in four places, and random numbers of every length."""
    chance = random.Random(40)
    places = [group * 1000**place for place in range(4) for group in range(1, 1000)]
    return [*range(20_001), *places, *(chance.randrange(10**size) for size in range(5, 13) for _ in range(10_000))]


def bare(text: str) -> str:
    """Without the explicit бір before жүз, мың, миллион: conventions differ in it alone."""
    words = text.split()
    pairs = zip(words, [*words[1:], ""], strict=True)
    return " ".join(word for word, following in pairs if not (word == "бір" and following in SCALES))


def test_kazakh_agrees_with_num2words() -> None:
    wrong = [n for n in spread() if bare(kk.number(n)) != bare(num2words(n, lang="kz"))]
    assert wrong == []


def test_russian_agrees_with_num2words() -> None:
    assert [n for n in spread() if ru.number(n) != num2words(n, lang="ru")] == []


@pytest.mark.parametrize("case", ["gent", "datv", "ablt", "loct"])
def test_russian_cases_agree_with_num2words(case: str) -> None:
    letter = {"gent": "g", "datv": "d", "ablt": "i", "loct": "p"}[case]
    numbers = [n for n in spread()[::7] if n]  # its zero is нулём
    assert [n for n in numbers if ru.number(n, "m", case) != num2words(n, lang="ru", case=letter)] == []


def test_both_agree_with_icu() -> None:
    for row in rows("icu"):
        n = int(row["number"])
        assert bare(kk.number(n)) == bare(row["kk"])
        for column, text in row.items():
            if "_" in column and (n, column[:4]) != (0, "ablt"):
                case, gender = column.split("_")
                assert ru.number(n, gender, case).replace("ё", "е") == text.replace("ё", "е"), (n, column)


@given(AMOUNTS, st.booleans())
def test_kazakh_words_read_back(n: int, explicit: bool) -> None:
    assert read_kazakh(kk.number(n, explicit)) == n


@given(AMOUNTS, st.sampled_from("mfn"))
def test_russian_words_read_back(n: int, gender: str) -> None:
    assert read_russian(ru.number(n, gender)) == n


def test_gender_stays_at_the_last_group() -> None:
    assert ru.number(10**6, "f") == "один миллион"
    assert ru.number(2 * 10**9, "n") == "два миллиарда"
    assert ru.number(21, "f", "accs") == "двадцать одну"


def test_the_explicit_one_is_the_amounts() -> None:
    assert kk.number(184600) == "бір жүз сексен төрт мың алты жүз"
    assert kk.number(1100, explicit_one=False) == "мың жүз"
    assert kk.amount(184600, 0) == "бір жүз сексен төрт мың алты жүз теңге 00 тиын"
    assert ru.amount(1, 5) == "один тенге 05 тиын"
    assert ru.amount(184600, 0) == "сто восемьдесят четыре тысячи шестьсот тенге 00 тиын"


@pytest.mark.parametrize(
    ("n", "words", "digits"),
    [
        (1, "бірінші", "1-ші"), (6, "алтыншы", "6-шы"), (9, "тоғызыншы", "9-шы"), (17, "он жетінші", "17-ші"),
        (20, "жиырмасыншы", "20-шы"), (22, "жиырма екінші", "22-ші"), (40, "қырқыншы", "40-шы"),
        (50, "елуінші", "50-ші"), (60, "алпысыншы", "60-шы"), (70, "жетпісінші", "70-ші"), (80, "сексенінші", "80-ші"),
        (90, "тоқсаныншы", "90-шы"), (100, "бір жүзінші", "100-ші"), (1000, "бір мыңыншы", "1000-шы"),
    ],
)  # fmt: skip
def test_kazakh_ordinals(n: int, words: str, digits: str) -> None:
    assert kk.ordinal(n) in (words, words.removeprefix("бір "))
    assert kk.ordinal_digits(n) == digits


@pytest.mark.parametrize(
    ("n", "gender", "case", "words"),
    [
        (1, "m", "gent", "первого"), (3, "f", "accs", "третью"), (22, "m", "datv", "двадцать второму"),
        (40, "m", "nomn", "сороковой"), (592, "f", "gent", "пятьсот девяносто второй"), (300, "m", "nomn", "трёхсотый"),
        (2024, "m", "gent", "две тысячи двадцать четвёртого"), (2000, "n", "loct", "двухтысячном"),
        (21_000, "m", "nomn", "двадцатиоднотысячный"), (10**6, "f", "ablt", "миллионной"), (0, "n", "nomn", "нулевое"),
    ],
)  # fmt: skip
def test_russian_ordinals(n: int, gender: str, case: str, words: str) -> None:
    assert ru.ordinal(n, gender, case) == words


def test_kazakh_decimals() -> None:
    assert kk.decimal("2.5") == "екі бүтін оннан бес"
    assert kk.decimal("2.50") == "екі бүтін жүзден елу"
    assert kk.decimal("0.125") == "нөл бүтін мыңнан бір жүз жиырма бес"


@pytest.mark.parametrize("call", [
    lambda: kk.number(10**15), lambda: ru.number(10**15), lambda: kk.amount(-1, 0), lambda: ru.amount(1, 100),
    lambda: kk.ordinal(-1), lambda: ru.ordinal(-1), lambda: ru.number(1, "x"), lambda: ru.number(1, "m", "GEN"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(call) -> None:  # type: ignore[no-untyped-def] # a lambda has no types to name
    with pytest.raises(ValueError):
        call()


@pytest.mark.parametrize("value", [True, 1.0, "1", None])
def test_what_is_no_whole_number_is_refused_though_it_equals_one(value: Any) -> None:
    for call in (kk.number, kk.ordinal, kk.amount, ru.number, ru.ordinal, ru.amount):
        call(1)
        with pytest.raises(TypeError):
            call(value)
