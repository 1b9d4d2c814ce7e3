"""The certificate of service: what the ledger held about a case's notices at a moment, and what the law makes of it.

The same ledger and the same moment give the same bytes, so nothing is stored: whoever doubts a certificate has it
worked out again. Its number tells case and moment: `2024-000123/S-20240124-101500`.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from .errors import CallerError, ContentError, Finding
from .law.almaty import ALMATY, day_of, local
from .law.decision import Decision, Issued, NoticeOrder
from .law.expressions import Scope
from .law.procedure import Pair
from .law.service import FILE, NotServed, Served, ServiceRules, Step, Way, load_service, service_of
from .law.values import Facts, Words
from .ledger import tables as t
from .ledger.history import NoticeRecord, WayRecord, notice_record, snapshot, verify_chains
from .ledger.write import notice_name
from .masking import mask_address
from .messages import _
from .model import Event
from .replay import replay
from .wording.certificate import certificate
from .wording.citation import Citable
from .wording.document import LANGS, Document

if TYPE_CHECKING:
    from .app import Engine

_NUMBER = re.compile(r"(?P<case>.+)/S-(?P<day>\d{8})-(?P<time>\d{6})(?:-(?P<part>\d{6}))?")
LISTS = ("notices", "no_address", "ways", "files", "attempts", "receipts", "served", "not_served", "undecided")


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the law makes of one notice."""

    notice: str  # its id
    kind: str
    found: Served | NotServed


@dataclass(frozen=True)
class ServiceProof:
    """The certificate: its document, the facts in it as JSON, what the law makes of each notice."""

    document: Document
    record: Mapping[str, Any]
    conclusions: tuple[Conclusion, ...]
    _press: Callable[[], bytes]

    @cached_property
    def pdf(self) -> bytes:
        """Signed where a signer is set; made when it is asked for."""
        return self._press()


def prove(engine: "Engine", case: str, at: datetime) -> ServiceProof:
    """Raises `CallerError` for an unknown case or one that began later, `ContentError` for a broken chain."""
    document, record, conclusions = _certified(engine, case, at)
    return ServiceProof(document, record, conclusions, lambda: engine.sealed_pdf(document, at))


def is_certificate(number: str) -> bool:
    """Whether the number is that of a certificate of service; an issued document ends in its place in the case."""
    return _NUMBER.fullmatch(number) is not None


def certified_again(engine: "Engine", number: str) -> Document:
    """The certificate of this number as the ledger gives it today; raises as `prove` does."""
    found = _NUMBER.fullmatch(number)
    assert found is not None, "asked for certificates alone"
    text = f"{found['day']}{found['time']}{found['part'] or '000000'}"
    try:
        moment = datetime.strptime(text, "%Y%m%d%H%M%S%f").replace(tzinfo=ALMATY)
    except ValueError:
        raise CallerError(
            _("is no number of a certificate."), field="number", fix=_("Copy it from the certificate.")
        ) from None
    return _certified(engine, found["case"], moment)[0]


def number_of(case: str, at: datetime) -> str:
    moment = local(at)
    return f"{case}/S-{moment:%Y%m%d-%H%M%S}" + (f"-{moment:%f}" if moment.microsecond else "")


def _certified(engine: "Engine", case: str, at: datetime) -> tuple[Document, dict[str, Any], tuple[Conclusion, ...]]:
    rules = load_service(engine.law.editions.content)
    with snapshot(engine.store) as connection:
        verify_chains(connection)
        rows = connection.execute(select(t.event).where(t.event.c.case_id == case).order_by(t.event.c.seq)).all()
        if not rows:
            raise CallerError(_("is not known."), field="case", fix=_("Check its number."))
        played = [each for each in replay(rows, engine.law) if each[0].at <= at]
        if not played:
            raise CallerError(_("had not begun by then."), field="--at", fix=_("Name a later moment."))
        told = _Told(rules, engine)
        for event, decision in played:
            for position, order in enumerate(decision.notices):
                told.add(event, decision, order, notice_record(connection, notice_name(event.id, position), at))
    last = played[-1][1]
    number = number_of(case, at)
    issued = Issued(rules.certificate, number, day_of(at))
    names = last.names
    assert isinstance(names, Scope)
    record = told.as_json(case, at)
    document = certificate(
        issued,
        last.case,
        names,
        told.facts(last.case.procedure, at),
        record,
        engine.law,
        engine.code_of(number),
        day_of(at),
        approved_only=engine.config.mode == "live",
    )
    return document, record, tuple(told.conclusions)


