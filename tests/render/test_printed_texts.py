"""What is printed of every kind, edition and regime, pinned as text: Word with its paragraphs, the PDF page by page."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from syrupy.assertion import SnapshotAssertion
from tests.legal_text import LegalText

from qauly.engine.content import Content
from qauly.engine.courses.play import play
from qauly.engine.courses.story import load_courses
from qauly.engine.law.library import Law
from qauly.engine.render import Press
from qauly.engine.wording.compose import compose
from qauly.engine.wording.document import LANGS, Document

from .extract import word_text

LINK = "https://example.kz/n/0123456789abcdef"


def _first_of_each() -> Iterator[tuple[str, Document]]:
    """The document that an example course issues first, by kind, edition and regime."""
    content = Content.open()
    law, seen = Law.load(content), set()
    for course in load_courses(content):
        for played in play(course, law):
            regime = played.decision.case.regime if played.decision.case else "none"
            for document in compose(played.decision, played.event, law, link=lambda purpose: LINK).documents:
                name = f"{course.procedure}-{document.kind}-{document.edition}-{regime}"
                if name not in seen:
                    seen.add(name)
                    yield name, document


DOCUMENTS = dict(_first_of_each())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_printed(name: str, press: Press, snapshot: SnapshotAssertion) -> None:
    document = DOCUMENTS[name]
    lines = []
    for lang in LANGS:
        lines.append(f"---- {document.kind} {document.number}, edition {document.edition}, Word, {lang}")
        lines += [
            f"{number} {' '.join(text.split())}"
            for number, text in enumerate(word_text(press.docx(document, lang)).split("\n"), 1)
            if text.strip()
        ]
    lines.append(f"---- {document.kind} {document.number}, edition {document.edition}, PDF")
    with pypdfium2.PdfDocument(press.pdf(document)) as pdf:
        for number, page in enumerate(pdf, 1):
            text = page.get_textpage().get_text_range().replace("\x02", "-").replace("\ufffe", "-")
            lines.append(f"{number} {' '.join(text.split())}")  # where lines break is the typesetter's matter
    assert "\n".join(lines) + "\n" == snapshot.use_extension(LegalText)


def test_no_snapshot_is_left_over() -> None:
    folder = Path(__file__).parent / "__snapshots__" / "test_printed_texts"
    assert {path.name.partition("[")[2].removesuffix("].txt") for path in folder.iterdir()} == set(DOCUMENTS)
