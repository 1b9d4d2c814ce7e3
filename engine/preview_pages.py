"""Previews of the site's pages: every state that the example courses bring about, in both languages side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .content import Content
from .courses.play import Played
from .courses.story import Course, load_courses
from .law.almaty import day_of
from .law.decision import Issued
from .law.expressions import Scope
from .law.library import Law
from .law.procedure import Page, Procedure
from .links import EXAMPLE_CODE
from .preview import moved
from .render.qr import qr_png
from .web.attached import attached_to
from .web.link import File, Paper
from .web.sheets import Sheets, as_address, inside
from .wording.compose import edition_for
from .wording.document import LANGS, Bilingual, Lang, PageText
from .wording.page import DIGITS, compose_page, page_scope, title_of, verified_scope

VISITS = (timedelta(0), timedelta(days=31))  # on the day itself, and when every term is over
FORMATS = ("pdf", "docx")
SIZE = 40 * 1024  # of the example's files, whose bytes nobody makes for a preview
PAY = "https://egov.kz"


@dataclass(frozen=True, slots=True)
class State:
    """One page as somebody finds it."""

    procedure: Procedure
    course: str
    played: Played
    after: timedelta
    scope: Scope
    text: PageText
    papers: tuple[Paper, ...]  # that stand behind the case's link


def page_text(content: Content, law: Law, name: str, on: date | None, lang: Lang) -> str:
    """What the page called `name` says in one language, state after state; empty where no course shows it."""
    told = []
    for each in states(content, law, name, on):
        lines = "\n".join(each.text.lines(lang))
        told.append(f"---- {each.course}, {each.played.event.type}, {_visited(each)}\n{lines}\n")
    return "\n".join(told)


def page_html(content: Content, law: Law, name: str, on: date | None) -> str:
    """One file that shows it in both languages side by side, as on a telephone; empty where no course shows it."""
    sheets = Sheets(content, inside(content))
    shown = [
        {
            "course": each.course,
            "event": each.procedure.events[each.played.event.type].title,
            "day": _visited(each),
            "pages": {lang: _drawn(sheets, each, lang) for lang in LANGS},
        }
        for each in states(content, law, name, on)
    ]
    return sheets.text("preview", "kk", {"kind": name, "states": shown}) if shown else ""


def is_page(law: Law, name: str) -> bool:
    """Whether a kind, `page.case` or `<procedure>/page.case`, is of the site."""
    return any(True for _each in _of(law, name))


def states(content: Content, law: Law, name: str, on: date | None) -> Iterator[State]:
    """The page in every state of the example courses; where the same clauses are said, the first is shown."""
    seen = set()
    for procedure, page in _of(law, name):
        kind = name.rpartition("/")[2]
        for course in load_courses(content, procedure.id):
            for state in _of_course(course, law, procedure, page, kind, on):
                clauses = tuple(said.clause for section in state.text.sections for said in section.said)
                if (procedure.id, clauses) not in seen:
                    seen.add((procedure.id, clauses))
                    yield state


def _of(law: Law, name: str) -> Iterator[tuple[Procedure, Page]]:
    folder, _slash, kind = name.rpartition("/")
    for procedure in law.procedures.values():
        if folder in ("", procedure.id) and procedure.page is not None and kind in procedure.page.kinds:
            yield procedure, procedure.page


def _of_course(
    course: Course, law: Law, procedure: Procedure, page: Page, kind: str, on: date | None
) -> Iterator[State]:
    begun = course.steps[0].at
    by = on - day_of(begun) if on is not None and begun is not None else timedelta(0)
    titles: dict[str, tuple[Bilingual, Bilingual]] = {}
    issuing: dict[str, str] = {}
    for played in moved(course, law, by):
        case, event = played.decision.case, played.event
        for issued in played.decision.documents:
            edition = edition_for(law, procedure, issued.kind, issued.date, False).start
            titles[issued.number] = title_of(issued, edition, case, event, law)
            issuing[issued.number] = event.id
        if not played.decision.accepted or case.regime is None:
            continue
        papers = tuple(
            _paper(issued, titles[issued.number][0])
            for issued in reversed(case.issued)
            if page.documents == "case" or issuing[issued.number] == event.id
        )
        for after in VISITS:
            scope = page_scope(case, event, law, day_of(event.at) + after)
            scopes = [scope]
            if page.pay is not None and kind == page.pay.words and not scope.holds(page.pay.when):
                continue  # nobody is led there
            if kind == page.verify:
                scopes = [verified_scope(scope, case, issued, *titles[issued.number]) for issued in case.issued]
            for each in scopes:
                text = compose_page(kind, case, each, law)
                yield State(procedure, course.name, played, after, scope, text, papers)


def _drawn(sheets: Sheets, state: State, lang: Lang) -> str:
    page, scope = state.procedure.page, state.scope
    assert page is not None
    payable = page.pay is not None and scope.holds(page.pay.when)
    label = page.objection.label if page.objection is not None and scope.holds(page.objection.when) else None
    receipt = page.objection.receipt if page.objection is not None else None
    shown: dict[str, Any] = {
        "text": state.text,
        "draft": state.text.draft,
        "form": "",
        "here": "#",  # links lead nowhere: the other states stand beside it
        "offered": FORMATS,
        "pay_host": PAY.partition("//")[2],
        "digits": DIGITS,
        "papers": state.papers,
        "button": getattr(label, lang) if label is not None else None,
    }
    kind = state.text.kind
    if kind == page.entry:
        return sheets.text("entry", lang, {**shown, "problem": None, "remark": None, "closed": False})
    if kind == page.case:
        copies = attached_to(page, scope, state.played.event)
        return sheets.text("notice", lang, {**shown, "payable": payable, "copies": copies})
    if kind == page.verify:
        return sheets.text("verify", lang, {**shown, "base": "#", "typed": EXAMPLE_CODE})
    if page.pay is not None and kind == page.pay.words:
        return sheets.text("slip", lang, {**shown, "pay_url": PAY, "qr": as_address(qr_png(PAY), "image/png")})
    receipts = tuple(each for each in state.papers if each.issued.kind == receipt)
    return sheets.text("objection", lang, {**shown, "papers": receipts})


def _paper(issued: Issued, title: Bilingual) -> Paper:
    files = (File("both", "pdf", "", SIZE), *(File(lang, "docx", "", SIZE) for lang in LANGS))
    return Paper(issued, title, files)


def _visited(state: State) -> str:
    return (day_of(state.played.event.at) + state.after).isoformat()
