"""The engine, from top to bottom as the flow: decide, compose, render, archive, commit; later fire and send."""

import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Row, select
from sqlalchemy.exc import IntegrityError

from .callbacks.beside import BesideDelivery
from .callbacks.calling import Callbacks
from .callbacks.readers import readers_of, register
from .canonical import canonical, id_used_before
from .clock import SetClock, SystemClock
from .config import Config, Mode
from .contacts import with_phone
from .content import Content
from .delivery.house import House
from .delivery.jobs import Jobs, Running, open_jobs
from .delivery.ladder import first_rung
from .delivery.once import Run
from .delivery.queueing import deadline_of
from .delivery.quiet import Quiet
from .delivery.recovering import Keeper
from .delivery.sending import Sent
from .delivery.tasks import open_task
from .delivery.timers import Timers
from .delivery.ways import Ways
from .delivery.workers import Told
from .errors import CallerError, ChannelError, ContentError, Finding, QaulyError
from .inquiries import Inquiries
from .law.case import NEW
from .law.decide import decide
from .law.library import Law
from .ledger import feed
from .ledger import tables as t
from .ledger.archive import Archive, Folder, open_archive
from .ledger.store import Store
from .ledger.write import Handled, Stale, write
from .legible import check_legible
from .links import document_code, token
from .messages import _
from .model import Event, Outcome
from .outcomes import Made, outcome_of
from .payments import note_numbers
from .ports import Callback, CalledBack, Channel, Clock, ContactDirectory, DebtRegister, Signer, Verdict
from .render import Press, Rendition
from .render.versions import made_by
from .seal.choose import open_signer
from .timer_events import timer_event
from .watch import watched
from .wording.compose import Code, compose
from .wording.document import Document

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TRIES = 20  # how often an event is worked out anew because another writer changed its case meanwhile


@dataclass(frozen=True, slots=True)
class DeliverReport:
    """What a run of `deliver` did: outcomes of the timers that fired, dispatches sent, timers that could not fire."""

    outcomes: tuple[Outcome, ...] = ()
    dispatches: tuple[Sent, ...] = ()
    failures: tuple[QaulyError, ...] = field(default=())


