"""Whether a step of a course brought what the course says: only what stands under its `then` is compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from ..errors import CallerError
from ..law.almaty import local
from ..messages import Message, _
from ..model import Outcome
from .story import Step, Then


@dataclass(frozen=True, slots=True)
class Came:
    """What one event brought, under the names that `then` has for it."""

    event: str | None  # None where it is not known
    transition: str
    status: str
    regime: str | None
    documents: tuple[str, ...]
    notices: tuple[str, ...]
    messages: tuple[str, ...]
    timers: Mapping[str, datetime]
    reason: bool
    opens: tuple[str, ...]


_NAMES = tuple(field.name for field in fields(Came))


@dataclass(frozen=True, slots=True)
class Difference:
    """What one `then` wants and what came instead, both as they would be written in the course."""

    position: int | None  # which `then` of the step; None where their number differs
    keys: tuple[str, ...]  # those of `then` that differ
    wanted: str
    came: str

    @property
    def message(self) -> Message:
        return _("the course expects {wanted}, but {came} came.", wanted=self.wanted, came=self.came)


def came_of(outcome: Outcome) -> Came:
    """What an outcome of the engine brought."""
    return Came(
        event=None,
        transition=outcome.transition,
        status=outcome.status.code,
        regime=outcome.regime,
        documents=tuple(document.kind for document in outcome.documents),
        notices=tuple(notice.kind for notice in outcome.notices),
        messages=tuple(message.to for message in outcome.messages),
        timers={timer.type: datetime.fromisoformat(timer.at) for timer in outcome.timers},
        reason=outcome.reason is not None,
        opens=tuple(opened.case for opened in outcome.opened),
    )


def differences(step: Step, came: Sequence[Came], error: CallerError | None) -> Iterator[Difference]:
    """Where the step brought something else; a refusal that the step does not expect is told elsewhere."""
    wanted = step.expected
    if error is not None:
        if step.refused and error.field != wanted[0].error:
            yield Difference(0, ("error",), f"error: {wanted[0].error}", f"error: {error.field}")
        return
    if step.compared and len(wanted) != len(came):
        yield Difference(None, (), _transitions(wanted), _transitions(came))
    for position, (then, each) in enumerate(zip(wanted, came, strict=False)):
        if then.error is not None:
            yield Difference(position, ("error",), f"error: {then.error}", f"transition: {each.transition}")
            continue
        keys = tuple(name for name in _NAMES if _differ(getattr(then, name), getattr(each, name)))
        if keys:
            yield Difference(position, keys, _written(then, keys), _written(each, keys))


def _differ(wanted: Any, came: Any) -> bool:
    return wanted is not None and came is not None and wanted != came


def _written(what: Then | Came, keys: Sequence[str]) -> str:
    return ", ".join(f"{key}: {_yaml(getattr(what, key))}" for key in keys)


def _transitions(what: Sequence[Then | Came]) -> str:
    return f"then: [{', '.join(f'{{transition: {_yaml(each.transition)}}}' for each in what)}]"


def _yaml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_yaml(each)}' for key, each in value.items())}}}"
    if isinstance(value, datetime):
        return local(value).isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)
