"""The archive and its index: what must be there, whether it is, how long it is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any, Literal

from sqlalchemy import Connection, select

from ..errors import ContentError
from . import tables as t
from .archive import Archive
from .chain import ARCHIVE, append, first_fault
from .tables import stamp

Fault = Literal["missing", "altered", "extra", "chain"]
LOSSES: dict[str, Fault] = {"A-001": "missing", "A-002": "altered"}  # the rules under which an archive tells of them


@dataclass(frozen=True, slots=True)
class ArchiveFault:
    """What is wrong with one object: its name or SHA-256, and the document it belongs to, where one is known."""

    kind: Fault
    name: str
    document: str = ""


def keep(connection: Connection, at: datetime, **entry: Any) -> None:
    """Notes an object in the index, in the transaction the caller holds."""
    append(connection, ARCHIVE, {"at": stamp(at), "act": "kept", **entry})


def keep_until(kind: str, day: date, retention: Mapping[str, int]) -> str | None:
    """The last day an object of the kind is kept; None for ever. The first pattern that fits decides."""
    years = next((years for pattern, years in retention.items() if fnmatchcase(kind, pattern)), None)
    if years is None:
        return None
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day).isoformat()


def faults(connection: Connection, archive: Archive) -> Iterator[ArchiveFault]:
    """Every object that is missing, altered or extra, and the first place at which the chain of the index is broken."""
    broken = first_fault(connection, ARCHIVE)
    if broken is not None:
        yield ArchiveFault("chain", str(broken))
    there = set(archive.names())
    expected: dict[str, str] = {}
    for row in connection.execute(select(t.archive_entry).order_by(t.archive_entry.c.id)).mappings():
        if row["act"] == "disposed":
            expected.pop(row["sha256"], None)
        else:
            expected.setdefault(row["sha256"], row["document"])
    for known in connection.execute(select(t.archived.c.document, t.archived.c.sha256)):
        if known.sha256 not in expected and not _disposed(connection, known.sha256):
            yield ArchiveFault("chain", known.sha256, known.document)
    for digest, document in expected.items():
        if digest not in there:
            yield ArchiveFault("missing", digest, document)
            continue
        try:
            archive.get(digest)
        except ContentError as error:
            kind = LOSSES.get(error.findings[0].rule)
            if kind is None:
                raise  # the store does not answer: nothing is known of the object
            yield ArchiveFault(kind, digest, document)
    for name in sorted(there - set(expected)):
        yield ArchiveFault("extra", name)


def dispose(connection: Connection, on: date, at: datetime) -> list[str]:
    """Notes what need not be kept any more on the day, and gives the SHA-256 of the objects to be taken away.

    An object that another document needs stays. The caller removes them after the commit: should the process die
    between, an object is extra, never missing without a word.
    """
    by_digest: dict[str, list[Mapping[Any, Any]]] = {}
    for row in connection.execute(select(t.archive_entry).order_by(t.archive_entry.c.id)).mappings().all():
        if row["act"] == "disposed":
            by_digest.pop(row["sha256"], None)
        else:
            by_digest.setdefault(row["sha256"], []).append(row)
    gone = []
    for digest, entries in by_digest.items():
        if all(entry["keep_until"] is not None and entry["keep_until"] < on.isoformat() for entry in entries):
            last = {name: entries[-1][name] for name in ("document", "kind", "name", "sha256", "size", "keep_until")}
            append(connection, ARCHIVE, {"at": stamp(at), "act": "disposed", **last})
            gone.append(digest)
    return gone


def _disposed(connection: Connection, digest: str) -> bool:
    query = select(t.archive_entry.c.id).where(t.archive_entry.c.sha256 == digest, t.archive_entry.c.act == "disposed")
    return connection.execute(query).first() is not None
