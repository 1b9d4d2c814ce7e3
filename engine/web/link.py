"""What a link opens: its notice, the case as it stands, and the person who alone may see it."""

import hmac
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from ..law.almaty import day_of
from ..law.casefile import load
from ..law.decision import Case, Issued
from ..law.expressions import Scope
from ..law.procedure import Page
from ..law.values import Person
from ..ledger import tables as t
from ..links import LENGTH, token_hash
from ..model import Event
from ..wording.document import Bilingual, Lang
from ..wording.page import page_scope, title_of

if TYPE_CHECKING:
    from ..app import Engine


@dataclass(frozen=True, slots=True)
class File:
    """One file of a document, as a person can load it."""

    lang: str
    format: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that the link's person may read."""

    issued: Issued
    title: Bilingual
    files: tuple[File, ...]


@dataclass(frozen=True)
class Link:
    """One case, one purpose, one person."""

    token: str
    hash: str
    notices: tuple[str, ...]  # ids; one event may tell a person twice, by SMS and by e-mail
    case: Case
    event: Event  # the one that the notice was about
    page: Page
    scope: Scope
    person: Person | None
    state: tuple[str, int, date]  # all that its texts rest on

    @property
    def iin(self) -> str | None:
        return self.person.iin if self.person is not None else None

    @property
    def lang(self) -> Lang:
        """The language the person asked for; Kazakh where it is both or not told."""
        return "ru" if self.person is not None and self.person.language == "ru" else "kk"


def open_link(engine: "Engine", token: str, now: datetime) -> Link | None:
    """None for a token that is wrong, out of date, or of a procedure without pages."""
    digest = token_hash(token)
    with engine.store.reading() as connection:
        rows = connection.execute(select(t.notice).where(t.notice.c.token_hash == digest).order_by(t.notice.c.id)).all()
        if len(token) != LENGTH or not rows or not hmac.compare_digest(str(rows[0].token_hash), digest):
            return None
        case, event, version = case_and_event(engine, connection, rows[0].case_id, rows[0].event_id)
    page = engine.law.procedure(case.procedure).page
    if page is None or now > event.at + timedelta(days=engine.config.citizen.link_days):
        return None
    scope = page_scope(case, event, engine.law, day_of(now))
    person = scope.get(rows[0].recipient)
    return Link(
        token,
        digest,
        tuple(row.id for row in rows),
        case,
        event,
        page,
        scope,
        person if isinstance(person, Person) else None,
        (digest, version, day_of(now)),
    )


def case_and_event(engine: "Engine", connection: Connection, case: str, event: str) -> tuple[Case, Event, int]:
    """The case as it stands, one of its events as it was handled, and the version of the case."""
    found = connection.execute(select(t.case.c.state, t.case.c.version).where(t.case.c.id == case)).one()
    row = connection.execute(select(t.event).where(t.event.c.id == event)).one()
    return (
        load(json.loads(found.state), engine.law),
        Event.model_validate(json.loads(row.complete or row.body)),
        found.version,
    )


def papers_of(engine: "Engine", link: Link) -> tuple[Paper, ...]:
    """The documents behind the link, the newest first: of the whole case, or of the link's own event alone."""
    found = []
    with engine.store.reading() as connection:
        query = select(t.document).where(t.document.c.case_id == link.case.id)
        if link.page.documents == "event":
            query = query.where(t.document.c.event_id == link.event.id)
        rows = {row.number: row for row in connection.execute(query)}
        for issued in reversed(link.case.issued):
            if issued.number in rows:
                found.append(_paper(engine, connection, rows[issued.number], issued))
    return tuple(found)


def _paper(engine: "Engine", connection: Connection, row: Any, issued: Issued) -> Paper:
    case, event, _version = case_and_event(engine, connection, row.case_id, row.event_id)
    files = connection.execute(select(t.archived).where(t.archived.c.document == row.number))
    title, _issuer = title_of(issued, date.fromisoformat(row.edition), case, event, engine.law)
    return Paper(issued, title, tuple(File(each.lang, each.format, each.sha256, each.size) for each in files))
