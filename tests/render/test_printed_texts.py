"""What is printed of every kind, edition and regime, pinned as text: Word with its paragraphs, the PDF page by page."""

from pathlib import Path

import pypdfium2
import pytest
from syrupy.assertion import SnapshotAssertion
from tests.legal_text import LegalText

from qauly.engine.render import Press
from qauly.engine.wording.document import LANGS

from .extract import word_text
from .issued import DOCUMENTS


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
