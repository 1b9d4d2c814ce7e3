"""The language layer beside the libraries one would take: share of right forms on the labelled sets, µs a call.

The sets are those of the tests (`tests/language/sets`), which a person has read and the tests hold at 100 %, ICU's
numbers, and the names of the OpenCorpora dictionary, of which nobody here chose one. All take turns in one run. ё and е
count as one letter, because the others write е.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from statistics import median
from typing import Any

import pymorphy3
from num2words import num2words
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker
from qazaq_inflector import QazaqNameInflector
from tests.language.labelled import rows

from qauly.engine.language import kk, ru

ROUNDS = 5
Task = tuple[tuple[Any, ...], str]
Way = Callable[..., str]
QAZAQ = {
    "GEN": "genitive", "DAT": "dative", "ACC": "accusative", "LOC": "locative", "ABL": "ablative",
    "INS": "instrumental",
}  # fmt: skip
PETROVICH = {
    "gent": Case.GENITIVE, "datv": Case.DATIVE, "accs": Case.ACCUSATIVE, "ablt": Case.INSTRUMENTAL,
    "loct": Case.PREPOSITIONAL,
}  # fmt: skip
PARTS = {"surname": NamePart.LASTNAME, "first": NamePart.FIRSTNAME, "patr": NamePart.MIDDLENAME}


@lru_cache(maxsize=1)
def petrovich() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


@lru_cache(maxsize=1)
def morph() -> Any:
    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=1)
def qazaq() -> Any:
    return QazaqNameInflector()


def by_petrovich(name: str, kind: str, gender: str, case: str) -> str:
    return str(petrovich().make(PARTS[kind], Gender.MALE if gender == "m" else Gender.FEMALE, PETROVICH[case], name))


def by_morph(word: str, case: str, tag: str | None = None) -> str:
    """The best nominative singular reading, of the gender where one is asked for."""
    readings = [each for each in morph().parse(word) if "nomn" in each.tag]
    wanted = [each for each in readings if tag is None or tag in each.tag] or readings
    form = wanted[0].inflect({case, "sing"}) if wanted else None
    return form.word if form else word


def morph_name(name: str, kind: str, gender: str, case: str) -> str:
    return by_morph(name, case, "masc" if gender == "m" else "femn").capitalize()


def morph_phrase(text: str, case: str) -> str:
    """Adjectives and the first noun decline: the head rule on a dictionary of 15 MB."""
    words = text.split(" ")
    for index, word in enumerate(words):
        words[index] = by_morph(word, case)
        if not ({"ADJF", "PRTF"} & {str(reading.tag.POS) for reading in morph().parse(word)[:1]}):
            break
    return " ".join(words)


def numbers() -> list[int]:
    return [int(row["number"]) for row in rows("icu")]


def kazakh_forms(kinds: Iterable[str]) -> list[Task]:
    return [
        ((row["word"], case, row["kind"]), row[case])
        for row in rows("kk_cases")
        if row["kind"] in kinds
        for case in QAZAQ
    ]


def russian_forms(name: str, *keys: str) -> list[Task]:
    return [((*(row[key] for key in keys), case), row[case]) for row in rows(name) for case in PETROVICH]


def opencorpora() -> list[Task]:
    """Every 40th name of the dictionary that pymorphy3 carries, in five cases; forms of the dictionary as answers."""
    kinds = {"Surn": "surname", "Name": "first", "Patr": "patr"}
    unclear = {"Abbr", "Infr", "Erro", "Dist", "Arch", "ms-f", "Fixd"}
    tasks: list[Task] = []
    for number, reading in enumerate(morph().iter_known_word_parses("")):
        grammemes = reading.tag.grammemes
        kind = next((kinds[each] for each in kinds if each in grammemes), None)
        if number % 40 or kind is None or not {"nomn", "sing"} <= grammemes or unclear & grammemes:
            continue
        sex = "masc" if "masc" in grammemes else "femn"
        forms = [each for each in reading.lexeme if {"sing", sex} <= each.tag.grammemes]
        for case in PETROVICH:
            right = "|".join(each.word for each in forms if case == each.tag.case)
            if right:
                tasks.append(((reading.word, kind, sex[0], case), right))
    return tasks


def tables() -> list[tuple[str, list[Task], dict[str, Way]]]:
    """What is asked, the tasks with their answers, and the ways to answer."""
    amounts = [((n,), kk.amount(n, 0)) for n in numbers()]
    feminine = [((int(row["number"]),), row["nomn_f"]) for row in rows("icu")]
    return [
        ("Kazakh sums in words", amounts, {
            "ours": lambda n: kk.amount(n, 0),
            "num2words": lambda n: f"{num2words(n, lang='kz')} теңге 00 тиын",
            "num2words, currency": lambda n: num2words(Decimal(n), lang="kz", to="currency", currency="KZT"),
        }),
        ("Russian numbers, feminine", feminine, {
            "ours": lambda n: ru.number(n, "f"),
            "num2words": lambda n: num2words(n, lang="ru", gender="f"),
        }),
        ("Kazakh cases of nouns and names", kazakh_forms(("noun", "name")), {
            "ours": kk.inflect,
            "qazaq-inflector": lambda word, case, _kind: qazaq().inflect(word, QAZAQ[case]),
        }),
        ("Kazakh cases of whole names, digits, references", kazakh_forms(("full", "digits", "ref", "px3", "abbr")), {
            "ours": kk.inflect,
            "qazaq-inflector": lambda word, case, _kind: qazaq().inflect(word, QAZAQ[case]),
        }),
        ("Russian names", russian_forms("ru_names", "name", "kind", "gender"), {
            "ours": ru.name,
            "pytrovich": by_petrovich,
            "pymorphy3": morph_name,
        }),
        ("Russian names of OpenCorpora", opencorpora(), {
            "ours": ru.name,
            "pytrovich": by_petrovich,
        }),
        ("Russian posts, bodies, papers", russian_forms("ru_phrases", "phrase"), {
            "ours": ru.phrase,
            "pymorphy3 and a head rule": morph_phrase,
        }),
    ]  # fmt: skip


def answer(way: Way, question: tuple[Any, ...]) -> str:
    try:
        return str(way(*question))
    except Exception as error:  # what a library cannot do counts as wrong
        return repr(error)


def same(ours: str, right: str) -> bool:
    """`right` may hold several accepted forms, divided by a bar."""
    return ours.casefold().replace("ё", "е") in right.casefold().replace("ё", "е").split("|")


def loading() -> float:
    """Milliseconds to load the layer into a fresh Python."""
    code = (
        "import time; t = time.perf_counter(); from qauly.engine.language import kk, ru; print(time.perf_counter() - t)"
    )
    runs = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(2 * ROUNDS)]
    return median(runs) * 1000


def main() -> None:
    """Prints, for each kind of question, the share of right answers and the median µs a call."""
    print(f"Loading the layer: {loading():.1f} ms")
    for title, tasks, ways in tables():
        print(f"{title} ({len(tasks)} forms)")
        right = {name: sum(same(answer(way, ask), want) for ask, want in tasks) for name, way in ways.items()}
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                start = time.process_time()
                for ask, _want in tasks:
                    answer(way, ask)
                taken[name].append((time.process_time() - start) / len(tasks))
        for name in ways:
            print(f"  {name:28}{right[name] / len(tasks):8.1%}{median(taken[name]) * 1e6:10.2f} µs")


if __name__ == "__main__":
    main()
