"""A course as one readable text: what the citizen, the bank and the register get, step by step, both languages."""

from collections.abc import Iterator

from qauly.engine.courses.play import Played, play
from qauly.engine.courses.story import Course
from qauly.engine.language import sms
from qauly.engine.law.library import Law
from qauly.engine.wording.compose import compose
from qauly.engine.wording.document import LANGS, Document, Notice

LINK = "https://example.kz/n/0123456789abcdef"


def told(course: Course, law: Law) -> str:
    lines = [f"{course.title.kk} | {course.title.ru}"]
    for played in play(course, law):
        lines += ["", f"==== {played.event.type} {played.event.at.isoformat()}", *_step(played, law)]
    return "\n".join(lines).replace("\u00a0", "·") + "\n"


def _step(played: Played, law: Law) -> Iterator[str]:
    decision = played.decision
    regime = decision.case.regime if decision.case else "-"
    yield f"{decision.transition}; {decision.case.status if decision.case else '-'}; {regime}"
    if decision.reason:
        yield from (f"[{lang}] {decision.reason[lang]}" for lang in LANGS)
    issue = compose(decision, played.event, law, link=lambda purpose: LINK)
    for document in issue.documents:
        yield from _document(document)
    for notice in issue.notices:
        yield from _notice(notice)


def _document(document: Document) -> Iterator[str]:
    for lang in LANGS:
        yield f"---- {document.kind} {document.number}, edition {document.edition}, {lang}"
        yield document.issuer[lang]
        yield from document.version(lang).lines()


def _notice(notice: Notice) -> Iterator[str]:
    yield f"---- {notice.kind} to {notice.to}: {' > '.join(notice.ladder)}, edition {notice.edition}"
    texts = notice.texts
    if texts.sms:
        whole = f"{texts.sms.kk}\n{texts.sms.ru}"
        parts = sms.parts(whole)
        yield f"sms, {texts.sms_segments} parts, the last of {sms.units(parts[-1])} units"
        yield from whole.split("\n")
    for name in ("egov", "telegram"):
        text = getattr(texts, name)
        if text:
            yield from (f"{name} [{lang}] {text[lang]}" for lang in LANGS)
    for lang in LANGS:
        letter = texts.email_kk if lang == "kk" else texts.email_ru
        if letter:
            yield f"email [{lang}] {letter.subject}"
            yield letter.body
