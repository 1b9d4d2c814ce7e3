"""The electronic criminal case: nothing of a case in a text message or a push, each answer to its own petitioner."""

import re

import pytest

from qauly.engine.content import Content
from qauly.engine.courses.play import play
from qauly.engine.courses.story import Course, load_courses
from qauly.engine.law.library import Law
from qauly.engine.wording.compose import compose
from qauly.engine.wording.document import LANGS

COURSES = load_courses(Content.open(), "ecase")
LINK = "https://example.kz/n/0123456789abcdef"


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.name)
def test_short_messages_carry_numbers_dates_and_a_link_only(course: Course, law: Law) -> None:
    for played in play(course, law):
        told = set(words(played.event.facts))
        for notice in compose(played.decision, played.event, law, link=lambda purpose: LINK).notices:
            written = law.editions.read(f"legal_texts/ecase/{notice.kind}/{notice.edition}.yaml")
            told -= {word for _group, clause in written.walk() for lang in LANGS for word in words(clause[lang])}
            for pair in (notice.texts.sms, notice.texts.egov, notice.texts.telegram):
                for text in (pair.kk, pair.ru) if pair else ():
                    assert LINK in text
                    assert not told & set(re.findall(r"[а-яёәғқңөұүһі]{5,}", text.casefold())), (notice.kind, text)


def words(value: object) -> list[str]:
    """Long words of what the event says in words: acts, places, scopes, reasons, texts, courts."""
    if isinstance(value, dict):
        return [word for key, item in value.items() if key not in ("name", "organ") for word in words(item)]
    if isinstance(value, str):
        return re.findall(r"[а-яёәғқңөұүһі]{5,}", value.casefold())
    return []


def test_each_answer_goes_to_its_own_petitioner(law: Law) -> None:
    course = next(course for course in COURSES if course.name.startswith("04"))
    answers = {}
    for played in play(course, law):
        issue = compose(played.decision, played.event, law, link=lambda purpose: LINK)
        for document in issue.documents:
            if document.kind == "answer.petition":
                answers[played.event.facts["number"]] = "\n".join(document.ru.lines())
    assert "Ибраеву Асхату Маратовичу" in answers["5"] and "ходатайство № 5" in answers["5"].replace("\u00a0", " ")
    assert "Джунусовой Айгерим Куанышевне" in answers["7"] and "заявление № 7" in answers["7"].replace("\u00a0", " ")
