"""Mistakes put into the shipped wording by a machine, one at a time and in one language only."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.wording import mistakes, mistakes_of_writing
from tests.wording.mistakes import Mutate

from qauly.engine.law.library import Law
from qauly.engine.wording.agreement import sentences
from qauly.engine.wording.document import LANGS, Lang
from qauly.engine.wording.editions import Clause, Edition, clauses_of, fixed_of
from qauly.engine.wording.glossary import Glossary, bare, load_glossary


@dataclass(frozen=True)
class Mutant:
    """One clause with one mistake of a kind."""

    kind: str
    file: str
    edition: Edition
    original: Clause
    clause: Clause


SIMPLE: dict[str, Mutate] = {
    "a place dropped": mistakes.drop_place,
    "a place added": mistakes.add_place,
    "a place renamed": mistakes.rename_place,
    "two places exchanged": mistakes.exchanged_places,
    "another date, sum, term or article": mistakes.other_value,
    "another filter": mistakes.other_filter,
    "a value typed for its place": mistakes.a_typed_value,
    "a number typed": mistakes.a_number,
    "a number in words": mistakes.a_number_in_words,
    "a month typed": mistakes.a_date,
    "a suffix glued": mistakes.a_suffix,
    "a look-alike letter": mistakes_of_writing.a_look_alike,
    "a letter nobody sees": mistakes_of_writing.an_unseen_letter,
    "a denial taken away": mistakes_of_writing.a_denial_gone,
    "a denial put in": mistakes_of_writing.a_denial_come,
    "«not later» made «later»": mistakes_of_writing.a_last_day_flipped,
    "a sentence dropped": mistakes_of_writing.a_sentence_gone,
    "a sentence added": mistakes_of_writing.a_sentence_come,
    "points in another order": mistakes_of_writing.other_order,
    "a system dropped or swapped": mistakes_of_writing.a_system,
    "a word of the other language": mistakes_of_writing.a_word_of_the_other,
}


def mutants(law: Law, seed: int = 5) -> Iterator[Mutant]:
    """Every kind of mistake in every clause it fits, in each language; terms swapped; texts left untranslated."""
    chance = random.Random(seed)
    glossary = load_glossary(law.editions.content)
    for (folder, _kind), starts in sorted(law.editions.starts.items()):
        if folder not in law.procedures:
            continue
        for file in starts.values():
            edition = law.editions.read(file)
            for _path, clause in (*fixed_of(edition), *clauses_of(edition)):
                for kind, made in _of_clause(clause, glossary, chance):
                    yield Mutant(kind, file, edition, clause, made)


def _of_clause(clause: Clause, glossary: Glossary, chance: random.Random) -> Iterator[tuple[str, Clause]]:
    for lang in LANGS:
        for kind, mutate in SIMPLE.items():
            text = mutate(clause[lang], lang, chance)
            if text is not None and text.split() != clause[lang].split():
                yield kind, clause.model_copy(update={lang: text})
        for kind, text in _swapped(clause, lang, glossary, chance):
            yield kind, clause.model_copy(update={lang: text})
        yield from _untranslated(clause, lang)


def _swapped(clause: Clause, lang: Lang, glossary: Glossary, chance: random.Random) -> Iterator[tuple[str, str]]:
    """An official term by a plain word, and by another official term, everywhere or in one place alone."""
    here = {name: term for name, term in glossary.terms.items() if term.found(bare(clause[lang]), lang)}
    whole = [name for name, term in here.items() if term.found(bare(clause[lang]), lang)[0] in clause[lang]]
    if not whole:
        return
    term = here[chance.choice(whole)]
    yield "a term swapped", term.patterns[lang].sub("мұндай" if lang == "kk" else "такой", clause[lang])
    others = [each for name, each in glossary.terms.items() if name not in here and not each.verbatim]
    other = getattr(chance.choice(others), lang)[0]
    yield "a term for another", term.patterns[lang].sub(other, clause[lang], count=1)


def _untranslated(clause: Clause, lang: Lang) -> Iterator[tuple[str, Clause]]:
    other: Lang = "ru" if lang == "kk" else "kk"
    if len(bare(clause[other]).split()) < 3:
        return
    yield "left untranslated", clause.model_copy(update={lang: clause[other]})
    theirs, ours = sentences(clause[other]), sentences(clause[lang])
    if len(ours) == len(theirs) > 1 and len(bare(theirs[-1]).split()) > 1:
        yield "a sentence untranslated", clause.model_copy(update={lang: ". ".join([*ours[:-1], theirs[-1]]) + "."})


def edition_mutants(law: Law) -> Iterator[tuple[str, Edition, Edition]]:
    """Points dropped, added, moved, and conditions or sources dropped or swapped: both languages change at once."""
    for starts in law.editions.starts.values():
        for file in starts.values():
            edition = law.editions.read(file)
            for at, clause in enumerate(edition.clauses):
                before, after = edition.clauses[:at], edition.clauses[at + 1 :]
                made: dict[str, tuple[Clause, ...]] = {
                    "a point dropped": (*before, *after),
                    "a point added": (*before, clause, clause.model_copy(update={"id": "new"}), *after),
                }
                if len(edition.clauses) > 1:
                    made["a point moved"] = (*before, *after, clause) if after else (clause, *before)
                if clause.when:
                    made["a condition dropped"] = (*before, clause.model_copy(update={"when": None}), *after)
                others = [each.when for each in edition.clauses if each.when not in (None, clause.when)]
                if others:
                    made["a condition swapped"] = (*before, clause.model_copy(update={"when": others[0]}), *after)
                if clause.source != "drafting":
                    made["a source swapped"] = (*before, clause.model_copy(update={"source": "drafting"}), *after)
                for kind, clauses in made.items():
                    yield kind, edition, edition.model_copy(update={"clauses": clauses})
