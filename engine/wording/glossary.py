"""Official terms in both languages, how they are recognised, and words that both languages share."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ..content import Content
from ..yamlfile import load
from .document import LANGS, Lang

FILE = "legal_texts/glossary.yaml"
_WORD = re.compile(r"\w+")
_PLACE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Never(Strict):
    kk: tuple[str, ...] = ()
    ru: tuple[str, ...] = ()


class Term(Strict):
    """One term: the stems by which it is recognised in each language."""

    kk: tuple[str, ...] = Field(min_length=1)
    ru: tuple[str, ...] = Field(min_length=1)
    never: Never = Never()
    verbatim: bool = False
    note: str | None = None
    seen: str
    checked: str | None

    @cached_property
    def patterns(self) -> Mapping[Lang, re.Pattern[str]]:
        return {lang: _pattern(getattr(self, lang), self.verbatim) for lang in LANGS}

    def found(self, text: str, lang: Lang) -> list[str]:
        """Every place where the term stands, as it is written there."""
        return self.patterns[lang].findall(text)

    def stands(self, text: str, lang: Lang) -> bool:
        return self.patterns[lang].search(text) is not None

    def wrong(self, text: str, lang: Lang) -> str | None:
        """A form that must not be used, as it stands in the text."""
        forms = getattr(self.never, lang)
        found = _pattern(forms, verbatim=False).search(text) if forms else None
        return found.group() if found else None


class Glossary(Strict):
    """The terms by name, and stems of words that are the same in both languages (банк, онлайн)."""

    schema_: Literal["glossary/1"] = Field(alias="schema")
    alike: tuple[str, ...] = ()
    terms: dict[str, Term]

    def near(self, texts: Mapping[Lang, str]) -> dict[str, Term]:
        """The terms that may stand in one of the texts: a stem and a word begin alike. Others need no closer look."""
        begun = {(lang, word[:3].casefold()) for lang in LANGS for word in _WORD.findall(texts[lang])}
        names = {name for start in begun for name in self._by_start.get(start, ())}
        return {name: term for name, term in self.terms.items() if name in names}

    @cached_property
    def _by_start(self) -> Mapping[tuple[Lang, str], list[str]]:
        starts: dict[tuple[Lang, str], list[str]] = {}
        for name, term in self.terms.items():
            for lang in LANGS:
                for stem in getattr(term, lang):
                    starts.setdefault((lang, _WORD.findall(stem)[0][:3].casefold()), []).append(name)
        return starts


def load_glossary(content: Content) -> Glossary:
    """The glossary; an empty one where there is no file."""
    if not content.exists(FILE):
        return Glossary(schema="glossary/1", terms={})
    return load(content, FILE, Glossary)


def bare(text: str) -> str:
    """A clause without its places and soft line breaks."""
    return " ".join(_PLACE.sub(" ", text).split())


def _pattern(stems: tuple[str, ...], verbatim: bool) -> re.Pattern[str]:
    joined = "|".join(re.escape(stem) for stem in sorted(stems, key=len, reverse=True))
    return re.compile(joined) if verbatim else re.compile(rf"(?<!\w)(?:{joined})\w*", re.IGNORECASE)
