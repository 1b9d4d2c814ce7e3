"""The engine, from top to bottom as the flow: decide, compose, render, archive, commit; later fire and send."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from .callbacks.readers import readers_of, register
from .canonical import canonical, id_used_before
from .clock import SystemClock
from .config import Config, Mode
from .contacts import open_directory, with_phone
from .content import Content
from .delivering import Delivering
from .delivery.ladder import first_rung
from .delivery.queueing import deadline_of
from .errors import ContentError, Finding
from .inquiries import Inquiries
from .law.decide import decide
from .law.library import Law
from .ledger import feed
from .ledger import tables as t
from .ledger.archive import Archive, open_archive
from .ledger.store import Store
from .ledger.telegram_links import chat_of
from .ledger.write import Handled, Stale, write
from .legible import check_legible
from .links import document_code, token
from .messages import _
from .model import Event, Outcome
from .outcomes import Made, outcome_of
from .payments import note_numbers
from .ports import Clock, ContactDirectory, DebtRegister, Signer
from .render import Press, Rendition
from .render.versions import made_by
from .seal.choose import open_signer
from .watch import watched
from .wording.compose import Code, compose
from .wording.document import Document

TRIES = 20  # how often an event is worked out anew because another writer changed its case meanwhile


class Engine(Delivering, Inquiries):
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
        make: bool = True,
    ) -> "Engine":
        """An engine on a database and an archive folder; what is not given comes from `qauly.toml`.

        `directory` is asked for phones, `debts` before every attempt and reminder, `clock` for the time of delivery.
        With `make=False` a ledger must be there already: whoever only asks does not make an empty one.

        Raises `CallerError` for wrong arguments and `ContentError` for content or settings that cannot be used.
        """
        settings = config if isinstance(config, Config) else Config.load(config)
        if url is not None:
            settings = settings.on(url)
        place = archive if archive is not None else settings.archive_place
        given = Content.open(content)
        known = secret if secret is not None else settings.secret()
        store = Store(settings.database, make=make)
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
        raise ContentError(
            Finding(
                "ledger",
                0,
                "L-001",
                _("the case is being written by too many at once."),
                _("Send the event again in a moment."),
            )
        )

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
        complete = with_phone(event, procedure, self._contacts)
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
        rungs = [first_rung(notice, decision.names, self._channel_of, self._chat_of) for notice in issue.notices]
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

    def link_of(self, event: Event) -> Callable[[str], str]:
        """Gives the address in a message about the event, for a purpose."""
        return lambda purpose: f"{self.config.citizen.base_url}/{token(self._secret, event.case, purpose, event.id)}"

    def key(self, purpose: str) -> bytes:
        """A key of its own for each purpose, made of the secret: sessions of the site, hashes of addresses."""
        return hmac.digest(self._secret, f"key\0{purpose}".encode(), "sha256")

    def code_of(self, number: str) -> Code:
        """What a person types to verify the document, and the address that takes it."""
        code = document_code(self._secret, number)
        return Code.now(code, f"{self.config.citizen.verify_url}/{code}")

    def _chat_of(self, iin: str) -> str | None:
        with self.store.reading() as connection:
            return chat_of(connection, iin)

    @cached_property
    def _contacts(self) -> ContactDirectory | None:
        return self._directory or open_directory(self.config, self._ways.channel)
