"""Kazakh endings: the labelled set, the tables of classes, every number, every day of a year, many names."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.language.labelled import rows

from qauly.engine.language import kk
from qauly.engine.language.dates import KK_MONTHS

CASES = kk.CASES[1:]
ENDINGS = {
    "GEN": "ның нің дың дің тың тің", "DAT": "ға ге қа ке на не", "ACC": "ны ні ды ді ты ті н",
    "LOC": "да де та те нда нде", "ABL": "дан ден тан тен нан нен", "INS": "мен бен пен",
}  # fmt: skip
STEMS = st.text("абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшыіьэюяә", min_size=1, max_size=12)


@pytest.mark.parametrize("row", rows("kk_cases"), ids=lambda row: f"{row['word']}-{row['kind']}")
def test_labelled(row: dict[str, str]) -> None:
    assert {case: kk.inflect(row["word"], case, row["kind"]) for case in CASES} == {case: row[case] for case in CASES}
    if row["possessive"]:
        assert kk.possessive(row["word"]) == row["possessive"]


@given(STEMS, st.sampled_from(CASES), st.sampled_from(["noun", "name", "full"]))
def test_every_form_is_the_stem_and_an_ending_of_the_table(stem: str, case: str, kind: str) -> None:
    form = kk.inflect(stem, case, kind)
    shortened = stem[:-1] if stem.endswith(("ст", "сс", "зд")) else stem
    assert form.removeprefix(shortened) in ENDINGS[case].split()


@given(st.integers(0, 10**12), st.sampled_from(CASES))
def test_digits_take_the_ending_of_the_last_word_spoken(n: int, case: str) -> None:
    last = kk.number(n).split()[-1]
    spoken = kk.inflect(last, case)
    assert kk.inflect(str(n), case, "digits") == f"{n}-{spoken.removeprefix(last)}"


@given(st.integers(1, 2000))
def test_a_reference_takes_the_possessive(n: int) -> None:
    assert kk.inflect(f"{n} бап", "DAT", "ref") == f"{n}-бабына"
    assert kk.inflect(f"{n} тармақ", "GEN", "ref") == f"{n}-тармағының"


@pytest.mark.parametrize(
    ("bare", "possessed", "dative"),
    [
        ("бап", "бабы", "бабына"), ("басқарма", "басқармасы", "басқармасына"), ("халық", "халқы", "халқына"),
        ("қызмет", "қызметі", "қызметіне"), ("қаулы", "қаулысы", "қаулысына"),
        ("тергеуші", "тергеушісі", "тергеушісіне"),
        ("күш", "күші", "күшіне"), ("көрсеткіш", "көрсеткіші", "көрсеткішіне"), ("ағаш", "ағашы", "ағашына"),
        ("елші", "елшісі", "елшісіне"),
        ("әділет департамент", "әділет департаменті", "әділет департаментіне"),
    ],
)  # fmt: skip
def test_the_possessive_is_made_once(bare: str, possessed: str, dative: str) -> None:
    assert kk.inflect(bare, "NOM", "px3") == kk.inflect(possessed, "NOM", "px3") == possessed
    assert kk.inflect(bare, "DAT", "px3") == kk.inflect(possessed, "DAT", "px3") == dative


ABLATIVE = (
    "қаңтардан ақпаннан наурыздан сәуірден мамырдан маусымнан шілдеден "
    "тамыздан қыркүйектен қазаннан қарашадан желтоқсаннан"
).split()
ATTRIBUTE = (
    "қаңтардағы ақпандағы наурыздағы сәуірдегі мамырдағы маусымдағы шілдедегі "
    "тамыздағы қыркүйектегі қазандағы қарашадағы желтоқсандағы"
).split()
DATIVE = (
    "қаңтарға ақпанға наурызға сәуірге мамырға маусымға шілдеге тамызға қыркүйекке қазанға қарашаға желтоқсанға"
).split()


def test_every_day_of_a_year() -> None:
    for offset in range(366):
        day = date(2024, 1, 1) + timedelta(offset)
        head, month = f"2024 жылғы {day.day} ", day.month - 1
        assert kk.date(day) == head + KK_MONTHS[month]
        assert kk.date(day, "attr") == head + ATTRIBUTE[month]
        assert kk.date(day, "dat") == head + DATIVE[month]
        assert kk.date(day, "abl") == head + ABLATIVE[month]
        assert kk.date(day, "act", "40") == f"{head}{ATTRIBUTE[month]} № 40"
        assert kk.date(day, "quoted") == f"2024 жылғы «{day:%d}» {KK_MONTHS[month]}"
        assert kk.date(day, "numeric") == f"{day:%d.%m.%Y}"


def test_only_the_last_word_of_a_full_name_changes() -> None:
    for last in ("Ибраев", "Әлиева", "Ким", "Өтегенов"):
        for first in ("Асхат", "Айгүл", "Жанна", "Серік", "Данияр"):
            for patronymic in ("Маратұлы", "Серікқызы", "Викторовна", "Павлович"):
                full = f"{last} {first} {patronymic}"
                assert kk.inflect(full, "ABL", "full").startswith(full)


def test_plural() -> None:
    assert [kk.plural(word) for word in ("бап", "қаулы", "шешім", "қол", "заң", "іс", "жер", "тау")] == [
        "баптар", "қаулылар", "шешімдер", "қолдар", "заңдар", "істер", "жерлер", "таулар",
    ]  # fmt: skip


def test_capitals_stay_capitals() -> None:
    assert kk.inflect("ҚАУЛЫ", "GEN") == "ҚАУЛЫНЫҢ"
    assert kk.inflect("ИБРАЕВ АСХАТ", "DAT", "full") == "ИБРАЕВ АСХАТҚА"


def test_an_unknown_abbreviation_is_not_guessed() -> None:
    with pytest.raises(kk.UnknownAbbreviation, match="ҚЫЗПУ"):
        kk.inflect("ҚЫЗПУ", "DAT", "abbr")


@pytest.mark.parametrize(
    ("text", "case", "kind"),
    [("бап", "gent", "noun"), ("бап", "GEN", "verb"), (" ", "GEN", "noun"), ("бап", "GEN", "ref")],
)
def test_wrong_use_is_refused(text: str, case: str, kind: str) -> None:
    with pytest.raises(ValueError):
        kk.inflect(text, case, kind)
