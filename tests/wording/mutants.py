"""Mistakes put into the shipped wording by a machine, one at a time and in one language only."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from qauly.engine.law.library import Law
from qauly.engine.wording.document import LANGS, Lang
from qauly.engine.wording.editions import Clause, Edition, clauses_of, fixed_of
from qauly.engine.wording.glossary import Term, bare, load_glossary
from qauly.engine.wording.negation import DENIALS

PLACE = re.compile(r"\{\{\s*([^}|]+?)\s*((?:\|[^}]*)?)\}\}")
LOOK_ALIKES = str.maketrans("аеорсухік", "aeopcyxik")
Mutate = Callable[[str, Lang, random.Random], str | None]


@dataclass(frozen=True)
class Mutant:
    """One clause with one mistake of a kind."""

    kind: str
    file: str
    edition: Edition
    original: Clause
    clause: Clause


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


def a_look_alike(text: str, _lang: Lang, chance: random.Random) -> str | None:
    words: list[str] = re.findall(r"(?<![\w{.])[а-яёәғқңөұүһі]{4,}(?![\w}.])", PLACE.sub(" ", text))
    words = [word for word in words if word.translate(LOOK_ALIKES) != word and f" {word}" in text]
    if not words:
        return None
    word = chance.choice(words)
    at = chance.choice([index for index, letter in enumerate(word) if letter.translate(LOOK_ALIKES) != letter])
    return text.replace(word, word[:at] + word[at].translate(LOOK_ALIKES) + word[at + 1 :], 1)


def flipped(text: str, lang: Lang, _chance: random.Random) -> str | None:
    """A denial that is taken away in one language, or one that comes in."""
    denied = DENIALS[lang].search(text)
    if denied is None:
        return f"{text.rstrip()} {'болмайды' if lang == 'kk' else 'не допускается'}"
    return text[: denied.start()] + text[denied.end() :].lstrip()


SIMPLE: dict[str, Mutate] = {
    "a place dropped": drop_place,
    "a place added": add_place,
    "a place renamed": rename_place,
    "another date, sum, term or article": other_value,
    "another filter": other_filter,
    "a number typed": a_number,
    "a number in words": a_number_in_words,
    "a month typed": a_date,
    "a suffix glued": a_suffix,
    "a look-alike letter": a_look_alike,
    "a denial flipped": flipped,
}


def mutants(law: Law, seed: int = 5) -> Iterator[Mutant]:
    """Every kind of mistake in every clause it fits, in each language; terms swapped; texts left untranslated."""
    chance = random.Random(seed)
    terms = load_glossary(law.editions.content)
    for (folder, _kind), starts in sorted(law.editions.starts.items()):
        if folder not in law.procedures:
            continue
        for file in starts.values():
            edition = law.editions.read(file)
            for _path, clause in (*fixed_of(edition), *clauses_of(edition)):
                for kind, made in _of_clause(clause, terms, chance):
                    yield Mutant(kind, file, edition, clause, made)


def _of_clause(clause: Clause, terms: Mapping[str, Term], chance: random.Random) -> Iterator[tuple[str, Clause]]:
    for lang in LANGS:
        for kind, mutate in SIMPLE.items():
            text = mutate(clause[lang], lang, chance)
            if text is not None and text.split() != clause[lang].split():
                yield kind, clause.model_copy(update={lang: text})
        for term in terms.values():
            words = term.patterns[lang].search(bare(clause[lang]))
            if words is not None and words.group() in clause[lang]:
                swapped = term.patterns[lang].sub("мұндай" if lang == "kk" else "такой", clause[lang])
                yield "a term swapped", clause.model_copy(update={lang: swapped})
                break
    if len(bare(clause.ru).split()) >= 3:
        yield "left untranslated", clause.model_copy(update={"kk": clause.ru})
        yield "left untranslated", clause.model_copy(update={"ru": clause.kk})
