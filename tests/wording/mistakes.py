"""Mistakes in one language of a clause: each gives a text back with the mistake, or None if it has no room."""

import random
import re
from collections.abc import Callable

from qauly.engine.wording.document import Lang

PLACE = re.compile(r"\{\{\s*([^}|]+?)\s*((?:\|[^}]*)?)\}\}")
Mutate = Callable[[str, Lang, random.Random], str | None]


def _places(text: str) -> list[re.Match[str]]:
    return list(PLACE.finditer(text))


def drop_place(text: str, _lang: Lang, chance: random.Random) -> str | None:
    found = _places(text)
    return text.replace(chance.choice(found).group(), "", 1) if found else None


def add_place(text: str, _lang: Lang, _chance: random.Random) -> str | None:
    return f"{text.rstrip()} {{{{ case.id }}}}"


def rename_place(text: str, _lang: Lang, chance: random.Random) -> str | None:
    found = _places(text)
    if not found:
        return None
    one = chance.choice(found)
    return text.replace(one.group(), one.group().replace(one[1], one[1] + "x"), 1)


def other_value(text: str, _lang: Lang, chance: random.Random) -> str | None:
    """Another date, sum, term or article in the place of the right one."""
    found = [each for each in _places(text) if each[1] not in ("debt", "case.id")]
    if not found:
        return None
    one = chance.choice(found)
    return text.replace(one.group(), one.group().replace(one[1], "opened_on" if "date" in one[2] else "debt"), 1)


def other_filter(text: str, _lang: Lang, chance: random.Random) -> str | None:
    found = [each for each in _places(text) if re.search(r"\|\s*(money|words|count|date|time|cite)\b", each[2])]
    if not found:
        return None
    one = chance.choice(found)
    return text.replace(one.group(), re.sub(r"\|\s*\w+", "| quoted", one.group(), count=1), 1)


def exchanged_places(text: str, _lang: Lang, chance: random.Random) -> str | None:
    """Two dates, sums or names in each other's place: what each language says with them is no longer the same."""
    found = _places(text)
    pairs = [(a, b) for at, a in enumerate(found) for b in found[at + 1 :] if a[2] == b[2] and a[1] != b[1]]
    if not pairs:
        return None
    first, second = chance.choice(pairs)
    between = text[first.end() : second.start()]
    return text[: first.start()] + second.group() + between + first.group() + text[second.end() :]


def a_typed_value(text: str, lang: Lang, chance: random.Random) -> str | None:
    """A place replaced by the value it once had: a term, a sum, an article, a date typed by hand."""
    found = _places(text)
    if not found:
        return None
    typed = {
        "kk": ["7 күн", "36 930 теңге", "592-бап", "31.12.2024", "жеті күн", "31 желтоқсан", "2-тармақ", "жиырма АЕК"],
        "ru": [
            "7 дней",
            "36 930 тенге",
            "статья 592",
            "31.12.2024",
            "семь дней",
            "31 декабря",
            "пункт 2",
            "двадцать МРП",
        ],
    }[lang]
    return text.replace(chance.choice(found).group(), chance.choice(typed), 1)


def a_number(text: str, _lang: Lang, chance: random.Random) -> str | None:
    return f"{text.rstrip()} {chance.randrange(2, 900)}"


def a_number_in_words(text: str, lang: Lang, chance: random.Random) -> str | None:
    words = {"kk": ["жеті", "жиырма бес", "отыз"], "ru": ["семь", "двадцати пяти", "тридцать"]}[lang]
    return f"{text.rstrip()} {chance.choice(words)}"


def a_date(text: str, lang: Lang, _chance: random.Random) -> str | None:
    return f"{text.rstrip()} {'қаңтардан' if lang == 'kk' else 'января'}"


def a_suffix(text: str, lang: Lang, chance: random.Random) -> str | None:
    found = _places(text)
    if not found:
        return None
    one = chance.choice(found)
    return text.replace(one.group(), one.group() + ("-ға" if lang == "kk" else "у"), 1)
