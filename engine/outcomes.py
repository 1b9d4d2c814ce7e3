"""The outcome of an event, put together from what was decided, composed and rendered."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .law.almaty import day_of
from .law.decision import Case, Decision
from .law.library import Law
from .law.procedure import Procedure
from .law.values import as_json
from .ledger.paths import rendition_path
from .model import (
    DocumentOut,
    Event,
    MessageOut,
    NoticeOut,
    Outcome,
    RenditionRef,
    SourceRef,
    Status,
    TimerOut,
    TraceEntry,
)
from .wording.compose import Issue
from .wording.document import Document

if TYPE_CHECKING:
    from .render import Rendition  # loads Word and fonts, which most commands do without

WORDED: dict[str, Any] = {"documents": {"__all__": {"renditions"}}, "notices": {"__all__": {"texts"}}}  # not decided
Made = Sequence[tuple["Rendition", str]]  # renditions of a document, each with its SHA-256


def outcome_of(
    event: Event,
    decision: Decision,
    procedure: Procedure,
    issue: Issue,
    made: Mapping[str, Made],
    opened: tuple[Outcome, ...] = (),
) -> Outcome:
    """`made` holds the renditions by the document's number; empty where nothing was rendered."""
    reason = decision.reason
    return Outcome(
        event=event.id,
        case=event.case,
        procedure=event.procedure,
        regime=decision.case.regime,
        transition=decision.transition,
        status=status_of(decision.case, procedure),
        reason={"kk": reason.kk, "ru": reason.ru} if reason else None,
        documents=tuple(_document(document, made.get(document.number, ())) for document in issue.documents),
        notices=tuple(
            NoticeOut(
                kind=notice.kind,
                to=notice.to,
                ladder=notice.ladder,
                edition=notice.edition.isoformat(),
                draft=notice.draft,
                texts=notice.texts.as_json(),
            )
            for notice in issue.notices
        ),
        messages=tuple(MessageOut(to=message.to, body=dict(message.body)) for message in decision.messages),
        timers=tuple(TimerOut(type=timer.type, at=timer.at.isoformat()) for timer in decision.timers),
        trace=tuple(
            TraceEntry(
                rule=entry.rule,
                source=SourceRef(act=entry.act, article=entry.article, clause=entry.clause) if entry.act else None,
                values=as_json(dict(entry.values)),
            )
            for entry in decision.trace
        ),
        opened=opened,
    )


def as_outcome(event: Event, decision: Decision, law: Law) -> Outcome:
    """The outcome as far as deciding goes: no renditions, no texts."""
    on = day_of(event.at)

    def edition(kind: str) -> dict[str, Any]:
        found = law.editions.at(event.procedure, kind, on)
        return {"edition": found.start.isoformat(), "draft": law.editions.is_draft(event.procedure, found)}

    documents = tuple(
        DocumentOut(kind=each.kind, number=each.number, date=each.date.isoformat(), **edition(each.kind))
        for each in decision.documents
    )
    notices = tuple(
        NoticeOut(kind=each.kind, to=each.to, ladder=each.ladder, texts={}, **edition(each.kind))
        for each in decision.notices
    )
    bare = outcome_of(event, decision, law.procedure(event.procedure), Issue((), ()), {})
    return bare.model_copy(update={"documents": documents, "notices": notices})


def status_of(case: Case, procedure: Procedure) -> Status:
    """The state of the case with the words of the law for it."""
    words = procedure.statuses[case.status]
    return Status(code=case.status, kk=words.kk, ru=words.ru)


def _document(document: Document, made: Made) -> DocumentOut:
    position = int(document.number.rpartition("/")[2])
    return DocumentOut(
        kind=document.kind,
        number=document.number,
        date=document.date.isoformat(),
        edition=document.edition.isoformat(),
        draft=document.draft,
        renditions=tuple(
            RenditionRef(
                lang=rendition.lang,
                format=rendition.format,
                path=rendition_path(document.case, position, document.kind, rendition.name),
                sha256=digest,
            )
            for rendition, digest in made
        ),
    )
