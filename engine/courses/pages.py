"""The site's pages in the example courses: as each event leaves them on its day, and a month later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ..law.almaty import day_of
from ..law.decision import Case
from ..law.expressions import ExpressionError, Scope
from ..law.library import Law
from ..law.procedure import Procedure
from ..wording.compose import Failed, Heard
from ..wording.document import Bilingual
from ..wording.editions import Edition
from ..wording.needs import needs
from ..wording.page import compose_page, page_scope, verified_scope
from ..wording.sentence import WordingError
from .play import Played

_LATER = 31  # days after which every last day of the procedures' terms may have passed


@dataclass(frozen=True, slots=True)
class Pages:
    """Composes the pages of event after event; one that rests on the same values as one before is not said again."""

    law: Law
    heard: Heard
    failed: Failed
    _said: dict[tuple[str, str, date], tuple[frozenset[str], list[Mapping[str, Any]]]] = field(default_factory=dict)

    def after(self, played: Played) -> None:
        """Raises `ContentError` where the wording of a page is missing or says two things."""
        case, event = played.decision.case, played.event
        procedure = self.law.procedure(case.procedure)
        page = procedure.page
        if page is None or not played.decision.accepted or case.regime is None:
            return  # a case that no regime took tells nobody anything, so no link leads to it
        for days in (0,) if procedure.statuses[case.status].final else (0, _LATER):
            scope = page_scope(case, event, self.law, day_of(event.at) + timedelta(days=days))
            for kind in page.kinds:
                if kind != page.verify:
                    self._say(kind, case, scope)
        words = Bilingual("–", "–")
        for document in case.issued:
            self._say(page.verify, case, verified_scope(scope, case, document, words, words))

    def _say(self, kind: str, case: Case, scope: Scope) -> None:
        edition = self.law.editions.at(case.procedure, kind, day_of(case.last_at))
        place = (case.procedure, kind, edition.start)
        if place not in self._said:
            self._said[place] = _needs(edition, self.law.procedure(case.procedure)), []
        names, said = self._said[place]
        # what is not in the scope comes of the edition itself: its sources, the items of its lists
        rests_on = {name: scope[name] for name in names if name in scope}
        if not names or rests_on not in said:
            compose_page(kind, case, scope, self.law, heard=self.heard, failed=self.failed)
            said.append(rests_on)


def _needs(edition: Edition, procedure: Procedure) -> frozenset[str]:
    try:
        return needs(edition, {**procedure.names, **(procedure.page.names if procedure.page else {})})
    except (ExpressionError, WordingError):
        return frozenset()  # composing tells what is wrong
