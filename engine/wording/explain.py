"""Why: a decision in words a lawyer reads, in Kazakh and Russian, from the rule to what would have come otherwise."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..language import kk, ru
from ..law.almaty import day_of, local
from ..law.decision import Decision, LegalValue
from ..law.library import Law
from ..law.procedure import Procedure, Rule
from ..law.terms import Term
from ..model import Event
from .citation import cited
from .document import Lang
from .filters import filters_of

WORDS: Mapping[str, Mapping[Lang, str]] = {
    "event": {"kk": "Оқиға", "ru": "Событие"},
    "decided": {"kk": "Шешім", "ru": "Решено"},
    "status": {"kk": "Мәртебесі", "ru": "Статус"},
    "because": {"kk": "Шарты", "ru": "Условие"},
    "always": {"kk": "өзге шарттардың ешқайсысы орындалмаса", "ru": "если не выполнено ни одно из прежних условий"},
    "reason": {"kk": "Себебі", "ru": "Причина"},
    "ground": {"kk": "Негізі", "ru": "Основание"},
    "drafting": {"kk": "өзіміздің редакциялық шешіміміз", "ru": "наше редакционное решение"},
    "since": {"kk": "{day} бастап қолданыста", "ru": "действует с {day}"},
    "undated": {"kk": "қолданысқа енгізілген күні белгісіз", "ru": "дата введения в действие не известна"},
    "regime": {"kk": "Тәртіп", "ru": "Порядок"},
    "law": {"kk": "Заңның мәндері", "ru": "Значения закона"},
    "facts": {"kk": "Осы істегі мәндер", "ru": "Значения этого дела"},
    "unchecked": {"kk": "адам тексермеген", "ru": "человеком не проверено"},
    "before": {"kk": "Алдымен қаралды, орындалмады", "ru": "Прежде рассмотрено и не выполнено"},
    "otherwise": {"kk": "Бұл шарт болмаса", "ru": "Иначе было бы"},
    "follows": {"kk": "Шығады", "ru": "Издаётся"},
    "yes": {"kk": "иә", "ru": "да"},
    "no": {"kk": "жоқ", "ru": "нет"},
    "plain": {"kk": "шартсыз", "ru": "без условий"},
    "timers": {"kk": "Кейінгі мерзімдер", "ru": "Дальнейшие сроки"},
}


def explain(decision: Decision, event: Event, law: Law, lang: Lang) -> list[str]:
    """The lines of the explanation in one language."""
    return list(_Explainer(decision, event, law, lang).lines())


class _Explainer:
    def __init__(self, decision: Decision, event: Event, law: Law, lang: Lang) -> None:
        self.decision, self.event, self.law, self.lang = decision, event, law, lang
        self.procedure: Procedure = law.procedure(event.procedure)
        self.rules = {rule.id: rule for rule in self.procedure.rules}
        self.rule = self.rules[decision.trace[0].rule]

    def lines(self) -> Iterator[str]:
        spec = self.procedure.events[self.event.type]
        moment = local(self.event.at)
        yield self._line("event", f"{self._pair(spec.title)}, {self._day(moment.date())}, {moment:%H:%M}")
        yield self._line("decided", self._transition(self.rule))
        status = self.procedure.statuses[self.decision.case.status]
        yield self._line("status", getattr(status, self.lang))
        alone = self.rule.in_words is None and not self.decision.passed_over
        yield self._line("because", WORDS["plain"][self.lang] if alone else self._condition(self.rule))
        if self.decision.reason:
            yield self._line("reason", self.decision.reason[self.lang])
        yield self._line("ground", self._ground())
        regime = self.procedure.regime(self.decision.case.regime)
        if regime is not None:
            since = WORDS["since"][self.lang].format(day=self._from(regime.from_))
            yield self._line("regime", f"{self._pair(regime.title)} ({since})")
        yield from self._block("law", [self._law_value(value) for value in self.decision.case.values.values()])
        yield from self._block("facts", [f"{name}: {self._plain(value)}" for name, value in self._own_values()])
        passed = [self.rules[name] for name in self.decision.passed_over]
        yield from self._block("before", [self._condition(rule) for rule in passed])
        if self.decision.otherwise:
            yield self._line("otherwise", self._transition(self.rules[self.decision.otherwise]))
        yield from self._block("follows", [f"{each.kind} № {each.number}" for each in self.decision.documents])
        yield from self._block(
            "timers",
            [
                f"{self._pair(self.procedure.events[timer.type].title)}: {self._day(timer.at.date())}, {timer.at:%H:%M}"
                for timer in self.decision.timers
            ],
        )

    def _line(self, word: str, text: str) -> str:
        return f"{WORDS[word][self.lang]}: {text}"

    def _block(self, word: str, items: list[str]) -> Iterator[str]:
        if items:
            yield f"{WORDS[word][self.lang]}:"
            yield from (f"  – {item}" for item in items)

    def _pair(self, pair: Any) -> str:
        return str(getattr(pair, self.lang))

    def _transition(self, rule: Rule) -> str:
        return f"{self._pair(self.procedure.transitions[rule.transition])} ({rule.id})"

    def _condition(self, rule: Rule) -> str:
        return self._pair(rule.in_words) if rule.in_words else WORDS["always"][self.lang]

    def _ground(self) -> str:
        entry = self.decision.trace[0]
        if entry.act in (None, "drafting"):
            return WORDS["drafting"][self.lang]
        assert entry.act is not None
        citation = self.law.citation(entry.act, entry.article, entry.clause)
        since = WORDS["undated"][self.lang]
        if citation.act.in_force is not None:
            since = WORDS["since"][self.lang].format(day=self._from(citation.act.in_force.from_))
        elif citation.act.date is not None:
            since = self._day(citation.act.date)
        return f"{cited(citation, self.lang)} ({since})"

    def _law_value(self, value: LegalValue) -> str:
        label = self._pair(self.law.parameters.entries[value.name].label)
        since = WORDS["since"][self.lang].format(day=self._from(value.start))
        unchecked = "" if value.checked else f"; {WORDS['unchecked'][self.lang]}"
        amount = Decimal(value.value) if value.unit == "KZT" else value.value
        shown = str(filters_of(self.lang)["mrp"](value.value)) if value.unit == "mrp" else self._plain(amount)
        return f"{label}: {shown} ({since}; {value.source}{unchecked})"

    def _own_values(self) -> Iterator[tuple[str, Any]]:
        yield from self.decision.trace[0].values.items()

    def _plain(self, value: Any) -> str:
        speak = filters_of(self.lang)
        if isinstance(value, Term):
            return str(speak["count"](value))
        if isinstance(value, Decimal):
            return str(speak["money"](value))
        if isinstance(value, bool):
            return WORDS["yes" if value else "no"][self.lang]
        if isinstance(value, date):
            return self._day(day_of(value) if isinstance(value, datetime) else value)
        if isinstance(value, tuple | list):
            return ", ".join(self._plain(each) for each in value)
        return "–" if value is None else str(value)

    def _day(self, day: date) -> str:
        return kk.date(day) if self.lang == "kk" else ru.date(day)

    def _from(self, day: date) -> str:
        return kk.date(day, "abl") if self.lang == "kk" else ru.date(day)
