"""What can be wrong with an edition: sentences that cannot be spoken, languages that differ, letters of two scripts."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Protocol

from ..errors import Finding
from ..language import typography
from ..law.expressions import ExpressionError, compiled
from ..law.library import Law
from ..law.procedure import Regime
from ..messages import Message, _
from ..yamlfile import line_of, quoted
from .agreement import DIGITS, PLACE, differences
from .document import LANGS, Lang
from .editions import Clause, Edition, clauses_of, fixed_of
from .glossary import Glossary, Term, bare, load_glossary
from .last_day import last_day, unclear_end
from .replaced import replaced
from .safe_notice import asks, typed_address, whole_iin
from .sentence import WordingError, sentence
from .signs import doubled, slips
from .standing import standing
from .untranslated import written_out

_AROUND = re.compile(r"\{\{.*?\}\}|\{[{%].*|[%}]\}", re.DOTALL)
_LETTER = "А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі"
_ENDINGS = "ға|ге|қа|ке|ның|нің|дың|дің|тың|тің|нан|нен|дан|ден|тан|тен|ны|ні"
_CASES = {
    "dat": "ға|ге|қа|ке",
    "gen": "ның|нің|дың|дің|тың|тің",
    "abl": "нан|нен|дан|ден|тан|тен",
    "acc": "ны|ні|ды|ді|ты|ті",
    "loc": "да|де|та|те",
    "ins": "мен|бен|пен",
}
_TYPED = rf"\}}\}}[\u00ad\u200b’'‘]*(?:\s?[-‐‑−]|[–])?[{_LETTER}]+"  # "}}-ға", "}}нің"
_GLUED = {"kk": re.compile(rf"{_TYPED}|\}}\}} (?:{_ENDINGS})(?![{_LETTER}])"), "ru": re.compile(_TYPED)}
_RUN_IN = re.compile(rf"[{_LETTER}]+\{{\{{")
_KAZAKH_ONLY = re.compile("[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")
_EXTRA = ("document", "sources", "link")


class Audit(Protocol):
    """What a folder of wording may call upon."""

    @property
    def names(self) -> frozenset[str]: ...

    @property
    def page_names(self) -> frozenset[str]:
        """What its pages may call upon besides."""
        ...

    def serving(self, kind: str, start: date, end: date | None) -> tuple[Regime, ...]:
        """The regimes in which wording of the kind may be issued from `start` to the day before `end`."""
        ...


def edition_findings(law: Law, audits: Mapping[str, Audit]) -> Iterator[Finding]:
    """Findings of every edition of every procedure."""
    glossary = load_glossary(law.editions.content)
    for (folder, _kind), starts in sorted(law.editions.starts.items()):
        audit = audits.get(folder)
        if audit is None:
            continue
        for file in starts.values():
            edition = law.editions.read(file)
            text = law.editions.content.read_text(file)
            yield from _sources(law, file, edition, text)
            for path, clause in (*fixed_of(edition), *clauses_of(edition)):
                yield from clause_findings(law, audit, glossary, file, edition, clause, line_of(text, path))
            yield from standing(law.editions, folder, file, edition)
            yield from replaced(law.editions, folder, file, edition)


def clause_findings(
    law: Law,
    audit: Audit,
    glossary: Glossary,
    file: str,
    edition: Edition,
    clause: Clause,
    line: int = 0,
) -> Iterator[Finding]:
    """What is wrong with one clause of the edition, or what would be, were it in it."""
    placed = _Clause(file, line, clause, edition, _numbers(law, audit, file, edition))
    names = audit.names | set(_EXTRA) | (audit.page_names if edition.is_page else set())
    yield from placed.findings(law, names, glossary)
    yield from placed.terms(glossary.terms)


class _Clause:
    """One clause with its place."""

    def __init__(
        self, file: str, line: int, clause: Clause, edition: Edition, numbers: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.file, self.line, self.clause, self.edition, self.numbers = file, line, clause, edition, numbers

    def findings(self, law: Law, names: frozenset[str] | set[str], glossary: Glossary) -> Iterator[Finding]:
        for expression in filter(None, (self.clause.when, self.clause.each)):
            yield from self._condition(expression, names)
        if self.clause.each is not None:
            names = {*names, "item"}
        spoken = True
        for lang in LANGS:
            for finding in self._sentence(lang, names):
                spoken = False
                yield finding
        if spoken:
            yield from self._parity(glossary)
        if self.edition.is_notice:
            yield from self._safe()
        for lang in LANGS:
            yield from self._letters(lang)

    def terms(self, terms: Mapping[str, Term]) -> Iterator[Finding]:
        """Forms of official terms that must not be used."""
        if self.clause.verbatim:
            return
        for lang in LANGS:
            text = bare(self.clause[lang])
            for term in terms.values():
                wrong = term.wrong(text, lang)
                if wrong:
                    yield self._finding(
                        "W-006",
                        _("{form} is not the official term.", form=wrong),
                        _("Write: {forms}.", forms=", ".join(getattr(term, lang))),
                        lang,
                        wrong,
                    )

    def _condition(self, when: str, names: frozenset[str] | set[str]) -> Iterator[Finding]:
        try:
            needs = compiled(when).needs
        except ExpressionError as error:
            yield self._finding(
                "W-009",
                _("the condition is no expression: {error}.", error=error.told),
                _("Write names joined by and, or, not; for example: was_paid and not objected."),
                quote=when,
                spot=when,
            )
            return
        for name in sorted(needs - names):
            yield self._finding(
                "W-009",
                _("the condition calls {name}, which is not known.", name=name),
                _("Known names: {known}.", known=", ".join(get_close_matches(name, names, 3, 0.6) or sorted(names))),
                quote=when,
                spot=name,
            )

    def _sentence(self, lang: Lang, names: frozenset[str] | set[str]) -> Iterator[Finding]:
        try:
            made = sentence(self.clause[lang], lang)
        except WordingError as error:
            yield self._finding(
                "W-009",
                _("the {lang} text cannot be spoken: {problem}.", lang=lang, problem=error.message),
                _("A text holds only {{{{ name | filter }}}}; names and filters are in legal_texts/README.md."),
                lang=lang,
                spot=next((place for place in _AROUND.findall(self.clause[lang]) if _broken(place, lang)), ""),
            )
            return
        for name in made.needs:
            if name not in names:
                near = get_close_matches(typography.latin(name), names, 3, 0.6)
                yield self._finding(
                    "W-001" if typography.latin(name) == name else "W-004",
                    _("the {lang} text calls {name}, which is not known.", lang=lang, name=name),
                    _("Write: {forms}.", forms=", ".join(near)) if near else _("Known names: {known}.",
                                                                             known=", ".join(sorted(names))),
                    lang=lang,
                    spot=name,
                )  # fmt: skip

    def _parity(self, glossary: Glossary) -> Iterator[Finding]:
        for each in differences(self.clause, glossary, self._remedy):
            yield self._finding(each.rule, each.message, each.fix, each.lang, each.spot)
        if self.clause.verbatim:
            return
        for lang in LANGS:
            text = " ".join(self.clause[lang].split())
            word = written_out(bare(text), lang)
            figure = DIGITS.search(PLACE.sub("", text))
            for typed in (word, figure.group() if figure else ""):
                if typed:
                    yield self._finding(
                        "W-002",
                        _("the {lang} text holds the figure {figure}.", lang=lang, figure=typed),
                        _("Take it from the law's parameters or from the facts."),
                        lang,
                        typed,
                    )
            glued = _GLUED[lang].search(text)
            if glued:
                yield self._finding(
                    "W-003",
                    _("an ending is typed next to a place in the {lang} text.", lang=lang),
                    _with_case(text, glued, lang),
                    lang,
                    glued.group(),
                )
            run_in = _RUN_IN.search(text)
            if run_in:
                yield self._finding(
                    "W-003",
                    _("a word runs into a place in the {lang} text.", lang=lang),
                    _("Put a space between them."),
                    lang,
                    run_in.group(),
                )
            unclear = unclear_end(text, lang)
            if unclear:
                yield self._finding(
                    "W-015",
                    _("«{words}» in the {lang} text does not say whether the last day counts.",
                      words=unclear, lang=lang),
                    _("Write: {forms}.", forms=last_day(unclear, lang)),
                    lang,
                    unclear,
                )  # fmt: skip
            yield from self._signs(lang)

    def _remedy(self, differing: set[str]) -> Message:
        """How to make both texts alike; a number of the law is changed where it lives, not in a sentence."""
        for place in sorted(differing):
            homes = self.numbers.get(place.partition(" | ")[0])
            if homes:
                return _(
                    "Keep {{{{ {place} }}}} in both texts; a new number is a new start date of {homes}.",
                    place=place,
                    homes=", ".join(homes),
                )
        return _("Make both texts say the same facts.")

    def _safe(self) -> Iterator[Finding]:
        """What people learn to take for fraud must not stand in a notice of the state."""
        for lang in LANGS:
            text = " ".join(self.clause[lang].split())
            for wrong, message, fix in (
                (asks(bare(text), lang), _("a notice must not ask for codes, cards, calls or answers."),
                 _("Take it out; what the reader may do stands behind {{{{ link }}}}.")),
                (typed_address(bare(text)), _("an address is typed into the {lang} text of a notice.", lang=lang),
                 _("Write: {forms}.", forms="{{ link }}")),
                (whole_iin(text), _("the {lang} text of a notice shows the whole IIN.", lang=lang),
                 _("Write: {forms}.", forms="{{ … | mask }}")),
            ):  # fmt: skip
                if wrong:
                    yield self._finding("W-016", message, fix, lang, wrong)

    def _signs(self, lang: Lang) -> Iterator[Finding]:
        text = " ".join(self.clause[lang].split())
        for slip in slips(text):
            yield self._finding(
                "W-011",
                _("the sign in «{wrong}» of the {lang} text is not the right one.", wrong=slip.wrong, lang=lang),
                _("Write: {forms}.", forms=slip.right),
                lang,
                slip.wrong,
            )
        twice = doubled(text)
        if twice:
            yield self._finding(
                "W-011",
                _("the {lang} text says «{words}»: one word too many.", lang=lang, words=twice),
                _("Take one of them out."),
                lang,
                twice,
            )

    def _letters(self, lang: Lang) -> Iterator[Finding]:
        text = PLACE.sub(" ", self.clause[lang])
        for _position, word in typography.mixed_script(text):
            yield self._finding(
                "W-004",
                _("the word {word} of the {lang} text mixes Latin and Cyrillic letters.", word=word, lang=lang),
                _("Write: {forms}.", forms=typography.normalise_kazakh(word)),
                lang,
                word,
            )
        if lang == "ru" and not self.clause.verbatim:
            found = _KAZAKH_ONLY.search(text)
            if found:
                yield self._finding(
                    "W-005",
                    _("the Russian text holds the Kazakh letter {letter}.", letter=found.group()),
                    _("Write the Russian word; a Kazakh name of the data comes in through a place."),
                    lang,
                    found.group(),
                )

    def _finding(
        self,
        rule: str,
        message: Message,
        fix: Message | None = None,
        lang: Lang | None = None,
        spot: str = "",
        quote: str = "",
    ) -> Finding:
        texts: dict[str, str] = {each: " ".join(self.clause[each].split()) for each in LANGS}
        quote = " ".join((self.clause[lang] if lang else quote).split())
        return Finding(self.file, self.line, rule, message, fix, quote, spot, self.clause.id, texts=texts)


def _sources(law: Law, file: str, edition: Edition, text: str) -> Iterator[Finding]:
    """Acts that the edition rests on and acts.yaml does not have."""
    for name, source in edition.sources.items():
        if source.act not in law.acts:
            near = get_close_matches(source.act, law.acts, 3, 0.6) or sorted(law.acts)
            line = line_of(text, ("sources", name, "act"))
            yield Finding(
                file,
                line,
                "W-007",
                _("acts.yaml has no act {name}.", name=source.act),
                _("Known acts: {known}.", known=", ".join(near)),
                quoted(text, line),
                source.act,
            )


def _numbers(law: Law, audit: Audit, file: str, edition: Edition) -> dict[str, tuple[str, ...]]:
    """Numbers of the law by their names in wording, with the parameters and files in which they live."""
    homes: dict[str, set[str]] = {}
    later = law.editions.starts.get((file.split("/")[-3], edition.id), {})
    end = min((start for start in later if start > edition.start), default=None)
    for regime in audit.serving(edition.id, edition.start, end):
        for name, parameter in regime.values.items():
            home = law.parameters.homes.get(parameter, "legal_texts/parameters")
            homes.setdefault(f"law.{name}", set()).add(f"{parameter} ({home})")
    return {name: tuple(sorted(found)) for name, found in homes.items()}


def _with_case(text: str, glued: re.Match[str], lang: Lang) -> Message:
    """The place with the filter of the case that the typed ending means, where a Kazakh ending tells it."""
    ending = re.sub(r"[^\w]", "", glued.group())
    case = next((case for case, endings in _CASES.items() if ending in endings.split("|")), None)
    place = next((each.group(1).strip() for each in PLACE.finditer(text) if each.end() == glued.start() + 2), None)
    if lang == "ru" or case is None or place is None:
        return _("Use a case filter: gen, dat, acc, loc, abl, ins.")
    return _("Write: {forms}.", forms=f"{{{{ {place} | {case} }}}}")


def _broken(place: str, lang: Lang) -> bool:
    try:
        sentence(place, lang)
    except WordingError:
        return True
    return False
