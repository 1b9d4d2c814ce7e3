"""Putting a dispatch into the queue: its reference follows from what it carries, so the same one cannot stand twice."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, insert

from ..law.decision import Case
from ..law.procedure import Procedure
from ..ledger import tables as t
from ..ledger.tables import LATEST, NEVER, stamp


@dataclass(frozen=True, slots=True)
class Queued:
    """What a dispatch is made of. `carrier` is the notice's id, or the event's for a message to another system."""

    carrier: str
    case: str
    event: str
    notice: str | None
    medium: str
    channel: str
    address: str
    kind: str
    body: Any
    status: str  # of the case when this was to be told
    due: str
    deadline: str

    @property
    def reference(self) -> str:
        """Stable over retries, and what the provider knows it by."""
        return str(uuid5(NAMESPACE_URL, f"qauly:dispatch:{self.carrier}:{self.medium}:{self.kind}:{self.address}"))


def queue(connection: Connection, each: Queued) -> None:
    """It waits from its due moment on."""
    connection.execute(
        insert(t.dispatch).values(
            reference=each.reference,
            case_id=each.case,
            event_id=each.event,
            notice_id=each.notice,
            medium=each.medium,
            channel=each.channel,
            address=each.address,
            kind=each.kind,
            body=json.dumps(each.body, ensure_ascii=False),
            status=each.status,
            state="queued",
            reason="",
            due=each.due,
            deadline=each.deadline,
            attempts=0,
            tries=0,
            owner="",
            lease=NEVER,
            since=each.due,
            moved_on=False,
        )
    )


def deadline_of(case: Case, procedure: Procedure) -> str:
    """The moment from which what is told now is no longer true: when a timer may bring the case into silence."""
    ends = [timer.at for timer in case.timers if timer.type in _ending(procedure)]
    return stamp(min(ends)) if ends else LATEST


def _ending(procedure: Procedure) -> set[str]:
    silent: Mapping[str, Any] = procedure.statuses
    rules: Iterable[Any] = procedure.rules
    return {on for rule in rules for on in rule.on if rule.to is not None and silent[rule.to].silences}


def moment_of(text: str) -> datetime | None:
    """A deadline as a moment; None where there is none."""
    return None if text == LATEST else datetime.fromisoformat(text)
