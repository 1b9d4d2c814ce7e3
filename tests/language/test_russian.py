"""Russian names, posts, dates: labelled sets and what must hold for any name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.language.labelled import rows

from qauly.engine.language import ru
from qauly.engine.language.names import PersonName, gender, inflect_person

CASES = ru.CASES[1:]


@pytest.mark.parametrize("row", rows("ru_names"), ids=lambda row: f"{row['name']}-{row['gender']}-{row['kind']}")
def test_names(row: dict[str, str]) -> None:
    forms = {case: ru.name(row["name"], row["kind"], row["gender"], case) for case in CASES}
    assert forms == {case: row[case] for case in CASES}


@pytest.mark.parametrize("row", rows("ru_phrases"), ids=lambda row: row["phrase"][:40])
def test_posts_organisations_papers(row: dict[str, str]) -> None:
    assert {case: ru.phrase(row["phrase"], case) for case in CASES} == {case: row[case] for case in CASES}


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі", min_size=1, max_size=12), st.sampled_from(CASES))
def test_a_woman_of_kazakhstan_keeps_a_name_in_a_consonant(stem: str, case: str) -> None:
    name = (stem + "н").capitalize()
    assert ru.name(name, "first", "f", case) == name


@given(st.text("абвгдежзиклмнопрстуфхцчшәғқңөұүһі", max_size=12), st.sampled_from(["ұлы", "улы", "қызы", "кызы"]))
def test_uly_and_kyzy_never_change(stem: str, ending: str) -> None:
    name = "М" + stem + ending
    assert {ru.name(name, kind, sex, case) for kind in ("patr", "surname") for sex in "mf" for case in CASES} == {name}


@pytest.mark.parametrize(
    ("sex", "patronymic_ru", "patronymic_kk", "iin", "expected"),
    [
        ("f", "Маратович", None, None, "f"), (None, "Маратович", None, "900101400014", "m"),
        (None, None, "Серікқызы", None, "f"), (None, None, None, "900101400014", "f"),
        (None, None, None, "900101300017", "m"), (None, None, None, None, None), (None, "Асан", None, None, None),
    ],
)  # fmt: skip
def test_gender_never_comes_from_the_given_name(
    sex: str | None, patronymic_ru: str | None, patronymic_kk: str | None, iin: str | None, expected: str | None
) -> None:
    assert gender(sex, patronymic_ru, patronymic_kk, iin) == expected


def test_a_stored_form_wins() -> None:
    name = PersonName("Ибраев", "Асхат", "Маратович")
    assert inflect_person(name, "ru", "gent", "m") == "Ибраева Асхата Маратовича"
    assert inflect_person(name, "ru", "gent", "m", override="Ибраев Асхат-бек") == "Ибраев Асхат-бек"
    assert inflect_person(PersonName("Ибраев", "Асхат", "Маратұлы"), "kk", "ABL") == "Ибраев Асхат Маратұлынан"


def test_a_whole_name() -> None:
    assert ru.name("Ибраев Асхат Маратович", "full", "m", "datv") == "Ибраеву Асхату Маратовичу"
    assert ru.name("А. М. Ибраев", "full", "m", "gent") == "А. М. Ибраева"
    assert ru.name("Мамедов Али Гасан оглы", "full", "m", "gent") == "Мамедова Али Гасан оглы"


def test_letters_of_the_person_stay() -> None:
    assert ru.name("ИБРАЕВ", "surname", "m", "gent") == "ИБРАЕВА"
    assert ru.name("O'Neil", "surname", "m", "gent") == "O'Neil"


def test_dates() -> None:
    day = date(2024, 1, 17)
    assert ru.date(day) == "17 января 2024 года"
    assert ru.date(day, "long_g") == "17 января 2024 г."
    assert ru.date(day, "act", "40") == "от 17 января 2024 года № 40"
    assert ru.date(date(2024, 8, 5), "quoted") == "«05» августа 2024 года"
    with pytest.raises(ValueError):
        ru.date(day, "short")


def test_plural_agreement() -> None:
    said = {n: ru.plural(n, "день", "дня", "дней") for n in (1, 2, 5, 11, 12, 21, 22, 25, 101, 111, 112, 1001)}
    assert said == {
        1: "день", 2: "дня", 5: "дней", 11: "дней", 12: "дней", 21: "день", 22: "дня", 25: "дней", 101: "день",
        111: "дней", 112: "дней", 1001: "день",
    }  # fmt: skip
