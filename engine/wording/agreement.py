"""The two languages of one clause against each other: everything that must be said alike, sentence by sentence."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..messages import Message, _
from .document import LANGS, Lang
from .editions import Clause
from .filters import CASES, DATE_STYLES
from .glossary import Glossary, bare
from .negation import limits, negations
from .untranslated import lacks_kazakh_letters, same_language, shared_words

PLACE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
DIGITS = re.compile(r"\d+")
_HOLDER = "\ue000"  # stands for a place while sentences are told apart
# a full stop after one or two letters belongs to an abbreviation (г., т.б.)
_STOP = re.compile(rf"(?:(?:(?<=\w\w\w)|(?<=[{_HOLDER})»]))[.;]|[!?…])[.!?;…]*(?=[\s»)]|\Z)")
_END = re.compile(r"[.!?;:…]+(?=\s*\Z)")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_ABBREVIATION = re.compile(r"(?<!\w)(?=[^\W\d_]{2,8}(?!\w))\w?[А-ЯЁӘҒҚҢӨҰҮҺІ]\w*[А-ЯЁӘҒҚҢӨҰҮҺІ]+(?!\w)")
_QUOTED = re.compile(r"«[^»]*\w[^»]*»")

Remedy = Callable[[set[str]], Message]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the languages do not say alike, or that one of them must not say."""

    rule: str
    message: Message
    fix: Message | None = None
    lang: Lang | None = None
    spot: str = ""


def places(text: str) -> Counter[str]:
    """The places of a text with their filters; case filters are left out, date styles count as one."""
    return Counter(_normal(place) for place in PLACE.findall(text))


def sentences(text: str) -> list[str]:
    """The sentences of a text; semicolons part them too, for points are often set off by them."""
    found: list[str] = []
    kept = PLACE.findall(text)
    for part in _STOP.split(" ".join(PLACE.sub(_HOLDER, text).split())):
        if part.strip(" »)"):
            found.append(re.sub(_HOLDER, lambda _match: f"{{{{{kept.pop(0)}}}}}", part).strip())
    return found


def differences(clause: Clause, glossary: Glossary, remedy: Remedy) -> Iterator[Difference]:
    """What the two texts do not say alike; `remedy` tells how places that differ become alike.

    Quoted law (`verbatim`) is compared by its places, figures and paragraphs only.
    """
    yield from _of_places(clause, remedy)
    kk, ru = (Counter(DIGITS.findall(PLACE.sub("", clause[lang]))) for lang in LANGS)
    if kk != ru:
        yield Difference("W-001", _("the figures of the two languages differ: only kk has {kk}, only ru has {ru}.",
                                    kk=_told(kk - ru), ru=_told(ru - kk)),
                         _("Make both texts say the same facts."))  # fmt: skip
    if len(clause.kk.strip().split("\n\n")) != len(clause.ru.strip().split("\n\n")):
        yield Difference(
            "W-001",
            _("the two languages have different numbers of paragraphs."),
            _("A blank line parts paragraphs: set them at the same places in both languages."),
        )
    if clause.verbatim:
        return
    plain: dict[Lang, str] = {lang: bare(clause[lang]) for lang in LANGS}
    found = [*_of_words(plain, glossary), *_of_names(plain)]
    yield from found
    yield from _of_sentences(clause, glossary, silent=bool(found) or kk != ru or places(clause.kk) != places(clause.ru))
    yield from _untranslated(plain, glossary)


