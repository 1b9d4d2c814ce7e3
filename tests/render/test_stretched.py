"""Every kind, edition and regime with facts as long as they come: valid, complete, inside the margins."""

from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest
from lxml import html

from qauly.engine.pdf_content import content_of
from qauly.engine.render import Press
from qauly.engine.wording.document import LANGS

from ..profiles import findings
from .extract import composed, folded, html_text, pdf_pages, word_text
from .issued import DOCUMENTS
from .stretched import STRETCHED

MM = 72 / 25.4
EVERYTHING = {**DOCUMENTS, **{f"long {name}": document for name, document in STRETCHED.items()}}


def test_every_kind_is_there() -> None:
    assert {name.removesuffix("-schedule") for name in STRETCHED} == set(DOCUMENTS)
    assert any(name.endswith("-schedule") for name in STRETCHED)


@pytest.mark.parametrize("name", STRETCHED)
def test_long_facts(name: str, press: Press) -> None:
    document = STRETCHED[name]
    pdf = press.pdf(document)
    assert findings(pdf) == []
    assert content_of(pdf).first_difference() is None
    for lang in LANGS:
        expected = folded(composed(document, lang))
        assert folded(word_text(press.docx(document, lang))) == expected
        assert folded(html_text(press.html(document, lang))) == expected


@pytest.mark.parametrize("name", EVERYTHING)
def test_nothing_leaves_the_page_and_no_page_holds_the_code_alone(name: str, press: Press) -> None:
    document = EVERYTHING[name]
    with pypdfium2.PdfDocument(press.pdf(document)) as pdf:
        for number, page in enumerate(pdf):
            for found in page.get_objects(max_depth=4):
                left, bottom, right, top = found.get_bounds()
                assert left >= 19 * MM and right <= 201 * MM and bottom >= 0 and top <= 297 * MM, (number, found.type)
            body = page.get_textpage().get_text_bounded(19 * MM, 19.5 * MM, 201 * MM, 277.5 * MM)
            if document.verify_url and document.verify_url in body:
                assert len(body.split()) > 20, f"page {number + 1} has hardly more than the code"


def test_a_schedule_repeats_its_headings_and_sets_sums_below_each_other(press: Press) -> None:
    (document,) = (each for name, each in STRETCHED.items() if name.endswith("-schedule"))
    pages = pdf_pages(press.pdf(document))
    assert [sum("Төлеудің соңғы күні:" in page for page in pages), sum("Сумма" in page for page in pages)] == [2, 2]
    word = press.docx(document, "kk")
    with ZipFile(BytesIO(word)) as package:
        body = package.read("word/document.xml").decode()
    (row,) = (each for each in body.split("<w:tr>") if "<w:tblHeader/>" in each)
    assert "Төлеудің соңғы күні:" in row and "Сомасы" in row
    page = html.document_fromstring(press.html(document, "ru").decode())
    (table,) = page.xpath("//table[contains(@class, 'schedule')]")
    assert [each.get("scope") for each in table.xpath("./thead//th")] == ["col", "col"]
    assert {each.get("scope") for each in table.xpath("./tbody//th")} == {"row"}
