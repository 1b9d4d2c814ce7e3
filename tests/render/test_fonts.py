"""A letter that cannot be printed stops the document before it is made."""

import os
from dataclasses import replace

import pytest

from qauly.engine.errors import CallerError
from qauly.engine.render import Press, uncovered
from qauly.engine.render.fonts import font_configuration
from qauly.engine.wording.document import Block

from .documents import sample, with_blocks


def test_letters_of_both_languages_and_their_signs_are_covered() -> None:
    kazakh = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
    assert uncovered(kazakh + kazakh.upper() + "№₸«»„“–—−…\u00a0\u202f\u2011 &<>\"'") == set()


def test_missing_and_invisible_characters_are_found() -> None:
    assert uncovered("Ли 李\u200b\n\u202eАй") == {"李", "\u200b", "\n", "\u202e"}


@pytest.mark.parametrize("text", ["李 Ли", "Ай\u200bгүл", "бір\nекі"])
def test_no_format_is_made_with_a_letter_that_is_missing(press: Press, text: str) -> None:
    document = with_blocks(sample(), (Block("paragraph", "p", text),))
    for make in (press.pdf, lambda act: press.docx(act, "kk"), lambda act: press.html(act, "kk"), press.render):
        with pytest.raises(CallerError, match=r"U\+"):
            make(document)
    with pytest.raises(CallerError, match=r"U\+674E"):
        press.text(replace(sample(), kk=replace(sample().kk, place="李")), "kk")


def test_isolation_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    font_configuration()
    assert os.environ["FONTCONFIG_FILE"] == "/etc/fonts/fonts.conf"
    monkeypatch.delenv("FONTCONFIG_FILE")
    font_configuration()
    assert "FONTCONFIG_FILE" not in os.environ
