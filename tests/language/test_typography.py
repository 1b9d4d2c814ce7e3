"""No-break spaces, quotes, words of mixed script, and what loading the layer costs."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qauly.engine.language import typography
from qauly.engine.language.iin import mask, problem, valid
from qauly.engine.language.money import MoneyError, figures, split

TEXT = st.text(alphabet='абқі Ағ0123456789№§.,—–()«»"-\u202f\u00a0 теңгегод', max_size=80)


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("184 600,00 теңге", "184~600,00~теңге"), ("№40", "№~40"), ("ст. 592 КоАП", "ст.~592 КоАП"),
        ("17 января 2024 года", "17~января 2024~года"), ("2024 жылғы 17 қаңтар", "2024~жылғы 17~қаңтар"),
        ("А.М.Ибраев", "А.~М.~Ибраев"), ("5 (бес) күн", "5~(бес) күн"), ("10 АЕК", "10~АЕК"), ("5 күн", "5~күн"),
        ("5 календарных дней", "5~календарных дней"), ("сөз — сөз", "сөз~— сөз"), ('ТОО "Нұр"', "ТОО «Нұр»"),
    ],
)  # fmt: skip
def test_tidy(plain: str, set_: str) -> None:
    assert typography.tidy(plain, "ru") == set_.replace("~", "\u00a0")


@given(TEXT)
def test_tidy_twice_is_tidy_once_and_leaves_no_narrow_space(text: str) -> None:
    once = typography.tidy(text, "kk")
    assert typography.tidy(once, "kk") == once
    assert "\u202f" not in once


def test_a_link_is_not_touched() -> None:
    link = 'https://example.kz/a-5?q="x"&№5'
    assert link in typography.tidy(f"5 күн {link} 5 күн", "kk")


def test_words_of_mixed_script() -> None:
    assert typography.mixed_script("шiлдедегi Aсхат QR-код eGov") == ((0, "шiлдедегi"), (10, "Aсхат"))
    assert typography.normalise_kazakh("шiлдедегi ҚAУЛЫ hабар əкім eGov") == "шілдедегі ҚАУЛЫ һабар әкім eGov"


def test_nowrap() -> None:
    text = "22-бабына және 5-ке дейін"
    assert [text[start:end] for start, end in typography.nowrap_spans(text)] == ["22-бабына", "5-ке"]


def test_money() -> None:
    assert figures("184600") == "184\u00a0600,00"
    assert split("0.5") == (0, 50)
    for wrong in (1.5, "1.005", "-1", "1e3", "", True, "١"):
        with pytest.raises(MoneyError):
            split(wrong)  # type: ignore[arg-type] # what a caller may still pass


def test_iin() -> None:
    assert valid("900101100014") is (problem("900101100014") is None)
    assert problem("9001011000") == "length"
    assert problem("901301100014") == "date"
    assert problem("900101900014") == "century"
    assert mask("900101100014") == "9001********"


def test_the_layer_loads_nothing_heavy() -> None:
    code = (
        "import sys; from qauly.engine.language import kk, ru, sms, typography, names, money; "
        "kk.inflect('бап', 'GEN'); ru.number(5); "
        "print({'babel', 'pydantic', 'sqlalchemy', 'jinja2', 'pytrovich', 'num2words'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
