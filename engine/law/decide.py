"""Deciding: one event, the case as it stands and the law give what is now required. Pure; the rules are data.

Theory of operation. `procedure.yaml` holds rows; for an event in a state the first row whose regime and condition
hold applies. The event that opens a case chooses the regime by its day and place and fixes every number the regime
names; later events find them in the case. Conditions and what the case remembers are worked out on the case before
the event, everything the row yields on the case after it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import CallerError, ContentError, Finding
from ..messages import _
from ..model import Event
from ..where import line_of_text
from ..wording.document import Bilingual
from ..wording.sentence import spoken
from .almaty import day_of
from .case import after_row, check_covered, issued_documents, open_case
from .decision import Case, Decision, NoticeOrder, SystemMessage, Timer, Trace
from .expressions import ExpressionError, Scope
from .library import Law
from .procedure import EventType, Procedure, Rule
from .scope import scope_of
from .values import Facts, as_json


def decide(case: Case | None, event: Event, law: Law, *, by_timer: bool = False) -> Decision:
    """What the law requires of `event` in `case` (None where there is none yet).

    `by_timer` marks an event that a timer fired: its moment may lie before the case's last event. Raises `CallerError`
    for an event that is wrong in itself (unknown type, malformed facts, wrong order, a date outside the law we know)
    and `ContentError` where the rules have no answer.
    """
    procedure = law.procedure(event.procedure)
    spec = _event_type(procedure, event)
    _check_place(case, event, spec, by_timer)
    if case is None:
        check_covered(event, procedure)
    schema = procedure.schemas[event.type]
    schema.check(event.facts)
    facts = schema.typed(event.facts)
    _check_order_in_time(event, facts, spec)
    try:
        if case is None:
            case = open_case(event, facts, procedure, law)
        return _apply(case, event, facts, procedure, law, by_timer)
    except ExpressionError as error:
        raise ContentError(
            Finding(
                file := f"legal_texts/{procedure.id}/procedure.yaml",
                line_of_text(law.editions.content, file, error.source),
                "C-010",
                _("cannot be worked out: {error}.", error=error.told),
                _("Correct the expression, or what the names in it stand for."),
                error.source,
            )
        ) from None


def _event_type(procedure: Procedure, event: Event) -> EventType:
    if event.type not in procedure.events:
        raise CallerError(
            _("is no event of this procedure."),
            field="type",
            fix=_("Write one of: {values}.", values=", ".join(procedure.events)),
        )
    return procedure.events[event.type]


def _check_place(case: Case | None, event: Event, spec: EventType, by_timer: bool) -> None:
    if case is None and not spec.opens:
        raise CallerError(_("is not known."), field="case", fix=_("Send the event that opens the case first."))
    if case is None:
        return
    if case.procedure != event.procedure:
        raise CallerError(
            _("belongs to the procedure {procedure}.", procedure=case.procedure),
            field="case",
            fix=_("Give every case its own number."),
        )
    if spec.opens:
        raise CallerError(_("exists already."), field="case", fix=_("Give the new case its own number."))
    if event.at < case.last_at and not by_timer:
        raise CallerError(
            _("lies before the last event of the case, {last}.", last=case.last_at.isoformat()),
            field="at",
            fix=_("Send the events of a case in their order."),
        )


def _check_order_in_time(event: Event, facts: Facts, spec: EventType) -> None:
    for path in spec.not_after_event:
        value: Any = facts
        for part in path.split("."):
            value = getattr(value, part) if value is not None else None
        if value is not None and day_of(event.at) < (day_of(value) if hasattr(value, "tzinfo") else value):
            raise CallerError(
                _("lies after the event itself, {at}.", at=event.at.isoformat()),
                field=f"facts.{path}",
                fix=_("Correct the date."),
            )


def _apply(case: Case, event: Event, facts: Facts, procedure: Procedure, law: Law, by_timer: bool) -> Decision:
    before = scope_of(case, event, facts, procedure)
    passed_over, rule = _rule(case, event, procedure, before, law)
    after_case = after_row(case, rule, event, procedure, before, by_timer)
    after = scope_of(after_case, event, facts, procedure)
    documents = issued_documents(after_case, rule, day_of(event.at), after)
    after_case = replace(after_case, issued=after_case.issued + documents)
    scope = scope_of(after_case, event, facts, procedure)
    timers = tuple(Timer(row.type, scope.evaluate(row.at)) for row in rule.timers if scope.holds(row.when))
    kept = () if _is_final(procedure, after_case.status) else after_case.timers
    new_types = {timer.type for timer in timers}
    standing = tuple(timer for timer in kept if timer.type not in new_types) + timers
    gone = tuple(timer.type for timer in case.timers if timer not in standing)
    return Decision(
        case=replace(after_case, timers=standing),
        transition=rule.transition,
        accepted=rule.accepted,
        reason=_reason(rule, scope),
        documents=documents,
        notices=tuple(_notices(rule, scope, procedure, {issued.kind for issued in documents})),
        messages=tuple(
            SystemMessage(row.to, {key: as_json(scope.evaluate(value)) for key, value in row.body.items()})
            for row in rule.messages
            if scope.holds(row.when)
        ),
        timers=timers,
        cancelled=gone,
        trace=tuple(_trace(case, rule, scope, procedure)),
        names=scope,
        opens=tuple(_opened(rule, scope)),
        passed_over=tuple(each.id for each in passed_over),
        otherwise=_otherwise(case, event, procedure, before, rule),
    )


def _rule(case: Case, event: Event, procedure: Procedure, scope: Scope, law: Law) -> tuple[list[Rule], Rule]:
    """The row that applies, and those before it that did not hold."""
    passed_over: list[Rule] = []
    for rule in _rows(case, event, procedure):
        if scope.holds(rule.when):
            return passed_over, rule
        passed_over.append(rule)
    raise ContentError(
        Finding(
            file := f"legal_texts/{procedure.id}/procedure.yaml",
            line_of_text(law.editions.content, file, event.type),
            "C-011",
            _("has no row for {event} in the state {state}.", event=event.type, state=case.status),
            _("Add a row that decides it, or refuses it on purpose."),
        )
    )


def _otherwise(case: Case, event: Event, procedure: Procedure, scope: Scope, applied: Rule) -> str | None:
    rows = _rows(case, event, procedure)
    for rule in rows[rows.index(applied) + 1 :]:
        try:
            if scope.holds(rule.when):
                return rule.id
        except ExpressionError:  # a condition that has a meaning only where the rows before it did not hold
            return None
    return None


def _rows(case: Case, event: Event, procedure: Procedure) -> list[Rule]:
    return [rule for rule in procedure.rules if rule.takes(event.type, case.status, case.regime)]


def _is_final(procedure: Procedure, status: str) -> bool:
    return procedure.statuses[status].final


def _reason(rule: Rule, scope: Scope) -> Bilingual | None:
    reasons = rule.reason if isinstance(rule.reason, tuple) else (rule.reason,)
    for reason in reasons:
        if scope.holds(reason.when):
            return Bilingual(spoken(reason.kk, "kk", scope), spoken(reason.ru, "ru", scope))
    return None


def _notices(rule: Rule, scope: Scope, procedure: Procedure, kinds: set[str]) -> list[NoticeOrder]:
    return [
        NoticeOrder(
            row.kind,
            row.to,
            row.ladder or procedure.ladder,
            tuple(kind for kind in row.attach if kind in kinds),
            row.link,
        )
        for row in rule.notices
        if scope.holds(row.when)
    ]


def _trace(case: Case, rule: Rule, scope: Scope, procedure: Procedure) -> list[Trace]:
    values = {name: as_json(scope.evaluate(source)) for name, source in rule.values.items()}
    source = rule.rests_on(case.regime)
    entries = [
        Trace(
            rule.id,
            source.act if source else "drafting",
            source.article if source else None,
            source.clause if source else None,
            values,
        )
    ]
    regime = procedure.regime(case.regime)
    if regime is not None:
        ground = None if isinstance(regime.source, str) else regime.source
        fixed = {name: as_json(value.value) for name, value in case.values.items()}
        entries.append(
            Trace(
                f"regime.{regime.id}",
                ground.act if ground else "drafting",
                ground.article if ground else None,
                ground.clause if ground else None,
                {"from": regime.from_.isoformat(), "opened_on": day_of(case.opened_at).isoformat(), **fixed},
            )
        )
    return entries


def _opened(rule: Rule, scope: Scope) -> list[Mapping[str, Any]]:
    return [
        {
            "procedure": row.procedure,
            "type": row.type,
            "case": str(scope.evaluate(row.case)),
            "facts": _evaluated(row.facts, scope),
        }
        for row in rule.opens
        if scope.holds(row.when)
    ]


def _evaluated(shape: Any, scope: Scope) -> Any:
    if isinstance(shape, Mapping):
        return {key: _evaluated(value, scope) for key, value in shape.items()}
    return as_json(scope.evaluate(str(shape)))
