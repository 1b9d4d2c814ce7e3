"""Making the calls: claimed with a lease, those of a case one after the other, again and again for days.

A call that was made and whose answer was lost is made again: the receiver knows it by its id. A receiver that cannot
be reached is left alone for a while as a whole; one that refuses a single call hears of its other cases meanwhile. One
that answers 410 (gone) is not called any more until a person has done the task that is opened then.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import Connection, Row, and_, select, update
from sqlalchemy.orm import aliased

from ..deadline import Deadline, Line
from ..delivery.tasks import open_task
from ..ledger import tables as t
from ..ledger.store import Store
from ..ledger.tables import NEVER, stamp
from ..watch import watched
from .readers import Reader
from .signature import ID, SIGNATURE, sign
from .telling import TASK, body_of, tell

if TYPE_CHECKING:
    import httpx

PAUSES = (10, 30, 60, 300, 900, 3600, 3 * 3600, 6 * 3600)  # seconds before the next try, then the last one always
ANSWER_WITHIN = 10.0  # seconds for the whole call, however slowly its answer comes; well below the lease
LEASE = timedelta(seconds=60)
GONE = 410
LATER = (429, 503)  # asks us to slow down


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: nothing (0) where the receiver was not reached."""

    status: int
    reason: str = ""
    retry_after: float | None = None

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


@dataclass(slots=True)
class Callbacks:
    """The calls of one process."""

    store: Store
    readers: Sequence[Reader]
    loopback_only: bool  # a sandbox calls nobody outside of its machine
    _client: "httpx.Client | None" = field(default=None)

    def run(self, now: datetime, going: Callable[[], bool] = lambda: True) -> int:
        """Writes down what is new and makes every call that is due, while `going`; how many were taken."""
        return sum(self.run_one(reader, now, going) for reader in self.heard)

    @property
    def heard(self) -> tuple[Reader, ...]:
        """Those that may be called."""
        return tuple(reader for reader in self.readers if reader.at_home or not self.loopback_only)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def run_one(self, reader: Reader, now: datetime, going: Callable[[], bool]) -> int:
        """The same for one reader; several may be served from threads of their own."""
        tell(self.store, reader, now)
        taken = 0
        while going() and (call := self._claim(reader, now)) is not None:
            with self.store.reading() as connection:
                body = body_of(connection, call)
            answer = self._call(reader, call, body, now)
            self._settle(reader, call, answer, now)
            taken += answer.taken
        return taken

    def _claim(self, reader: Reader, now: datetime) -> Row[Any] | None:
        """The next call that is due, now ours for a while; none while the reader is paused or halted."""
        earlier = aliased(t.callback)
        before = select(earlier.c.id).where(
            earlier.c.reader == t.callback.c.reader,
            earlier.c.case_id == t.callback.c.case_id,
            earlier.c.state == "queued",
            earlier.c.id < t.callback.c.id,
        )
        c = t.callback.c
        due = and_(c.reader == reader.name, c.state == "queued", c.due <= stamp(now), c.lease <= stamp(now))
        query = select(t.callback).where(due, ~before.exists()).order_by(c.due, c.id).limit(1)
        with self.store.reading() as connection:  # mostly nothing is due, and no lock is worth it
            if connection.execute(query).first() is None:
                return None
        with self.store.writing() as connection:
            place = t.callback_reader.c
            row = connection.execute(select(t.callback_reader).where(place.name == reader.name)).one()
            if row.halted or row.paused_until > stamp(now):
                return None
            call = connection.execute(query.with_for_update(skip_locked=True)).first()
            if call is None:
                return None
            mine = {"owner": str(uuid4()), "lease": stamp(now + LEASE), "attempts": call.attempts + 1}
            connection.execute(update(t.callback).where(c.id == call.id).values(**mine))
            return connection.execute(select(t.callback).where(c.id == call.id)).one()

    def _call(self, reader: Reader, call: Row[Any], body: bytes, now: datetime) -> Answer:
        import httpx

        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "qauly",
            ID: call.name,
            SIGNATURE: sign(reader.secret, body, now),
        }
        if self._client is None:  # made twice by two threads, the later one is kept and the other collected
            # proxies and passwords of the environment are not for calls that carry personal data
            self._client = httpx.Client(
                timeout=ANSWER_WITHIN,
                follow_redirects=False,
                trust_env=False,
                limits=httpx.Limits(max_keepalive_connections=0),
            )
        with watched("call_back", reader=reader.name, type=call.type, case=call.case_id) as seen:
            line = Line()  # no connection is kept, so each call has its own
            deadline = Deadline(ANSWER_WITHIN, line)
            try:
                asked = self._client.build_request(
                    "POST", reader.url, content=body, headers=headers, extensions=line.extensions
                )
                with deadline, closing(self._client.send(asked, stream=True)) as response:
                    answer = Answer(response.status_code, "", _retry_after(response, now))
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                answer = Answer(0, "the answer came too slowly" if deadline.passed else type(error).__name__)
            seen["answer"] = answer.status or answer.reason
            return answer

    def _settle(self, reader: Reader, call: Row[Any], answer: Answer, now: datetime) -> None:
        c = t.callback.c
        pause = timedelta(seconds=PAUSES[min(call.attempts - 1, len(PAUSES) - 1)])
        given_up = now - datetime.fromisoformat(call.since) >= timedelta(days=reader.days)
        reason = "" if answer.taken else str(answer.status or answer.reason)
        state = "done" if answer.taken else "dead" if given_up and answer.status != GONE else "queued"
        values = {"state": state, "reason": reason, "due": stamp(now + pause), "owner": "", "lease": NEVER}
        with self.store.writing() as connection:
            ours = and_(c.id == call.id, c.owner == call.owner)  # not, where our lease ran out and another one called
            if connection.execute(update(t.callback).where(ours).values(**values)).rowcount != 1:
                return
            if answer.taken:
                _set_reader(connection, reader, failures=0, paused_until=NEVER)
            elif answer.status == GONE:
                _set_reader(connection, reader, halted="410 Gone")
                open_task(connection, TASK, reader.name, "it answers 410 (gone); done means: call it again", now, None)
            elif answer.status == 0 or answer.status in LATER:
                until = _pause(connection, reader, answer, now)
                connection.execute(update(t.callback).where(c.id == call.id).values(due=until))
            if state == "dead":
                open_task(
                    connection, TASK, reader.name, f"not taken in {reader.days} days; done means: try again", now, None
                )


def _pause(connection: Connection, reader: Reader, answer: Answer, now: datetime) -> str:
    place = t.callback_reader.c
    failures = connection.execute(select(place.failures).where(place.name == reader.name)).scalar_one() + 1
    seconds = answer.retry_after or PAUSES[min(failures - 1, len(PAUSES) - 1)]
    until = stamp(now + timedelta(seconds=min(seconds, PAUSES[-1])))
    _set_reader(connection, reader, failures=failures, paused_until=until)
    return until


def _set_reader(connection: Connection, reader: Reader, **values: Any) -> None:
    connection.execute(update(t.callback_reader).where(t.callback_reader.c.name == reader.name).values(**values))


def _retry_after(response: "httpx.Response", now: datetime) -> float | None:
    """Seconds, from a number or a date; None where the header is missing or makes no sense."""
    text = response.headers.get("Retry-After", "")
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp())
