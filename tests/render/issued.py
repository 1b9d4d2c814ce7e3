"""The document that an example course issues first, of every kind, edition and regime."""

from collections.abc import Iterator

from qauly.engine.content import Content
from qauly.engine.courses.play import play
from qauly.engine.courses.story import load_courses
from qauly.engine.law.library import Law
from qauly.engine.links import EXAMPLE, EXAMPLE_CODE
from qauly.engine.wording.compose import Code, compose
from qauly.engine.wording.document import Document

CODE = Code.now(EXAMPLE_CODE, f"https://example.kz/v/{EXAMPLE_CODE}")


def _first_of_each() -> Iterator[tuple[str, Document]]:
    content = Content.open()
    law, seen = Law.load(content), set()
    for course in load_courses(content):
        for played in play(course, law):
            regime = played.decision.case.regime if played.decision.case else "none"
            issue = compose(played.decision, played.event, law, link=lambda purpose: EXAMPLE, code=lambda number: CODE)
            for document in issue.documents:
                name = f"{course.procedure}-{document.kind}-{document.edition}-{regime}"
                if name not in seen:
                    seen.add(name)
                    yield name, document


DOCUMENTS = dict(_first_of_each())
