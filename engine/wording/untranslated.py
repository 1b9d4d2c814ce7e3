"""Texts that were not translated, and figures or dates written out where only data may speak."""

import re
from collections.abc import Mapping

from ..language.dates import KK_MONTHS, RU_MONTHS

_WORD = re.compile(r"[а-яёәғқңөұүһі]{3,}", re.IGNORECASE)
_KAZAKH_LETTERS = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_NUMBERS: Mapping[str, str] = {
    "kk": "екі үш төрт бес алты жеті сегіз тоғыз он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан жүз мың миллион",
    "ru": "два две двух три трёх трех четыре четырёх пять пяти шесть шести семь семи восемь восьми девять девяти "
    "десять десяти пятнадцать пятнадцати двадцать двадцати тридцать тридцати сорок пятьдесят шестьдесят семьдесят "
    "восемьдесят девяносто сто тысяч тысяча тысячи миллион",
}
_SETS: Mapping[str, frozenset[str]] = {lang: frozenset(words.split()) for lang, words in _NUMBERS.items()}
_MONTHS = {"kk": KK_MONTHS, "ru": RU_MONTHS}


def same_language(kk: str, ru: str) -> bool:
    """Whether one text is the other's copy: most of its words stand there too. Places must have been taken out."""
    words_kk, words_ru = ({word.casefold() for word in _WORD.findall(text)} for text in (kk, ru))
    shared = words_kk & words_ru
    return (bool(shared) and words_kk == words_ru) or (
        len(shared) >= 2 and 2 * len(shared) > min(len(words_kk), len(words_ru))
    )


def shared_words(kk: str, ru: str, alike: tuple[str, ...]) -> list[str]:
    """Words that stand in both texts and begin with none of the stems that both languages share."""
    in_kk, in_ru = (dict.fromkeys(word.casefold() for word in _WORD.findall(text)) for text in (kk, ru))
    return [word for word in in_kk if word in in_ru and not word.startswith(alike)]


def lacks_kazakh_letters(kk: str) -> bool:
    """A Kazakh text of some length without one letter that only Kazakh has is no Kazakh text."""
    return len(_WORD.findall(kk)) >= 8 and _KAZAKH_LETTERS.search(kk) is None


def written_out(text: str, lang: str) -> str | None:
    """A number or month in words, which must come from the law or the facts; "one" may stand."""
    words: list[str] = re.findall(r"\w+", text.casefold())
    for word in words:
        if word in _SETS[lang] or any(word == month for month in _MONTHS[lang]):
            return word
        if lang == "kk" and any(word.startswith(month) and len(word) - len(month) <= 5 for month in KK_MONTHS):
            return word
    return None