class _Told:
    """The facts of a certificate, gathered notice by notice: for its words, and as JSON."""

    def __init__(self, rules: ServiceRules, engine: "Engine") -> None:
        self.rules = rules
        self.engine = engine
        self.conclusions: list[Conclusion] = []
        self.lists: dict[str, list[Facts]] = {name: [] for name in LISTS}
        self.records: list[dict[str, Any]] = []
        self.unchecked = False

    def add(self, event: Event, decision: Decision, order: NoticeOrder, notice: NoticeRecord) -> None:
        number = str(len(self.records) + 1)
        procedure = self.engine.law.procedure(event.procedure)
        person = decision.names.get(notice.notice.recipient)
        self._list(
            "notices",
            number,
            about=_words(procedure.transitions[decision.transition]),
            recipient=person if person is not None else Facts({"name": notice.notice.recipient}),
            ordered=_moment(event.at),
        )
        missing = [medium for medium in order.ladder if medium not in json.loads(notice.notice.addresses)]
        for medium in missing:
            self._list("no_address", number, medium=self._medium(medium))
        for file in notice.files:
            self._list("files", number, document=file.document, sha256=_grouped(file.sha256))
        ways = [self._way(f"{number}.{position}", way) for position, way in enumerate(notice.ways, 1)]
        found = service_of(event.procedure, notice.notice.kind, [_as_way(way) for way in notice.ways], self.rules)
        self.conclusions.append(Conclusion(notice.notice.id, notice.notice.kind, found))
        self._conclude(number, found)
        self.records.append(
            {
                "notice": notice.notice.id,
                "kind": notice.notice.kind,
                "to": notice.notice.recipient,
                "edition": notice.notice.edition,
                "event": event.id,
                "ordered": event.at.isoformat(),
                "ladder": list(order.ladder),
                "no_address": missing,
                "files": {file.document: file.sha256 for file in notice.files},
                "ways": ways,
                "service": _as_json(found),
            }
        )

    def facts(self, procedure: str, at: datetime) -> Facts:
        title = self.engine.law.procedure(procedure).title
        return Facts(
            {
                "procedure": _words(title),
                "moment": _moment(at),
                "hash": "SHA-256",
                "unchecked": self.unchecked,
                **{name: tuple(items) for name, items in self.lists.items()},
            }
        )

    def as_json(self, case: str, at: datetime) -> dict[str, Any]:
        return {"case": case, "at": local(at).isoformat(), "chains": "verified", "notices": self.records}

    def _way(self, number: str, way: WayRecord) -> dict[str, Any]:
        dispatch = way.dispatch
        texts = _text_hashes(json.loads(dispatch.body))
        address = mask_address(dispatch.address)
        grouped = {lang: _grouped(texts[lang]) for lang in LANGS}
        self._list("ways", number, medium=self._medium(dispatch.medium), address=address, **grouped)
        for each in way.attempts:
            self._list(
                "attempts",
                number,
                at=_moment(datetime.fromisoformat(each.at)),
                state=self._state(each.state),
                hash=_short(each.hash),
            )
        for each in way.receipts:
            happened = _moment(datetime.fromisoformat(each.happened)) if each.happened else None
            self._list(
                "receipts",
                number,
                at=_moment(datetime.fromisoformat(each.at)),
                state=self._state(each.state),
                verdict=_words(self._word("verdicts", each.verdict)),
                happened=happened or _words(self.rules.words.no_time),
                hash=_short(each.hash),
            )
        return {
            "reference": dispatch.reference,
            "medium": dispatch.medium,
            "channel": dispatch.channel,
            "address": address,
            "text_sha256": texts,
            "parts": way.of,
            "attempts": [_entry(each, "at", "state", "provider_id", "hash") for each in way.attempts],
            "receipts": [_entry(each, "at", "happened", "state", "verdict", "hash") for each in way.receipts],
        }

    def _conclude(self, number: str, found: Served | NotServed) -> None:
        self.unchecked = self.unchecked or (found.rule is not None and found.rule.checked is None)
        if isinstance(found, NotServed):
            group = "undecided" if found.why == "no_rule" else "not_served"
            self._list(group, number, why=_words(self._word("why", found.why)))
            return
        source = found.rule.source
        self._list(
            "served",
            number,
            source=Citable(self.engine.law.citation(source.act, source.article, source.clause)),
            moment=_moment(found.moment),
            medium=self._medium(found.medium),
            proof=self._state(found.proof),
        )

    def _list(self, group: str, number: str, **fields: Any) -> None:
        self.lists[group].append(Facts({"number": number, **fields}))

    def _medium(self, name: str) -> Words:
        return _words(self._word("media", name))

    def _state(self, name: str) -> Words:
        return _words(self._word("states", name))

    def _word(self, group: str, name: str) -> Pair:
        found: Pair | None = getattr(self.rules.words, group).get(name)
        if found is None:
            raise ContentError(
                Finding(
                    FILE,
                    0,
                    "P-002",
                    _("`words.{group}` has no {name}.", group=group, name=name),
                    _("Add it there, in both languages."),
                )
            )
        return found


