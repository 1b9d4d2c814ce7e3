"""Signs left by keyboards: found, named, put right; places and links stay as they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qauly.engine.wording.signs import doubled, mended, slips

PIECES = ["«", "»", '"', "“", "”", "N 5", "No 5", "N {{ act.number }}", " - ", "  ", " ,", "...", "сөз", "должник",
          "{{ debtor.name | dat }}", "https://example.kz/a-b?c=N5 ", "№ ", ".", " ", "I", "ə"]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('"Келіспеймін" батырмасы', "«Келіспеймін» батырмасы"),
        ("“Не согласен”", "«Не согласен»"),
        ("қаулы N {{ act.number }}", "қаулы № {{ act.number }}"),
        ("постановление No 5", "постановление № 5"),
        ("должник - {{ debtor.name }}", "должник – {{ debtor.name }}"),
        ("« слово »", "«слово»"),
        ("слово , слово", "слово, слово"),
        ("жəне", "және"),
    ],
)
def test_a_slip_is_mended(wrong: str, right: str) -> None:
    assert mended(wrong) == right


@pytest.mark.parametrize(
    "text", ["қараңыз: https://qauly.example/n/a-b", "{{ a - b }}", "Алматы–Астана", "екі-үш", "Nokia", "5 – 7"]
)
def test_what_is_right_stays(text: str) -> None:
    assert mended(text) == text


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    once = mended(text)
    assert mended(once) == once
    assert not list(slips(once))


def test_a_word_said_twice_is_named() -> None:
    assert doubled("срок срок истёк") == "срок срок"
    assert doubled("бір-бірімен {{ a }} {{ a }}") == ""
