"""What an engine tells without handling anything: of a case, of all outcomes, of itself; and tasks that people did."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import select

from .contacts import with_phone
from .delivery.tasks import Task, close_task, open_tasks
from .errors import CallerError
from .law.casefile import load
from .law.decide import decide
from .law.decision import Case
from .law.library import Law
from .ledger import feed
from .ledger import tables as t
from .ledger.archive import Archive, write_whole
from .ledger.feed import FeedEntry
from .ledger.store import Store, insert_once
from .ledger.view import CaseView, view_of
from .messages import _
from .model import Event, Outcome
from .outcomes import as_outcome
from .payments import Payment, payment_event
from .ports import Clock, ContactDirectory
from .proof import ServiceProof, prove
from .status import InstallationStatus, status_of_installation

if TYPE_CHECKING:
    from .app import Engine


class Inquiries(ABC):
    """The part of `Engine` that asks its ledger."""

    law: Law
    store: Store
    archive: Archive
    _clock: Clock

    @property
    @abstractmethod
    def _contacts(self) -> ContactDirectory | None: ...

    def decide(self, event: Event) -> Outcome:
        """What `handle` would require of the event of the case as it stands, without texts; writes nothing."""
        complete = with_phone(event, self.law.procedure(event.procedure), self._contacts)
        return as_outcome(complete, decide(self._case(event.case)[0], complete, self.law), self.law)

    def payment(self, payment: Payment) -> Event:
        """The event of a case that a payment is, for `handle`; the same payment gives the same event.

        Raises `CallerError` where no case, or more than one, takes it, `IdUsed` for another payment of its reference.
        """
        return payment_event(self.store, self.law, payment, self._clock.now())

    def show(self, case: str) -> CaseView:
        """Everything the ledger knows of a case; raises `CallerError` for an unknown one."""
        with self.store.reading() as connection:
            found = view_of(connection, case, self.law)
        if found is None:
            raise CallerError(_("is not known."), field="case", fix=_("Check its number."))
        return found

    def proof(self, case: str, at: datetime | None = None) -> ServiceProof:
        """The certificate of service of a case as the ledger stood at the moment, now where none is given.

        Raises `CallerError` for an unknown case, `ContentError` where a chain of entries is broken.
        """
        if at is not None and at.tzinfo is None:
            raise CallerError(
                _("has no offset from UTC."), field="--at", fix=_("Write it as 2024-01-18T10:15:00+06:00.")
            )
        proved = prove(cast("Engine", self), case, at or self._clock.now())
        document = proved.document
        row = {"number": document.number, "case_id": case, "kind": document.kind, "date": document.date.isoformat()}
        with self.store.writing() as connection:  # so that its code can be verified
            insert_once(connection, t.certificate, code=document.code, **row)
        return proved

    def feed(self, after: int = 0, limit: int = 100) -> Sequence[FeedEntry]:
        """Outcomes in the order in which they were committed, behind the position a reader has reached."""
        with self.store.reading() as connection:
            return feed.read(connection, after, limit)

    def status(self, now: datetime | None = None, *, chains: bool = True) -> InstallationStatus:
        """What waits, what the channels did, what a person must look after; `chains` verifies every chain as well."""
        return status_of_installation(self.store, now or self._clock.now(), chains=chains)

    def export(self, outcome: Outcome, folder: Path | str) -> None:
        """Writes the outcome's renditions below the folder, each checked against its SHA-256."""
        for document in outcome.documents:
            for rendition in document.renditions:
                place = Path(folder) / rendition.path
                place.parent.mkdir(parents=True, exist_ok=True)
                write_whole(place, self.archive.get(rendition.sha256))
        for opened in outcome.opened:
            self.export(opened, folder)

    def tasks(self) -> tuple[Task, ...]:
        """What only a person can do, the oldest first."""
        with self.store.reading() as connection:
            return open_tasks(connection)

    def task_done(self, task: str, *, by: str) -> None:
        """Says that a task is done; what stood still because of it goes on. Raises `CallerError` for no open task."""
        with self.store.writing() as connection:
            done = close_task(connection, task, by, self._clock.now())
        if not done:
            raise CallerError(_("is no open task."), field="task", fix=_("See `qauly task list`."))

    def _case(self, case: str) -> tuple[Case | None, int]:
        with self.store.reading() as connection:
            row = connection.execute(select(t.case).where(t.case.c.id == case)).first()
        return (load(json.loads(row.state), self.law), row.version) if row is not None else (None, 0)
