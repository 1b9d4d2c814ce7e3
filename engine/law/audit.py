"""What can be wrong with rules, found without running a case: unknown names, undecided events, law without dates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from ..content import Content
from ..errors import CallerError, ContentError, Finding
from ..messages import Message, _
from ..where import line_of_text
from ..wording.sentence import WordingError, sentence
from ..yamlfile import line_of, quoted
from .case import NEW
from .expressions import ExpressionError, compiled
from .fact_shapes import one_of
from .library import Law
from .procedure import Page, Procedure, Regime, Rule, Source
from .serving import kinds_of, serving
from .terms import Term

GIVEN = ("facts", "law", "case", "event", "towns", "status", "issued")
OF_PAGES = ("page", "today", "issuer", "later")  # what the site adds: wording/page.py


@dataclass(frozen=True)
class ProcedureAudit:
    """The findings of one procedure; `walk` yields them all."""

    procedure: Procedure
    law: Law
    content: Content

    @property
    def file(self) -> str:
        return f"legal_texts/{self.procedure.id}/procedure.yaml"

    @cached_property
    def text(self) -> str:
        return self.content.read_text(self.file)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name a rule or a sentence of this procedure may call upon."""
        kept = {name for event in self.procedure.events.values() for name in (*event.keep, event.keep_as) if name}
        kept |= {event.keep_all.name for event in self.procedure.events.values() if event.keep_all}
        return frozenset({*GIVEN, *self.procedure.memory, *self.procedure.names, *kept})

    def serving(self, kind: str, start: date, end: date | None) -> tuple[Regime, ...]:
        """The regimes in which wording of the kind may be issued from `start` to the day before `end`."""
        return serving(self.procedure, kind, start, end)

    @cached_property
    def page_names(self) -> frozenset[str]:
        """The names that the procedure's pages have besides."""
        return frozenset({*OF_PAGES, *(self.procedure.page.names if self.procedure.page else ())})

    def walk(self, *, deep: bool = False) -> Iterator[Finding]:
        yield from self._regimes()
        yield from self._expressions()
        yield from self._references()
        yield from self._table()
        yield from self._dates(deep)

    def finding(self, path: tuple[str | int, ...], rule: str, message: Message, fix: Message | None = None) -> Finding:
        line = line_of(self.text, path)
        named = message.values.get("name")  # what is wrong is named in the sentence, and marked in the quote
        return Finding(self.file, line, rule, message, fix, quoted(self.text, line), str(named) if named else "")

    def _regimes(self) -> Iterator[Finding]:
        for index, regime in enumerate(self.procedure.regimes):
            path = ("regimes", index)
            if regime.until and regime.until < regime.from_:
                yield self.finding(
                    (*path, "until"),
                    "D-001",
                    _("the regime {name} ends before it starts.", name=regime.id),
                    _("Correct `from` or `until`."),
                )
            if isinstance(regime.source, Source) and regime.source.act not in self.law.acts:
                message = _("acts.yaml has no act {name}.", name=regime.source.act)
                yield self.finding((*path, "source"), "L-011", message, _near(regime.source.act, self.law.acts))
            for name, parameter in regime.values.items():
                if parameter not in self.law.parameters.entries:
                    near = get_close_matches(parameter, self.law.parameters.entries, 3, 0.5)
                    yield self.finding(
                        (*path, "values", name),
                        "L-002",
                        _("no parameter is called {name}.", name=parameter),
                        _("Known parameters: {known}.", known=", ".join(near or sorted(self.law.parameters.entries))),
                    )

    def _expressions(self) -> Iterator[Finding]:
        for path, source in self._sources():
            known = self.names | (self.page_names if path[0] == "page" else frozenset())
            try:
                needs = compiled(source).needs
            except ExpressionError as error:
                yield self.finding(path, "L-003", _("is no expression: {error}.", error=error.told), _EXPRESSION)
                continue
            for name in sorted(needs - known):
                yield self.finding(path, "L-004", _("the name {name} is not known.", name=name), _near(name, known))
        for index, rule in enumerate(self.procedure.rules):
            several = isinstance(rule.reason, tuple)
            for number, reason in enumerate(rule.reason if isinstance(rule.reason, tuple) else (rule.reason,)):
                for lang in ("kk", "ru"):
                    path = ("rules", index, "reason", *((number,) if several else ()), lang)
                    try:
                        needs = frozenset(sentence(getattr(reason, lang), lang).needs)
                    except WordingError as error:
                        yield self.finding(path, "L-005", _("cannot be spoken: {error}.", error=error.message), _TEXT)
                        continue
                    for name in sorted(needs - self.names):
                        message = _("the name {name} is not known.", name=name)
                        yield self.finding(path, "L-004", message, _near(name, self.names))

    def _sources(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for name, source in self.procedure.names.items():
            yield ("names", name), source
        for index, regime in enumerate(self.procedure.regimes):
            if regime.when:
                yield ("regimes", index, "when"), regime.when
        for index, rule in enumerate(self.procedure.rules):
            yield from _rule_sources(rule, ("rules", index))
        if self.procedure.page is not None:
            yield from _page_sources(self.procedure.page)

    def _references(self) -> Iterator[Finding]:
        procedure = self.procedure
        for group, entries in (("rules", procedure.rules), ("regimes", procedure.regimes)):
            names = [entry.id for entry in entries]
            for index, name in enumerate(names):
                if name in names[:index]:
                    fix = _("Give one of them another id.")
                    yield self.finding((group, index, "id"), "L-016", _("the id {name} stands twice.", name=name), fix)
        for index, rule in enumerate(procedure.rules):
            path = ("rules", index)
            for event in rule.on:
                if event not in procedure.events:
                    fix = _near(event, procedure.events)
                    yield self.finding((*path, "on"), "L-006", _("there is no event {name}.", name=event), fix)
            for status in (*rule.from_, *([rule.to] if rule.to else [])):
                if status != NEW and status not in procedure.statuses:
                    key = "to" if status == rule.to else "from"
                    fix = _near(status, procedure.statuses)
                    yield self.finding((*path, key), "L-007", _("there is no status {name}.", name=status), fix)
            for name in rule.remember:
                if name not in procedure.memory:
                    fix = _near(name, procedure.memory)
                    yield self.finding((*path, "remember"), "L-008", _("`memory` has no {name}.", name=name), fix)
            for timer in rule.timers:
                if timer.type not in procedure.events or not procedure.events[timer.type].timer:
                    fix = _near(timer.type, [name for name, event in procedure.events.items() if event.timer])
                    message = _("{name} is no timer's event.", name=timer.type)
                    yield self.finding((*path, "timers"), "L-009", message, fix)
                if rule.to in procedure.statuses and procedure.statuses[rule.to].final:
                    fix = _("Take the timer out, or let the row lead to a state that is not final.")
                    yield self.finding((*path, "timers"), "L-010", _("a timer is set in a final state."), fix)
            if rule.transition not in procedure.transitions:
                yield self.finding(
                    (*path, "transition"),
                    "L-014",
                    _("`transitions` has no words for {name}.", name=rule.transition),
                    _("Add them there in both languages, or write one of: {values}.",
                      values=", ".join(procedure.transitions)),
                )  # fmt: skip
            if rule.when and rule.in_words is None:
                yield self.finding(
                    (*path, "when"),
                    "L-015",
                    _("the condition has no words that a lawyer can read."),
                    _("Add to the row: `in_words: {{kk: …, ru: …}}`."),
                )
            sources = rule.source.values() if isinstance(rule.source, dict) else (rule.source,)
            for source in sources:
                if isinstance(source, Source) and source.act not in self.law.acts:
                    fix = _near(source.act, self.law.acts)
                    yield self.finding(
                        (*path, "source"), "L-011", _("acts.yaml has no act {name}.", name=source.act), fix
                    )
        if procedure.page is not None:
            yield from self._page(procedure.page)

    def _page(self, page: Page) -> Iterator[Finding]:
        for name, parameter in page.values.items():
            if parameter not in self.law.parameters.entries:
                yield self.finding(
                    ("page", "values", name),
                    "L-002",
                    _("no parameter is called {name}.", name=parameter),
                    _near(parameter, self.law.parameters.entries),
                )
        if page.objection is not None and page.objection.event not in self.procedure.events:
            path = ("page", "objection", "event")
            fix = _near(page.objection.event, self.procedure.events)
            yield self.finding(path, "L-006", _("there is no event {name}.", name=page.objection.event), fix)

    def _table(self) -> Iterator[Finding]:
        procedure = self.procedure
        regimes = [regime.id for regime in procedure.regimes]
        for name, event in procedure.events.items():
            states = [NEW] if event.opens else list(procedure.statuses)
            for state in states:
                for regime in regimes:
                    rows = [rule for rule in procedure.rules if rule.takes(name, state, regime)]
                    if not any(rule.when is None for rule in rows):
                        yield self.finding(
                            ("events", name),
                            "L-012",
                            _(
                                "{event} in the state {state} ({regime}) is not decided in every case.",
                                event=name,
                                state=state,
                                regime=regime,
                            ),
                            _(
                                "Add a row without `when` that decides it or refuses it on purpose: "
                                "`on: {event}`, `from: {state}`, `regime: {regime}`.",
                                event=name,
                                state=state,
                                regime=regime,
                            ),
                        )
        reached = self._reached()
        for status in procedure.statuses:
            if status not in reached:
                yield self.finding(
                    ("statuses", status),
                    "L-013",
                    _("no way leads from the opening to the status {name}.", name=status),
                    _("Add a row that leads to it, or take the status out."),
                )

    def _reached(self) -> set[str]:
        """Every status to which rows lead, one after the other, from the opening of a case."""
        reached = {NEW}
        while True:
            further = {rule.to for rule in self.procedure.rules if rule.to and reached & set(rule.from_)} - reached
            if not further:
                return reached
            reached |= further

    def _dates(self, deep: bool) -> Iterator[Finding]:
        """Every document, notice and parameter that a regime needs is there on every day of it."""
        seen: set[tuple[str, str]] = set()
        for index, regime in enumerate(self.procedure.regimes):
            start = max(regime.from_, self.procedure.covers.from_)
            end = min(regime.until or self.procedure.covers.until, self.procedure.covers.until)
            kinds = {kind for rule in self._rules_of(regime.id) for kind in kinds_of(rule, regime.id)}
            kinds |= set(self.procedure.page.kinds if self.procedure.page else ())
            days = _every_day(start, end) if deep else self._boundaries(start, end)
            for day in days:
                for kind in sorted(kinds):
                    try:
                        self.law.editions.at(self.procedure.id, kind, day)
                    except ContentError as error:
                        if (kind, error.findings[0].rule) not in seen:
                            seen.add((kind, error.findings[0].rule))
                            yield self._missing(kind, error.findings[0])
                for name, parameter in regime.values.items():
                    try:
                        self.law.parameters.at(parameter, day)
                    except (CallerError, KeyError) as missing:
                        if isinstance(missing, CallerError) and (name, regime.id) not in seen:
                            seen.add((name, regime.id))
                            yield self.finding(
                                ("regimes", index, "values", name), "D-002", missing.message, missing.fix
                            )
            yield from self._calendar(regime, end)

    def _missing(self, kind: str, found: Finding) -> Finding:
        """A kind of wording that is not there on a day, told at the row that asks for it."""
        if found.rule != "C-020":
            return found
        line = line_of_text(self.content, self.file, kind)
        known = [each for folder, each in self.law.editions.starts if folder == self.procedure.id]
        near = get_close_matches(kind, known, 1, 0.8) if kind not in known else []
        fix = _near(near[0], near) if near else found.fix
        return replace(found, file=self.file, line=line, fix=fix, quote=quoted(self.text, line), spot=kind)

    def _calendar(self, regime: Regime, end: date) -> Iterator[Finding]:
        """A term of working days that begins on the last day of the regime must still find its holidays."""
        for parameter in regime.values.values():
            try:
                value = self.law.value(parameter, end).value
            except (CallerError, KeyError):
                continue  # told already
            if isinstance(value, Term):
                try:
                    value.last_day(end)
                except CallerError as missing:
                    found = self.finding(("covers", "until"), "D-003", missing.message, missing.fix)
                    yield replace(found, severity="warning")

    def _rules_of(self, regime: str) -> Iterator[Rule]:
        return (rule for rule in self.procedure.rules if rule.regime is None or regime in rule.regime)

    def _boundaries(self, start: date, end: date) -> list[date]:
        starts = {day for days in self.law.editions.starts.values() for day in days}
        starts |= {day for entry in self.law.parameters.entries.values() for day in entry.values}
        edges = {start, end} | {
            near for day in starts for near in (day - timedelta(days=1), day, day + timedelta(days=1))
        }
        return sorted(day for day in edges if start <= day <= end)


def _page_sources(page: Page) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for name, source in page.names.items():
        yield ("page", "names", name), source
    if page.attachments is not None:
        yield ("page", "attachments"), page.attachments
    if page.pay is not None:
        yield ("page", "pay", "when"), page.pay.when
        yield ("page", "pay", "amount"), page.pay.amount
    if page.objection is not None:
        yield ("page", "objection", "when"), page.objection.when


def _rule_sources(rule: Rule, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if rule.when:
        yield (*path, "when"), rule.when
    named: tuple[tuple[str, Mapping[str, str]], ...] = (("values", rule.values), ("remember", rule.remember))
    for group, entries in named:
        for name, source in entries.items():
            yield (*path, group, name), source
    rows: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("documents", rule.documents),
        ("notices", rule.notices),
        ("messages", rule.messages),
        ("timers", rule.timers),
    )
    for group, entries_of in rows:
        for index, row in enumerate(entries_of):
            if row.when:
                yield (*path, group, index, "when"), row.when
    for index, message in enumerate(rule.messages):
        for name, source in message.body.items():
            yield (*path, "messages", index, "body", name), source
    for index, timer in enumerate(rule.timers):
        yield (*path, "timers", index, "at"), timer.at


def _every_day(start: date, end: date) -> Iterator[date]:
    day = start
    while day <= end:
        yield day
        day += timedelta(days=1)


_TEXT = _("A text holds only {{{{ name | filter }}}}; names and filters are in legal_texts/README.md.")
_EXPRESSION = _("Write names, numbers and filters as in the other rows; the brackets and quotes must close.")


def _near(name: str, known: Iterable[str]) -> Message:
    return one_of(name, sorted(known))
