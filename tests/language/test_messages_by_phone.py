"""Text messages: parts as the network counts them, links whole, three forms marked for what they are."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qauly.engine.language import sms, transliterate

LETTERS = st.text(alphabet="aZ9 қЖі€^[😀№\n", max_size=400)


@pytest.mark.parametrize(
    ("text", "encoding", "parts"),
    [
        ("", "gsm7", 0), ("a" * 160, "gsm7", 1), ("a" * 161, "gsm7", 2), ("a" * 306, "gsm7", 2), ("a" * 307, "gsm7", 3),
        ("a" * 152 + "€€", "gsm7", 1), ("қ" * 70, "ucs2", 1), ("қ" * 71, "ucs2", 2), ("қ" * 134, "ucs2", 2),
        ("қ" * 135, "ucs2", 3), ("😀" * 35, "ucs2", 1), ("😀" * 36, "ucs2", 2), ("a№", "ucs2", 1), ("ё", "ucs2", 1),
        ("\u00a0", "ucs2", 1), ("Ä ö ü ñ", "gsm7", 1),
    ],
)  # fmt: skip
def test_parts(text: str, encoding: str, parts: int) -> None:
    assert (sms.encoding(text), sms.segments(text)) == (encoding, parts)


@given(LETTERS)
def test_parts_put_together_are_the_text_and_each_fits(text: str) -> None:
    parts = sms.parts(text)
    code = sms.encoding(text)
    assert "".join(parts) == text
    if len(parts) > 1:
        for part in parts:
            size = (
                len(part.encode("utf-16-be")) // 2 if code == "ucs2" else sum(1 + (c in "^{}\\[~]|€\f") for c in part)
            )
            assert size <= sms.PART[code]


def test_a_pair_of_units_is_not_torn() -> None:
    assert [len(part) for part in sms.parts("😀" * 36)] == [33, 3]


@given(st.integers(0, 200), st.integers(0, 100))
def test_a_link_stays_in_one_part(before: int, after: int) -> None:
    link = "https://example.kz/n/AbCdEfGhIjKlMnOp"
    parts = sms.parts("қ" * before + " " + link + " " + "қ" * after)
    assert sum(link in part for part in parts) == 1


def test_three_forms() -> None:
    text = "Құрметті борышкер! 5 күн: https://example.kz/n/AbC"
    cyrillic, latin, plain = (sms.render(text, "kk", form) for form in sms.FORMS)
    assert (cyrillic.official, latin.official, plain.official) == (True, False, False)
    assert latin.text == "Qūrmettı boryşker! 5 kün: https://example.kz/n/AbC"
    assert plain.text == "Qurmetti boryshker! 5 kun: https://example.kz/n/AbC"
    assert (cyrillic.encoding, latin.encoding, plain.encoding) == ("ucs2", "ucs2", "gsm7")
    assert plain.cost(Decimal("12.50")) == Decimal("12.50")
    assert sms.render("Срок Вашего удостоверения: № 5", "ru", "ascii").text == "Srok Vashego udostovereniya: No 5"


def test_a_name_is_never_transliterated() -> None:
    with pytest.raises(ValueError, match="Хилл"):
        sms.render("Хилл, 5 күн", "kk", "ascii", names=("Хилл",))
    assert sms.render("Хилл, 5 күн", "kk", names=("Хилл",)).text == "Хилл, 5 күн"


def test_nothing_becomes_a_question_mark() -> None:
    with pytest.raises(ValueError, match="😀"):
        transliterate.ascii_only("😀", "kk")
    with pytest.raises(ValueError):
        sms.render("срок", "ru", "latin")


@given(st.text(alphabet="абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыьэюяәі №«»—…", max_size=60), st.sampled_from(["kk", "ru"]))
def test_plain_is_plain(text: str, lang: str) -> None:
    for each in (text, text.upper(), text.title()):
        assert transliterate.ascii_only(each, lang).isascii()
