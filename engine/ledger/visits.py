"""What people did on the pages behind links: each thing once, in a chain; and second checks that failed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, select

from . import tables as t
from .chain import VISITS, append, hold
from .tables import stamp

Act = Literal["read", "download", "pay", "objection"]

TRIES = 5  # failed checks that a link, and an address, may have
LINK_WAITS, ADDRESS_WAITS = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """One thing done behind a link, and the wording that was shown when it was done."""

    token_hash: str
    case: str
    act: Act
    subject: str
    page: str
    edition: str
    lang: str


def record(connection: Connection, visit: Visit, moment: datetime) -> bool:
    """Writes the visit in the caller's transaction; False where the same was done before."""
    hold(connection, VISITS)
    once = hashlib.sha256("\0".join((visit.token_hash, visit.act, visit.subject)).encode()).hexdigest()
    if connection.execute(select(t.visit.c.id).where(t.visit.c.once == once)).first() is not None:
        return False
    append(
        connection,
        VISITS,
        {
            "at": stamp(moment),
            "token_hash": visit.token_hash,
            "case_id": visit.case,
            "act": visit.act,
            "subject": visit.subject,
            "page": visit.page,
            "edition": visit.edition,
            "lang": visit.lang,
            "once": once,
        },
    )
    return True


def take_try(connection: Connection, token_hash: str, address: str, moment: datetime) -> int | None:
    """Counts a check as failed before it is made, so that parallel guesses cannot share a try; gives its number.

    None where the link or the address has none left. `forgive` takes back the try of a check that succeeded.
    """
    hold(connection, VISITS)
    failed = t.failed_check.c
    connection.execute(delete(t.failed_check).where(failed.at < stamp(moment - LINK_WAITS)))
    for column, value, wait in ((failed.token_hash, token_hash, LINK_WAITS), (failed.address, address, ADDRESS_WAITS)):
        query = select(func.count()).where(column == value, failed.at >= stamp(moment - wait))
        if connection.execute(query).scalar_one() >= TRIES:
            return None
    written = connection.execute(
        insert(t.failed_check).values(at=stamp(moment), token_hash=token_hash, address=address)
    )
    (number,) = written.inserted_primary_key or (None,)
    return number


def forgive(connection: Connection, number: int) -> None:
    """The check succeeded: its try does not count."""
    connection.execute(delete(t.failed_check).where(t.failed_check.c.id == number))