def _of_places(clause: Clause, remedy: Remedy) -> Iterator[Difference]:
    kk, ru = (places(clause[lang]) for lang in LANGS)
    if kk != ru:
        yield Difference(
            "W-001",
            _("the places of the two languages differ: only kk has {kk}, only ru has {ru}.",
              kk=_listed(kk - ru), ru=_listed(ru - kk)),
            remedy({*(kk - ru), *(ru - kk)}),
        )  # fmt: skip
        return
    for filters in sorted({place.partition(" | ")[2] for place in kk}):
        order = {lang: [each for each in _in_order(clause[lang]) if each.partition(" | ")[2] == filters]
                 for lang in LANGS}  # fmt: skip
        if order["kk"] != order["ru"]:
            yield Difference(
                "W-001",
                _("places of one kind stand in another order: kk {kk}, ru {ru}.",
                  kk=_listed(order["kk"]), ru=_listed(order["ru"])),
                _("Check that none was exchanged; name them in one order in both languages, or make two sentences."),
            )  # fmt: skip


def _of_words(plain: Mapping[Lang, str], glossary: Glossary) -> Iterator[Difference]:
    """Official terms, denials and words that say whether a last day counts."""
    for term in glossary.near(plain).values():
        count = {lang: len(term.found(plain[lang], lang)) for lang in LANGS}
        if count["kk"] == count["ru"]:
            continue
        lang: Lang = "kk" if count["kk"] > count["ru"] else "ru"
        other: Lang = "ru" if lang == "kk" else "kk"
        here = term.found(plain[lang], lang)[0]
        yield Difference(
            "W-013" if term.verbatim else "W-006",
            _("only the {lang} text has the term {name}.", lang=lang, name=_in_quotes(here))
            if not count[other]
            else _("the term {name} stands {kk} times in kk and {ru} times in ru.",
                   name=_in_quotes(here), kk=count["kk"], ru=count["ru"]),
            _("Write its counterpart: {forms}.", forms=", ".join(getattr(term, other))),
            lang,
            here,
        )  # fmt: skip
    denied = {lang: negations(plain[lang], lang) for lang in LANGS}
    if len(denied["kk"]) != len(denied["ru"]):
        yield Difference(
            "W-014",
            _("the two languages do not deny alike: kk {kk}, ru {ru}.",
              kk=", ".join(denied["kk"]) or "–", ru=", ".join(denied["ru"]) or "–"),
            _("Say «не» and its Kazakh counterpart in both, or in neither."),
        )  # fmt: skip
    bound = {lang: limits(plain[lang], lang) for lang in LANGS}
    if len(bound["kk"]) != len(bound["ru"]):
        yield Difference(
            "W-014",
            _("only one language says that the last day counts: kk {kk}, ru {ru}.",
              kk=", ".join(bound["kk"]) or "–", ru=", ".join(bound["ru"]) or "–"),
            _("Write «не позднее» or «включительно» in Russian and «қоса алғанда» or «кешіктірмей» in Kazakh."),
        )  # fmt: skip


def _of_names(plain: Mapping[Lang, str]) -> Iterator[Difference]:
    """Names of systems: Latin ones letter by letter, abbreviations and quoted words by their number."""
    kk, ru = (Counter(each.casefold() for each in _LATIN.findall(plain[lang])) for lang in LANGS)
    if kk != ru:
        yield Difference(
            "W-001",
            _("names in Latin letters differ: only kk has {kk}, only ru has {ru}.",
              kk=_told(kk - ru), ru=_told(ru - kk)),
            _("Name the same systems in both languages."),
        )  # fmt: skip
    for pattern, message in (
        (_ABBREVIATION, _("the languages do not name the same abbreviations: kk {kk}, ru {ru}.")),
        (_QUOTED, _("the languages do not quote the same: kk {kk}, ru {ru}.")),
    ):
        named = {lang: pattern.findall(plain[lang]) for lang in LANGS}
        shouted = all(plain[lang].isupper() for lang in LANGS)  # a heading in capitals
        if len(named["kk"]) != len(named["ru"]) and not shouted:
            words: dict[str, str] = {lang: ", ".join(named[lang]) or "–" for lang in LANGS}
            yield Difference("W-001", Message(message.msgid, words), _("Name the same systems in both languages."))


