"""Every sentence that the pages say in the courses, pinned in a readable file a procedure and page."""

import re
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from qauly.engine.content import Content
from qauly.engine.courses.play import play
from qauly.engine.courses.story import load_courses
from qauly.engine.law.almaty import day_of
from qauly.engine.law.library import Law
from qauly.engine.wording.document import LANGS
from qauly.engine.wording.page import compose_page, page_scope
from tests.legal_text import LegalText

PAGES = [
    (name, kind)
    for name, procedure in sorted(Law.load(Content.open()).procedures.items())
    if procedure.page is not None
    for kind in procedure.page.kinds
    if kind != procedure.page.verify
]


@pytest.mark.parametrize(("procedure", "kind"), PAGES)
def test_told(procedure: str, kind: str, content: Content, law: Law, snapshot: SnapshotAssertion) -> None:
    told: dict[str, str] = {}  # by the text without its figures: what differs in figures alone is told once
    for course in load_courses(content, procedure):
        for played in play(course, law):
            if not played.decision.accepted or played.decision.case.regime is None:
                continue
            for days in (0, 31):
                case, on = played.decision.case, day_of(played.event.at) + timedelta(days=days)
                page = compose_page(kind, case, page_scope(case, played.event, law, on), law)
                name = f"---- {kind} {course.name}: {played.event.type} +{days}, edition {page.edition}"
                texts = {lang: "\n".join(page.lines(lang)).replace("\u00a0", "·") for lang in LANGS}
                plain = re.sub(r"\d+|[а-я]+·(?=\d)|(?<=#·)\w+", "#", texts["ru"])
                told.setdefault(plain, "\n".join(f"{name}, {lang}\n{texts[lang]}" for lang in LANGS))
    assert "\n\n".join(told.values()) + "\n" == snapshot.use_extension(LegalText)
