"""The catalogs: every sentence of the program is there in Kazakh and Russian, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
LANGUAGES = ("kk", "ru")


def sentences() -> set[str]:
    """Every msgid in the code."""
    return {str(row[2]) for folder in ("engine", "channels") for row in extract_from_dir(ROOT / folder)}


def entries(lang: str) -> Iterator[Message]:
    with (ROOT / "locales" / lang / "LC_MESSAGES" / "qauly.po").open("rb") as file:
        yield from (entry for entry in read_po(file, locale=lang, abort_invalid=True) if entry.id)


def places(text: str) -> set[str]:
    return {name for _before, name, _spec, _conversion in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_none_is_missing_and_none_is_stale(lang: str) -> None:
    assert {str(entry.id) for entry in entries(lang)} == sentences(), "run `make messages`"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_translated_with_the_same_places(lang: str) -> None:
    for entry in entries(lang):
        assert entry.string, f"{lang}: no translation of {entry.id!r}"
        assert not entry.fuzzy, entry.id
        assert places(str(entry.string)) == places(str(entry.id)), entry.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_translation_is_left_in_english(lang: str) -> None:
    for entry in entries(lang):
        words = re.sub(r"\{\w*\}", "", str(entry.id))
        if re.search(r"[a-z]{3}", words):
            assert re.search(r"[а-яёәіңғүұқөһ]", str(entry.string), re.IGNORECASE), entry.id


# the words for one thing, wherever its English name stands in a sentence; and what has meant the same
NAMES = re.compile(r"\{\w*\}|`[^`]*`|[\w/]+\.(?:yaml|toml|j2)|qauly \w+")  # of the program, not words of a sentence
ONE_WORD = [
    ("kk", r"\bapprov", r"бекіт", r"мақұлда"),
    ("ru", r"\bapprov", r"утвер[жд]", r"одобр"),
    ("kk", r"\bedition", r"редакция", r"нұсқа"),
    ("ru", r"\bedition", r"редакци|\{wording\}", r"верси|издани"),
    ("kk", r"\b(example )?courses?\b", r"үлгі іс", r"мысалда|мысалы\b(?!,|:)"),
    ("ru", r"\b(example )?courses?\b", r"пример", r"курс"),
    ("kk", r"\btransition\b|issued by:", r"көшу", r"өткел"),
    ("kk", r"\bregimes?\b", r"тәртіп|тәртіб", r"режим"),
    ("kk", r"\blayouts?\b", r"макет|безендір", r"үлгі"),
    ("kk", r"\bcontract profile", r"келісімшарт", r"келісім профил"),
    ("ru", r"\bstatus\b", r"статус", r"состояни"),
    ("kk", r"\bstatus\b", r"мәртебе", r"күйі"),
]


@pytest.mark.parametrize(("lang", "english", "word", "other"), ONE_WORD)
def test_one_thing_has_one_word(lang: str, english: str, word: str, other: str) -> None:
    told = [entry for entry in entries(lang) if re.search(english, NAMES.sub("", str(entry.id)), re.IGNORECASE)]
    assert told
    for entry in told:
        assert re.search(word, str(entry.string), re.IGNORECASE), (entry.id, entry.string)
        assert not re.search(other, str(entry.string), re.IGNORECASE), (entry.id, entry.string)
