"""Composing a page of the site: the edition in force on the day of the case's last event, over the case as it stands.

`today` alone is not of the case: it is the day of the visit, and says whether a last day has passed.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from ..law.almaty import day_of
from ..law.decision import Case, Issued
from ..law.expressions import Scope
from ..law.facts import FactSchema
from ..law.library import Law
from ..law.procedure import Procedure
from ..law.scope import scope_of
from ..law.values import Facts
from ..model import Event
from .compose import Failed, Heard, check_parity, edition_for, speaker_of
from .document import LANGS, Bilingual, Lang, PageText, Said, Section

LEAD = "lead"
DIGITS = 4  # the last ones of the IIN: the second check


def page_scope(case: Case, event: Event, law: Law, today: date) -> Scope:
    """The names of the case as it stands and of one of its events, `today`, and `page` with its numbers."""
    procedure = law.procedure(case.procedure)
    schema: FactSchema = procedure.schemas[event.type]
    scope = scope_of(case, event, schema.typed(event.facts), procedure)
    page = procedure.page
    opened = day_of(case.opened_at)
    values = {name: law.value(parameter, opened).value for name, parameter in (page.values if page else {}).items()}
    given: dict[str, Any] = {**scope.given, "today": today, "page": Facts({"digits": DIGITS, **values})}
    return Scope(given, {**procedure.names, **(page.names if page else {})})


def compose_page(
    kind: str,
    case: Case,
    scope: Scope,
    law: Law,
    *,
    approved_only: bool = False,
    heard: Heard | None = None,
    failed: Failed | None = None,
) -> PageText:
    """The page in both languages; `heard` and `failed` as in `compose`.

    Raises `ContentError` where its wording is missing, not approved or unspeakable.
    """
    procedure = law.procedure(case.procedure)
    edition = edition_for(law, procedure, kind, day_of(case.last_at), approved_only)
    speaker = speaker_of(law, procedure, edition, scope, heard, failed)
    assert edition.title is not None
    sections = [Section(LEAD, None, ())]
    skipping = False
    for clause in edition.clauses:
        if clause.block == "heading":
            # a section whose heading is not said is not said at all
            skipping = not speaker.holds(clause)
            if not skipping:
                heading = Said("heading", clause.id, *(speaker.say(clause.id, clause[lang], lang) for lang in LANGS))
                sections.append(Section(clause.id, heading, ()))
            continue
        if skipping or not speaker.holds(clause):
            continue
        pairs = zip(*(speaker.paragraphs(clause, lang) for lang in LANGS), strict=True)
        said = tuple(Said(clause.block, clause.id, kk, ru) for kk, ru in pairs)
        sections[-1] = replace(sections[-1], said=sections[-1].said + said)
    page = PageText(
        kind=kind,
        edition=edition.start,
        draft=law.editions.is_draft(procedure.id, edition),
        title=Bilingual(*(speaker.say("title", edition.title[lang], lang) for lang in LANGS)),
        sections=tuple(sections),
    )
    check_parity(page, procedure, scope)
    return page


def verified_scope(scope: Scope, case: Case, document: Issued, title: Bilingual, issuer: Bilingual) -> Scope:
    """The names of the page that tells anybody of a document, and nothing of the person."""
    facts = {"kind": document.kind, "number": document.number, "date": document.date, "title": title}
    after = case.issued[-1:] if document in case.issued else [each for each in case.issued if each.date > document.date]
    return scope.extended(document=Facts(facts), issuer=issuer, later=any(each != document for each in after))


def in_a_line(kind: str, heading: str, lang: Lang) -> str:
    """What stands on two lines of an act, as one: in Kazakh the kind is named last (… туралы қаулы)."""
    if lang == "ru":
        return f"{kind.capitalize()} {heading}"
    return f"{heading[:1].upper()}{heading[1:]} {kind.lower()}"


def title_of(document: Issued, edition: date, case: Case, event: Event, law: Law) -> tuple[Bilingual, Bilingual]:
    """Kind with heading, and issuer, of a document as it was issued by `event`, in the words of that edition."""
    procedure: Procedure = law.procedure(case.procedure)
    wording = law.editions.of(procedure.id, document.kind, edition)
    scope = scope_of(case, event, procedure.schemas[event.type].typed(event.facts), procedure)
    facts = Facts({"kind": document.kind, "number": document.number, "date": document.date})
    speaker = speaker_of(law, procedure, wording, scope.extended(document=facts), None)
    assert wording.kind and wording.title
    titles = []
    for lang in LANGS:
        name, heading = (speaker.say(part, getattr(wording, part)[lang], lang) for part in ("kind", "title"))
        titles.append(in_a_line(name, heading, lang))
    return Bilingual(*titles), speaker.pair("letterhead", wording.issuer or procedure.letterhead.issuer)
