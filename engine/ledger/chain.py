"""Chains of hashes: each entry carries the hash of the one before; nothing is changed or taken out unseen."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from . import tables as t

GENESIS = "0" * 64
ATTEMPTS, ARCHIVE, RECEIPTS, VISITS = 1, 2, 3, 5  # 4 is the row of the feed
TABLES: dict[int, Table] = {ATTEMPTS: t.attempt, ARCHIVE: t.archive_entry, RECEIPTS: t.receipt, VISITS: t.visit}


# built once: they run with every message
_HEAD = select(t.chain.c.head).where(t.chain.c.id == bindparam("chain")).with_for_update()
_MOVE = update(t.chain).where(t.chain.c.id == bindparam("chain")).values(head=bindparam("digest"))
_ADD = {chain: insert(table) for chain, table in TABLES.items()}


def hold(connection: Connection, chain: int) -> str:
    """The end of a chain, locked until the transaction ends. Whoever appends takes this lock before any other."""
    head: str = connection.execute(_HEAD, {"chain": chain}).scalar_one()
    return head


def append(connection: Connection, chain: int, entry: Mapping[str, Any]) -> str:
    """Writes the entry at the end of its chain, in the transaction the caller holds; gives its hash."""
    linked = {**entry, "previous": hold(connection, chain)}
    digest = link_hash(linked)
    connection.execute(_ADD[chain], {**linked, "hash": digest})
    connection.execute(_MOVE, {"chain": chain, "digest": digest})
    return digest


def link_hash(entry: Mapping[str, Any]) -> str:
    """Over all an entry says and the hash of the one before."""
    return hashlib.sha256(json.dumps(dict(entry), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def first_fault(connection: Connection, chain: int) -> int | None:
    """The id of the first entry that does not fit the one before it; 0 where the end is missing; None if whole."""
    previous = GENESIS
    table = TABLES[chain]
    for row in connection.execute(select(table).order_by(table.c.id)).mappings():
        entry = {name: value for name, value in row.items() if name not in ("id", "hash")}
        if entry["previous"] != previous or link_hash(entry) != row["hash"]:
            return int(row["id"])
        previous = row["hash"]
    head = connection.execute(select(t.chain.c.head).where(t.chain.c.id == chain)).scalar_one()
    return None if head == previous else 0
