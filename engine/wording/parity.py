"""Parity at run time: what was composed says the same numbers and months in both languages, or it is not issued.

Words that the event itself brought in two languages are the case system's own and do not count.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..language.dates import KK_MONTHS, RU_MONTHS
from ..law.expressions import Scope
from ..law.values import Facts, Words
from .document import LANGS, Document, Lang, Notice, PageText

_NUMBER = re.compile(r"\d+")
_MONTHS: Mapping[Lang, tuple[str, ...]] = {"kk": KK_MONTHS, "ru": RU_MONTHS}
# a Kazakh month takes its endings, a Russian one stands in the genitive
_MONTH = {
    "kk": re.compile(rf"(?<!\w)({'|'.join(KK_MONTHS)})"),
    "ru": re.compile(rf"(?<!\w)({'|'.join(RU_MONTHS)})(?!\w)"),
}


def meaning(text: str, lang: Lang) -> Counter[str]:
    """Every run of figures, and every month by its place in the year."""
    months = (f"month {_MONTHS[lang].index(name) + 1}" for name in _MONTH[lang].findall(text.casefold()))
    return Counter([*_NUMBER.findall(text), *months])


def difference(texts: Mapping[Lang, str], names: Scope) -> tuple[list[str], list[str]]:
    """What only the Kazakh and what only the Russian text says."""
    said = {lang: meaning(texts[lang], lang) for lang in LANGS}
    if said["kk"] == said["ru"]:
        return [], []
    own = {lang: meaning("\n".join(_told(names, lang)), lang) for lang in LANGS}
    foreign = {lang: Counter({key: said[lang][key] for key in own[lang] if key in said[lang]}) for lang in LANGS}
    left = {lang: said[lang] - foreign["kk"] - foreign["ru"] for lang in LANGS}
    return sorted((left["kk"] - left["ru"]).elements()), sorted((left["ru"] - left["kk"]).elements())


def texts_of(issued: Document | Notice | PageText) -> Iterator[dict[Lang, str]]:
    """The pairs of texts that must agree: a document or page whole, a notice medium by medium."""
    if isinstance(issued, PageText):
        yield {lang: "\n".join(issued.lines(lang)) for lang in LANGS}
        return
    if isinstance(issued, Document):
        yield {lang: "\n".join(issued.version(lang).lines()) for lang in LANGS}
        return
    texts = issued.texts
    for pair in (texts.sms, texts.egov, texts.telegram):
        if pair is not None:
            yield {lang: pair[lang] for lang in LANGS}
    if texts.email_kk and texts.email_ru:
        letters = {"kk": texts.email_kk, "ru": texts.email_ru}
        yield {lang: f"{letters[lang].subject}\n{letters[lang].body}" for lang in LANGS}


def _told(names: Scope, lang: Lang) -> Iterator[str]:
    """Texts that the case system told in two languages, wherever they stand in the facts."""
    for value in names.given.values():
        yield from _words(value, lang)


def _words(value: Any, lang: Lang) -> Iterator[str]:
    if isinstance(value, Words):
        yield value[lang]
    if isinstance(value, Facts):
        for key in value:
            yield from _words(value[key], lang)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _words(item, lang)