def _as_way(way: WayRecord) -> Way:
    """The entries in the order in which they were written, attempts and receipts together."""
    steps = [
        *(Step(each.state, datetime.fromisoformat(each.at), evidence=bool(each.evidence)) for each in way.attempts),
        *(
            Step(
                each.state,
                datetime.fromisoformat(each.at),
                datetime.fromisoformat(each.happened) if each.happened else None,
                next((way.parts[name] for name in json.loads(each.provider_ids) if name in way.parts), None),
                bool(each.evidence),
                each.verdict == "conflict",
            )
            for each in way.receipts
        ),
    ]
    return Way(way.dispatch.medium, tuple(sorted(steps, key=lambda step: step.recorded)), way.of)


def _text_hashes(body: Mapping[str, Any]) -> dict[str, str]:
    """SHA-256 of each language's text; of a letter its subject, an empty line, its body."""
    found: dict[str, str] = {}
    for lang in LANGS:
        text = body[lang]
        whole = text if isinstance(text, str) else f"{text['subject']}\n\n{text['body']}"
        found[lang] = hashlib.sha256(whole.encode()).hexdigest()
    return found


def _as_json(found: Served | NotServed) -> dict[str, Any]:
    if isinstance(found, NotServed):
        return {"served": False, "why": found.why}
    return {
        "served": True,
        "moment": local(found.moment).isoformat(),
        "medium": found.medium,
        "proof": found.proof,
        "source": found.rule.source.model_dump(exclude_none=True),
        "checked": found.rule.checked,
    }


def _entry(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _words(pair: Pair) -> Words:
    return Words({"kk": pair.kk, "ru": pair.ru})


def _moment(moment: datetime) -> str:
    """18.01.2024 10:15:07 (UTC+06:00): the same in both languages."""
    there = local(moment)
    offset = there.isoformat(timespec="minutes")[-6:]
    return f"{there:%d.%m.%Y %H:%M:%S} (UTC{offset})"


def _grouped(digest: str) -> str:
    """In groups, so that a line can break and a person can compare."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _short(digest: str) -> str:
    return digest[:16]
