"""Previews: a document, notice or page as it would be on a day, with the facts of an example course."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from .content import Content
from .courses.play import Played, play
from .courses.story import Course, Step, load_courses
from .errors import CallerError
from .law.almaty import ALMATY, day_of, local
from .law.library import Law
from .law.service import FOLDER as SERVICE
from .law.service import load_service
from .links import EXAMPLE, EXAMPLE_CODE
from .messages import _
from .render import Press
from .wording.bot import CLAUSES, bot_texts
from .wording.compose import Code, compose
from .wording.document import Document, Form, Lang, Notice

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def preview(content: Content, name: str, on: date | None, lang: Lang, fmt: Form) -> bytes | str:
    """The document (`docx`, `pdf`, `html`, `txt`), notice (`txt`, `sms`) or page (`html`, `txt`) called `name`.

    `name` is a kind such as `resolution.initiation`, or `<procedure>/<kind>`; `on` moves the example to that day, of a
    page the opening of the cases. Raises `CallerError` where no example course issues it.
    """
    law = Law.load(content)
    bot = load_service(content).bot
    if name in (bot, f"{SERVICE}/{bot}"):
        return _bot(content, on or max(law.editions.starts[SERVICE, bot]), lang, fmt)
    if any(name in (kind, f"{folder}/{kind}") for folder, kind in law.editions.starts if folder == SERVICE):
        from .example_certificate import example_certificate

        return _document(example_certificate(content, on), Press(content), lang, fmt)
    from .preview_pages import is_page  # it stands on this module

    if is_page(law, name):
        return _page(content, law, name, on, lang, fmt)
    played = _example(content, law, name, on)
    issue = compose(played.decision, played.event, law, link=lambda purpose: EXAMPLE, code=_example_code)
    kind = name.rsplit("/", 1)[-1]
    document = next((each for each in issue.documents if each.kind == kind), None)
    if document is not None:
        return _document(document, Press(content), lang, fmt)
    return _notice(next(each for each in issue.notices if each.kind == kind), lang, fmt)


def _example_code(_number: str) -> Code:
    return Code.now(EXAMPLE_CODE, f"https://example.kz/v/{EXAMPLE_CODE}")


def _document(document: Document, press: Press, lang: Lang, fmt: Form) -> bytes | str:
    if fmt == "pdf":
        return press.pdf(document)
    if fmt == "docx":
        return press.docx(document, lang)
    if fmt == "html":
        return press.html(document, lang)
    if fmt == "txt":
        return press.text(document, lang)
    raise CallerError(_("is a document; it has no text message."), field="--format", fix=_("Name a notice for sms."))


def _page(content: Content, law: Law, name: str, on: date | None, lang: Lang, fmt: Form) -> str:
    from .preview_pages import page_html, page_text

    if fmt not in ("html", "txt"):
        raise CallerError(_("is a page of the site."), field="--format", fix=_("Ask for txt or html."))
    made = page_html(content, law, name, on) if fmt == "html" else page_text(content, law, name, on, lang)
    if not made:
        raise _not_on(on, name)
    return made


def _bot(content: Content, on: date, lang: Lang, fmt: Form) -> str:
    if fmt != "txt":
        raise CallerError(_("is what a bot says."), field="--format", fix=_("Ask for txt."))
    texts = bot_texts(content, on)
    return "\n\n".join(f"[{clause}] {getattr(texts, clause)[lang]}" for clause in CLAUSES) + "\n"


def _notice(notice: Notice, lang: Lang, fmt: Form) -> str:
    texts = notice.texts
    if fmt == "sms" and texts.sms:
        return f"{texts.sms.kk}\n{texts.sms.ru}\n"
    if fmt != "txt":
        raise CallerError(_("is a notice."), field="--format", fix=_("Ask for txt or sms."))
    letter = texts.email_kk if lang == "kk" else texts.email_ru
    parts = [f"[{medium}] {pair[lang]}" for medium, pair in (("sms", texts.sms), ("egov", texts.egov)) if pair]
    parts += [f"[email] {letter.subject}\n\n{letter.body}"] if letter else []
    parts += [f"[telegram] {texts.telegram[lang]}"] if texts.telegram else []
    return "\n\n".join(parts) + "\n"


def _example(content: Content, law: Law, name: str, on: date | None) -> Played:
    procedure, _slash, kind = name.rpartition("/")
    courses = load_courses(content, procedure or None)
    for course in courses:
        for played in _issuing(course, law, kind):
            if on is None:
                return played
            by = on - day_of(played.event.at)
            again = next((each for each in _issuing(course, law, kind, by) if day_of(each.event.at) == on), None)
            if again is not None:
                return again
            break
    known = sorted({key[1] for key in law.editions.starts})
    if kind not in known:
        raise CallerError(
            _("is no document or notice we have."),
            field=name,
            fix=_("Write one of: {values}.", values=", ".join(known)),
        )
    raise _not_on(on, name)


def _not_on(on: date | None, name: str) -> CallerError:
    return CallerError(
        _("no example course issues it on {date}.", date=on.isoformat() if on else "–"),
        field=name,
        fix=_("Choose another date, or add a course for that day."),
    )


def _issuing(course: Course, law: Law, kind: str, by: timedelta = timedelta(0)) -> Iterator[Played]:
    for played in moved(course, law, by):
        issued = {each.kind for each in played.decision.documents} | {each.kind for each in played.decision.notices}
        if kind in issued:
            yield played


def moved(course: Course, law: Law, by: timedelta) -> Iterator[Played]:
    """The course so many days later, as `play` has it, up to where it cannot go on as it did.

    That is where its new day has no law, or brings another beginning: a case that is not opened has no payments.
    """
    begun = next((played.decision.transition for played in play(course, law)), None)
    try:
        for number, played in enumerate(play(shifted(course, by), law)):
            if number == 0 and played.decision.transition != begun:
                return
            yield played
    except CallerError:
        return


def shifted(course: Course, by: timedelta) -> Course:
    """The course so many days later; clock times in Almaty stay."""
    return course.model_copy(update={"steps": tuple(_shifted_step(step, by) for step in course.steps)})


def _shifted_step(step: Step, by: timedelta) -> Step:
    return step.model_copy(
        update={
            "at": _move(step.at, by) if step.at else None,
            "wait_until": _move(step.wait_until, by) if step.wait_until else None,
            "facts": _shift(step.facts, by),
        }
    )


def _move(moment: datetime, by: timedelta) -> datetime:
    return datetime.combine(local(moment).date() + by, local(moment).time(), ALMATY)


def _shift(value: Any, by: timedelta) -> Any:
    if isinstance(value, dict):
        return {key: _shift(item, by) for key, item in value.items()}
    if isinstance(value, list):
        return [_shift(item, by) for item in value]
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return _move(datetime.fromisoformat(value), by).isoformat()
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + by).isoformat()
    return value
