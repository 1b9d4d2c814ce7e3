"""The desk at which channels report what they hear: matched, judged, kept in a chain, and acted upon."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from ..ledger import tables as t
from ..ledger.chain import ATTEMPTS, RECEIPTS, append, hold
from ..ledger.store import Store
from ..ledger.tables import stamp
from ..ports import Clock, Receipt, Verdict
from ..watch import watched
from .climbing import next_rung
from .parts import find_part, move_part, note_part, of_parts
from .policy import Policy
from .reading import note_read
from .states import FAILED, after_receipt
from .tasks import open_task

d, r = t.dispatch.c, t.receipt.c
# built once: they run with every part and every receipt
_BY_REFERENCE = select(t.dispatch).where(d.reference == bindparam("ours"))
_LOCKED = select(t.dispatch).where(d.id == bindparam("one")).with_for_update()
_MOVE = update(t.dispatch).where(d.id == bindparam("one"))
_EARLY = (
    select(t.receipt)
    .where(r.verdict == "quarantined", r.channel == bindparam("way"), r.provider_ids.contains(bindparam("written")))
    .order_by(r.id)
)


class LedgerDesk:
    """The desk of one channel; implements `ports.Desk`."""

    def __init__(
        self, store: Store, channel: str, clock: Clock, policy: Policy, channel_of: Callable[[str], str | None]
    ) -> None:
        self.store = store
        self.channel = channel
        self.clock = clock
        self.policy = policy
        self.channel_of = channel_of

    def sent(self, reference: str, provider_id: str, part: int = 1, of: int = 1) -> None:
        """Keeps the id, and applies what came for it before."""

        def write(connection: Connection) -> None:
            hold(connection, ATTEMPTS)
            row = connection.execute(_BY_REFERENCE, {"ours": reference}).first()
            if row is not None and note_part(connection, self.channel, row.id, provider_id, part, of):
                self.catch_up(connection, provider_id)

        self.store.together.write(write)

    def receive(self, receipt: Receipt) -> Verdict:
        """Committed before it returns. What no dispatch is known for is kept, and matched as soon as one is."""
        with watched("receipt", channel=self.channel, state=receipt.state) as seen:
            seen["answer"] = verdict = self.store.together.write(partial(self._received, receipt))
            return verdict

    def _received(self, receipt: Receipt, connection: Connection) -> Verdict:
        hold(connection, ATTEMPTS)
        return self._receive(connection, receipt)

    def catch_up(self, connection: Connection, provider_id: str) -> None:
        """Applies the receipts that came before anybody knew what the id stands for."""
        for early in self._early(connection, provider_id):
            self._receive(connection, early)

    def _receive(self, connection: Connection, receipt: Receipt) -> Verdict:
        row, part = self._match(connection, receipt)
        if row is None:
            return self._keep(connection, receipt, None, "quarantined")
        before = part.state if part is not None else row.state
        told, verdict = after_receipt(before, receipt.state)
        if part is not None and verdict == "recorded":
            move_part(connection, part, told)
            whole = of_parts(connection, part, receipt.state, self.policy.receipts)
            state, of_whole = after_receipt(row.state, whole) if whole else (row.state, "recorded")
            verdict = "conflict" if of_whole == "conflict" else verdict
        else:
            state = told if part is None else row.state
        self._keep(connection, receipt, row.id, verdict)
        if verdict == "conflict":
            reason = f"{row.state}, then {receipt.state}: {receipt.reason}"
            open_task(connection, "conflict", row.reference, reason, self.clock.now(), row.case_id)
        if state != row.state:
            self._move(connection, row, state, receipt)
        return verdict

    def _move(self, connection: Connection, row: Row[Any], state: str, receipt: Receipt) -> None:
        now = self.clock.now()
        if state == "read" and row.notice_id is not None and row.attempts:
            note_read(connection, row.notice_id, now, receipt.evidence)
        connection.execute(_MOVE, {"one": row.id, "state": state, "reason": receipt.reason, "since": stamp(now)})
        if state in FAILED:
            next_rung(connection, row, now, self.channel_of, receipt.reason or state)

    def _match(self, connection: Connection, receipt: Receipt) -> tuple[Row[Any] | None, Row[Any] | None]:
        """The dispatch, and the part of it where the provider's id told us."""
        if receipt.reference:
            row = connection.execute(_BY_REFERENCE.with_for_update(), {"ours": receipt.reference}).first()
            if row is not None:
                return row, None
        part = find_part(connection, self.channel, receipt.provider_ids)
        if part is None:
            return None, None
        return connection.execute(_LOCKED, {"one": part.dispatch_id}).one(), part

    def _early(self, connection: Connection, provider_id: str) -> list[Receipt]:
        written = json.dumps(provider_id)
        rows = connection.execute(_EARLY, {"way": self.channel, "written": written}).all()
        return [
            Receipt(row.state, tuple(json.loads(row.provider_ids)), row.reference, None, row.reason, row.evidence)
            for row in rows
            if provider_id in json.loads(row.provider_ids)
        ]

    def _keep(self, connection: Connection, receipt: Receipt, dispatch: int | None, verdict: Verdict) -> Verdict:
        entry = {
            "at": stamp(self.clock.now()),
            "dispatch_id": dispatch,
            "channel": self.channel,
            "provider_ids": json.dumps(list(receipt.provider_ids)),
            "reference": receipt.reference,
            "happened": stamp(receipt.at) if receipt.at else "",
            "state": receipt.state,
            "verdict": verdict,
            "reason": receipt.reason,
            "evidence": receipt.evidence,
        }
        append(connection, RECEIPTS, entry)
        return verdict
