"""What can be wrong with the rules of service, found without a case."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args

from ..content import Content
from ..delivery.states import DispatchState
from ..errors import Finding
from ..messages import Message, _
from ..ports import SendStatus, Verdict
from ..yamlfile import line_of, quoted
from .library import Law
from .procedure import Regime
from .service import FILE, ServiceRules, Why

# what a certificate may have to name
_NEEDED = {
    "states": tuple(dict.fromkeys(("sent", *get_args(DispatchState), *get_args(SendStatus)))),
    "verdicts": tuple(verdict for verdict in get_args(Verdict) if verdict != "quarantined"),  # of no dispatch
    "why": get_args(Why),
}


@dataclass(frozen=True)
class ServiceAudit:
    """The findings of `legal_texts/service`, and the names that its wording may call upon."""

    rules: ServiceRules
    content: Content

    names = frozenset(("proof", "case", "status"))
    page_names: frozenset[str] = frozenset()

    def serving(self, kind: str, start: date, end: date | None) -> tuple[Regime, ...]:
        """None: a certificate says no number of the law."""
        return ()

    def walk(self, law: Law) -> Iterator[Finding]:
        """Procedures and acts that there are not, media and reasons without words, rules nobody has compared."""
        text = self.content.read_text(FILE)
        for procedure in law.procedures:
            if procedure not in self.rules.procedures:
                line = line_of(text, ("procedures",))
                yield Finding(
                    FILE,
                    line,
                    "S-001",
                    _("`procedures` has no {name}.", name=procedure),
                    _("Add `{name}: []` there, or the rules that are known.", name=procedure),
                    quoted(text, line),
                )
        unchecked = 0
        for procedure, groups in self.rules.procedures.items():
            if procedure not in law.procedures:
                yield self._finding(
                    text, ("procedures", procedure), _("there is no procedure {name}.", name=procedure), law.procedures
                )
            for index, group in enumerate(groups):
                for start, rule in group.starts.items():
                    if rule is None:
                        continue
                    unchecked += rule.checked is None
                    path = ("procedures", procedure, index, "starts", start.isoformat())
                    if rule.source.act not in law.acts:
                        yield self._finding(
                            text, path, _("acts.yaml has no act {name}.", name=rule.source.act), law.acts
                        )
                    for medium in rule.media:
                        if medium not in self.rules.words.media:
                            yield self._finding(text, path, _("`words.media` has no {name}.", name=medium))
        for section, needed in _NEEDED.items():
            for name in needed:
                if name not in getattr(self.rules.words, section):
                    message = _("`words.{group}` has no {name}.", group=section, name=name)
                    yield self._finding(text, ("words", section), message)
        if unchecked:
            yield Finding(
                FILE,
                0,
                "Q-002",
                _("{count} values are not checked by a person.", count=unchecked),
                _("Who compares an entry with the official text writes name and day under `checked`."),
                severity="warning",
            )

    def _finding(
        self, text: str, path: tuple[str | int, ...], message: Message, known: Iterable[str] | None = None
    ) -> Finding:
        fix = _("Add it there, in both languages.")
        if known is not None:
            fix = _("Write one of: {values}.", values=", ".join(sorted(known)))
        line = line_of(text, path)
        return Finding(FILE, line, "S-001", message, fix, quoted(text, line))
