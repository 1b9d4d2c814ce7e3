"""Every kind of document once more, from the example courses with facts as long as life can make them."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qauly.engine.content import Content
from qauly.engine.courses.play import play
from qauly.engine.courses.story import Course, load_courses
from qauly.engine.law.library import Law
from qauly.engine.links import EXAMPLE
from qauly.engine.wording.compose import compose
from qauly.engine.wording.document import Document

from .issued import CODE

_LONGER = {
    "kk": "Қазақстан Республикасының заңнамасында белгіленген тәртіппен «А & Б» <ЖШС> қатысуымен",
    "ru": "в порядке, установленном законодательством Республики Казахстан, с участием ТОО «А & Б» <филиал>",
}
_WORDS = {"kk": "Әбдірахманұлықызы", "ru": "Константинопольский"}
_INSTALMENTS = 40


def stretched(facts: Any, name: str = "", under: str = "") -> Any:
    """The same facts with names of sixty letters, texts of sixty lines and schedules of forty instalments."""
    if isinstance(facts, dict):
        if set(facts) >= {"last", "first"}:
            return {key: _long_name(value, under) for key, value in facts.items()}
        if set(facts) == {"kk", "ru"} and all(isinstance(each, str) for each in facts.values()):
            times = 40 if name in ("reasons", "scope", "text", "reason") else 3
            return {lang: f"{value}, {', '.join([_LONGER[lang]] * times)}" for lang, value in facts.items()}
        return {key: stretched(value, key, key if key in _WORDS else name) for key, value in facts.items()}
    if isinstance(facts, list) and name == "schedule" and len(facts) > 1:
        return _long_schedule(facts)
    if isinstance(facts, list):
        return [stretched(each, name) for each in facts]
    if isinstance(facts, str) and name == "reference":
        return f"{facts}-{'0123456789' * 6}"
    return facts


def _long_name(value: str, lang: str) -> str:
    return f"{value}-{'-'.join([_WORDS[lang]] * 3)}"


def _long_schedule(schedule: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first instalment in forty, a day apart, up to the day of the last."""
    whole = Decimal(schedule[0]["amount"])
    part = (whole / _INSTALMENTS).quantize(Decimal("0.01"))
    last_day = date.fromisoformat(schedule[-1]["due"])
    rest = schedule[1:]
    first = last_day - timedelta(days=_INSTALMENTS)
    parts = [part] * (_INSTALMENTS - 1)
    parts.append(whole - sum(parts))
    days = [(first + timedelta(days=number)).isoformat() for number in range(_INSTALMENTS)]
    return [{"due": day, "amount": f"{amount:.2f}"} for day, amount in zip(days, parts, strict=True)] + rest


def _stretched_course(course: Course) -> Course:
    steps = [step.model_copy(update={"facts": stretched(step.facts)}) for step in course.steps]
    return course.model_copy(update={"steps": tuple(steps)})


def _first_of_each() -> Iterator[tuple[str, Document]]:
    content = Content.open()
    law, seen = Law.load(content), set()
    for course in map(_stretched_course, load_courses(content)):
        for played in play(course, law):
            regime = played.decision.case.regime if played.decision.case else "none"
            issue = compose(played.decision, played.event, law, link=lambda purpose: EXAMPLE, code=lambda number: CODE)
            for document in issue.documents:
                name = f"{course.procedure}-{document.kind}-{document.edition}-{regime}"
                if len(document.kk.blocks) > 40:
                    name += "-schedule"
                if name not in seen:
                    seen.add(name)
                    yield name, document


STRETCHED = dict(_first_of_each())