def _of_sentences(clause: Clause, glossary: Glossary, *, silent: bool) -> Iterator[Difference]:
    """The order of the points: what each sentence says must be what its counterpart says."""
    parts = {lang: sentences(clause[lang]) for lang in LANGS}
    ends = {lang: _END.findall(clause[lang]) for lang in LANGS}
    if ends["kk"] != ends["ru"] and len(parts["kk"]) == len(parts["ru"]):
        yield Difference(
            "W-001",
            _("the two languages do not end alike: kk «{kk}», ru «{ru}».",
              kk="".join(ends["kk"]) or "–", ru="".join(ends["ru"]) or "–"),
            _("End both with the same sign."),
        )  # fmt: skip
    if len(parts["kk"]) != len(parts["ru"]):
        yield Difference(
            "W-001",
            _("the two languages have different numbers of sentences: kk {kk}, ru {ru}.",
              kk=len(parts["kk"]), ru=len(parts["ru"])),
            _("Say each point in one sentence in both languages."),
        )  # fmt: skip
        return
    if silent or len(parts["kk"]) == 1:
        return
    for number, (kk, ru) in enumerate(zip(parts["kk"], parts["ru"], strict=True), 1):
        if _said(kk, "kk", glossary) != _said(ru, "ru", glossary):
            yield Difference(
                "W-001",
                _("sentence {number} does not say the same in both languages: kk «{kk}», ru «{ru}».",
                  number=number, kk=kk, ru=ru),
                _("Put the points in the same order in both languages."),
            )  # fmt: skip
            return


def _said(text: str, lang: Lang, glossary: Glossary) -> tuple[object, ...]:
    words = bare(text)
    near = glossary.near({"kk": words, "ru": ""} if lang == "kk" else {"kk": "", "ru": words})
    counted = {name: len(term.found(words, lang)) for name, term in near.items()}
    terms = {name: count for name, count in counted.items() if count}
    figures = sorted(DIGITS.findall(words))
    return places(text), terms, len(negations(words, lang)), len(limits(words, lang)), figures


def _untranslated(plain: Mapping[Lang, str], glossary: Glossary) -> Iterator[Difference]:
    if same_language(plain["kk"], plain["ru"]) or lacks_kazakh_letters(plain["kk"]):
        yield Difference("W-005", _("one of the texts is not translated."), _("Write each text in its own language."))
        return
    for word in shared_words(plain["kk"], plain["ru"], glossary.alike):
        yield Difference(
            "W-005",
            _("the word {word} stands in both languages.", word=word),
            _("Translate it; words that are the same in both are listed in glossary.yaml under `alike`."),
            "kk",
            word,
        )
    for lang in LANGS:
        other: Lang = "ru" if lang == "kk" else "kk"
        for term in glossary.near({"kk": plain[lang], "ru": plain[lang]}).values():
            foreign = [word for word in term.found(plain[lang], other) if word not in term.found(plain[lang], lang)]
            if foreign and not any(word.casefold().startswith(glossary.alike) for word in foreign):
                yield Difference(
                    "W-005",
                    _("the {lang} text holds {word}, a word of the other language.", lang=lang, word=foreign[0]),
                    _("Write: {forms}.", forms=", ".join(getattr(term, lang))),
                    lang,
                    foreign[0],
                )


def _in_quotes(word: str) -> str:
    return f"«{word.strip('«»')}»"


def _in_order(text: str) -> list[str]:
    return [_normal(place) for place in PLACE.findall(text)]


def _normal(place: str) -> str:
    path, *filters = (part.strip() for part in place.split("|"))
    written_out = set(DATE_STYLES) - {"date_numeric"}
    kept = ["date" if name in written_out else name for name in filters if name not in CASES]
    return " | ".join([path, *kept])


def _listed(names: "Counter[str] | list[str]") -> str:
    each = names.elements() if isinstance(names, Counter) else names
    return ", ".join(f"{{{{ {name} }}}}" for name in each) or "–"


def _told(counter: Counter[str]) -> str:
    return ", ".join(counter.elements()) or "–"