class Engine(Inquiries):
    """Events in, documents and notices out. Open it with `Engine.open`; close it, or use it as a context manager."""

    def __init__(
        self,
        config: Config,
        content: Content,
        store: Store,
        archive: Archive,
        directory: ContactDirectory | None,
        secret: bytes,
        clock: Clock | None = None,
        debts: DebtRegister | None = None,
    ) -> None:
        self.config = config
        self.law = Law.load(content)
        self.press = Press(content)
        self.store = store
        self.archive = archive
        self._directory = directory
        self._secret = secret
        self._clock: Clock = clock or SystemClock()
        self._debts = debts
        self._readers = readers_of(config.callbacks)
        register(store, self._readers)
        self._content = content
        self._beside_it: dict[Mode, Engine] = {}

    @classmethod
    def open(
        cls,
        url: str | None = None,
        *,
        archive: Path | str | None = None,
        content: Sequence[Path | str] = (),
        config: Config | Path | str | None = None,
        directory: ContactDirectory | None = None,
        secret: bytes | None = None,
        clock: Clock | None = None,
        debts: DebtRegister | None = None,
    ) -> "Engine":
        """An engine on a database and an archive folder; what is not given comes from `qauly.toml`.

        `directory` is asked for phones, `debts` before every attempt and reminder, `clock` for the time of delivery.

        Raises `CallerError` for wrong arguments and `ContentError` for content or settings that cannot be used.
        """
        settings = config if isinstance(config, Config) else Config.load(config)
        if url is not None:
            settings = settings.on(url)
        place = archive if archive is not None else settings.archive_place
        given = Content.open(content)
        known = secret if secret is not None else settings.secret()
        store = Store(settings.database)
        try:
            return cls(settings, given, store, open_archive(place), directory, known, clock, debts)
        except BaseException:
            store.close()
            raise

    def close(self) -> None:
        self._ways.close()
        self._callbacks.close()
        self.store.close()
        while self._beside_it:
            self._beside_it.popitem()[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def handle(self, event: Event) -> Outcome:
        """What the law requires of the event, committed as a whole or not at all.

        The same event again gives the first outcome. Raises `CallerError` (the event is wrong; nothing changed) and
        `ContentError` (rules or wording are wrong; nothing changed).
        """
        return self._handle(event, by_timer=False)

    def in_mode(self, mode: Mode) -> "Engine":
        """The engine for keys of this mode, on a ledger of its own (`Config.in_mode`); closed with this one."""
        if mode != self.config.mode and mode not in self._beside_it:
            own = self.config.in_mode(mode)
            self._beside_it[mode] = Engine(own, self._content, Store(own.database), open_archive(own.archive_place),
                                           self._directory, own.secret(), self._clock, self._debts)  # fmt: skip
        return self._beside_it.get(mode, self)

    def deliver(self, now: datetime | None = None) -> DeliverReport:
        """Fires the timers that are due and sends what waits, the earliest first. `now` sets a sandbox's clock."""
        if now is not None and self.config.mode != "sandbox":
            raise CallerError(_("sets the clock in sandbox mode only."), field="--now")
        if now is not None and now.tzinfo is None:
            raise CallerError(_("has no offset from UTC."), field="--now")
        outcomes: list[Outcome] = []
        sent: list[Sent] = []
        failures: list[QaulyError] = []
        for each in self.delivering(now):
            if isinstance(each, Outcome):
                outcomes.append(each)
            elif isinstance(each, Sent):
                sent.append(each)
            else:
                failures.append(each)
        return DeliverReport(tuple(outcomes), tuple(sent), tuple(failures))

    def delivering(self, now: datetime | None = None) -> Iterator[Outcome | Sent | QaulyError]:
        """The same, told step by step: outcomes of timers, dispatches, errors of timers that cannot fire."""
        clock = SetClock(EPOCH) if now is not None else None
        ways = self._ways_with(clock) if clock is not None else self._ways
        house = self._house(ways, clock or self._clock)
        try:
            yield from Run(house, self._fire, Keeper(house), Timers(house), clock, now).steps()
            self._callbacks.run(now or self._clock.now())
        finally:
            if ways is not self._ways:
                ways.close()

    def workers(self, count: int, told: Told) -> Running:
        """Delivery by `count` workers a channel, until it is stopped: `run` it, `stop` it from elsewhere."""
        running = self._jobs.running(self.house, self._fire, count, told)
        return BesideDelivery(running, self._callbacks, self._clock) if self._readers else running

    def channel(self, name: str) -> Channel:
        """The channel of that name, opened; raises `ContentError` where its settings cannot be used."""
        return self._ways.channel(name)

    def call_back(self, channel: str, call: Callback) -> tuple[Verdict, ...]:
        """What a provider's call at our door tells, judged and kept; raises `ChannelError` for a forged one."""
        found = self._ways.channel(channel)
        if not isinstance(found, CalledBack):
            raise CallerError(_("the channel {name} takes no calls.", name=channel), field="channel")
        try:
            receipts = found.parse_receipt(call)
        except ChannelError as error:
            with self.store.writing() as connection:
                open_task(connection, "forged", channel, str(error), self._clock.now(), None)
            raise
        return tuple(self._ways.desk(channel).receive(receipt) for receipt in receipts)

    def _handle(self, event: Event, *, by_timer: bool) -> Outcome:
        with watched("handle", event=event.id, case=event.case, procedure=event.procedure, type=event.type) as seen:
            outcome = self._once(event, by_timer=by_timer)
            seen |= {"transition": outcome.transition, "status": outcome.status.code}
            seen |= {"documents": len(outcome.documents), "notices": len(outcome.notices)}
            return outcome

    def _once(self, event: Event, *, by_timer: bool) -> Outcome:
        body = canonical(event)
        for _try in range(TRIES):
            first = self._first_outcome(event, body)
            if first is not None:
                return first
            work = self._work(event, body, by_timer=by_timer)
            try:
                with watched("commit", case=event.case), self.store.writing() as connection:
                    for each in work:
                        write(connection, each)
                        note_numbers(connection, each.decision, self.law)
                    self._jobs.defer(connection, {name for each in work for name in each.channels})
                    for each in work:  # last of all: the lock of the feed is held until the commit
                        feed.append(connection, each.event.id)
            except (Stale, IntegrityError):
                continue
            return work[0].outcome
        raise ContentError(Finding("ledger", 0, "L-001", _("the case is being written by too many at once.")))

    def _first_outcome(self, event: Event, body: str) -> Outcome | None:
        with self.store.reading() as connection:
            known = connection.execute(select(t.event).where(t.event.c.id == event.id)).first()
        if known is None:
            return None
        if known.body != body:
            raise id_used_before()
        return Outcome.model_validate_json(known.outcome)

    def _work(self, event: Event, body: str, *, by_timer: bool) -> list[Handled]:
        """The event worked out, and after it the events that open further cases."""
        case, version = self._case(event.case)
        procedure = self.law.procedure(event.procedure)
        complete = with_phone(event, procedure, self._directory)
        with watched("decide", case=event.case):
            decision = decide(case, complete, self.law, by_timer=by_timer)
        with watched("compose", case=event.case):
            issue = compose(
                decision,
                complete,
                self.law,
                link=self.link_of(event),
                code=self.code_of,
                approved_only=self.config.mode == "live",
            )
        check_legible(complete, issue)
        made: dict[str, Made] = {}
        beside: dict[str, list[tuple[str, bytes]]] = {}
        for document in issue.documents:
            with watched("render", kind=document.kind, number=document.number):
                renditions, kept = self._sealed(self.press.render(document))
            made[document.number] = [(each, self.archive.put(each.data)) for each in renditions]
            for _name, data in kept:
                self.archive.put(data)
            beside[document.number] = kept
        opened: list[Handled] = []
        for position, payload in enumerate(decision.opens):
            further = Event.model_validate(
                {**payload, "id": str(uuid5(NAMESPACE_URL, f"qauly:opens:{event.id}:{position}")), "at": event.at}
            )
            opened += self._work(further, canonical(further), by_timer=False)
        outcome = outcome_of(complete, decision, procedure, issue, made, tuple(each.outcome for each in opened))
        rungs = [first_rung(notice, decision.names, self._channel_of) for notice in issue.notices]
        handled = Handled(
            complete,
            body,
            version,
            decision,
            issue,
            made,
            rungs,
            self._channel_of("system"),
            outcome,
            made_by(),
            self.config.retention,
            deadline_of(decision.case, procedure),
            beside,
        )
        return [handled, *opened]

    def _sealed(self, renditions: tuple[Rendition, ...]) -> tuple[list[Rendition], list[tuple[str, bytes]]]:
        """The renditions with the PDF signed, and what is kept beside it."""
        if self._signer is None:
            return list(renditions), []
        out: list[Rendition] = []
        beside: list[tuple[str, bytes]] = []
        for each in renditions:
            if each.format != "pdf":
                out.append(each)
                continue
            signed = self._signer.sign(each.data, datetime.now(UTC))
            out.append(replace(each, data=signed.pdf))
            beside += sorted(signed.beside.items())
        return out, beside

    def sealed_pdf(self, document: Document, at: datetime) -> bytes:
        """The PDF of a document that is not kept, signed where a signer is set."""
        pdf = self.press.pdf(document)
        return self._signer.sign(pdf, at).pdf if self._signer is not None else pdf

    @cached_property
    def _signer(self) -> Signer | None:
        return open_signer(self.config.signer)

    @property
    def clock(self) -> Clock:
        """The time that deliveries and the site go by."""
        return self._clock

    def link_of(self, event: Event) -> Callable[[str], str]:
        """Gives the address in a message about the event, for a purpose."""
        return lambda purpose: f"{self.config.citizen.base_url}/{token(self._secret, event.case, purpose, event.id)}"

    def key(self, purpose: str) -> bytes:
        """A key of its own for each purpose, made of the secret: sessions of the site, hashes of addresses."""
        return hmac.digest(self._secret, f"key\0{purpose}".encode(), "sha256")

    def code_of(self, number: str) -> Code:
        """What a person types to verify the document, and the address that takes it."""
        code = document_code(self._secret, number)
        return Code(code, f"{self.config.citizen.verify_url}/{code}")

    def _fire(self, timer: Row[Any]) -> Outcome:
        event = timer_event(timer.procedure, timer.case_id, timer.type, datetime.fromisoformat(timer.due))
        return self._handle(event, by_timer=True)

    @cached_property
    def _jobs(self) -> Jobs:
        return open_jobs(self.config.jobs.kind, self.store)

    @cached_property
    def _ways(self) -> Ways:
        return self._ways_with(self._clock)

    def _ways_with(self, clock: Clock) -> Ways:
        channels = dict(self.config.channels)
        folder = dict(channels.get("folder", {}))
        folder.setdefault("path", str(self._beside / "outbox"))
        channels["folder"] = folder
        return Ways(channels, self.store, clock, self._channel_of, sandbox=self.config.mode == "sandbox")

    @property
    def _beside(self) -> Path:
        return self.archive.folder.parent if isinstance(self.archive, Folder) else Path()

    @property
    def house(self) -> House:
        """What the stages of delivery need of this installation."""
        return self._house(self._ways, self._clock)

    def _house(self, ways: Ways, clock: Clock) -> House:
        hours = self.config.quiet_hours
        return House(
            store=self.store,
            archive=self.archive,
            channel=ways.channel,
            policy=ways.policy,
            desk=ways.desk,
            channel_of=self._channel_of,
            silences=lambda procedure, status: (
                status != NEW and self.law.procedure(procedure).statuses[status].silences
            ),
            recipients=self.config.recipients if self.config.mode == "team" else None,
            quiet=Quiet(time.fromisoformat(hours.from_), time.fromisoformat(hours.to), hours.media) if hours else None,
            debts=self._debts,
            clock=clock,
            lease=timedelta(seconds=self.config.jobs.lease),
        )

    @cached_property
    def _callbacks(self) -> Callbacks:
        return Callbacks(self.store, self._readers, loopback_only=self.config.mode == "sandbox")

    def _channel_of(self, medium: str) -> str | None:
        name: str | None = getattr(self.config.media, medium, None)
        return name
