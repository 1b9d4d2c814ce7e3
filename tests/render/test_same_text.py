"""Whatever the format, a reader gets the composed text: to the letter, in order, in both languages."""

import pytest
from hypothesis import Phase, given, settings

from qauly.engine.render import Press
from qauly.engine.wording.document import LANGS, Document, Lang

from .documents import documents, extreme, sample
from .extract import composed, folded, html_text, pdf_pages, squeezed, word_text


def _without_mark(text: str, document: Document, lang: Lang) -> str:
    return text.removeprefix(document.version(lang).draft_mark)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("document", [sample(), extreme()], ids=["short", "extreme"])
def test_word_html_and_text_carry_the_composed_text(press: Press, document: Document, lang: Lang) -> None:
    expected = folded(composed(document, lang))
    assert folded(word_text(press.docx(document, lang))) == expected
    assert folded(html_text(press.html(document, lang))) == expected
    assert folded(_without_mark(press.text(document, lang).decode(), document, lang)) == expected


def test_pdf_carries_kazakh_and_then_russian(press: Press) -> None:
    document = sample()
    assert folded("\n".join(pdf_pages(press.pdf(document)))) == folded(
        composed(document, "kk") + "\n" + composed(document, "ru")
    )


def test_extreme_pdf_loses_nothing(press: Press) -> None:
    document = extreme()
    text = "".join(pdf_pages(press.pdf(document)))
    assert squeezed(text) == squeezed(composed(document, "kk") + composed(document, "ru"))


@settings(max_examples=40, deadline=None)
@given(documents())
def test_any_document_keeps_its_text(press: Press, document: Document) -> None:
    for lang in LANGS:
        expected = folded(composed(document, lang))
        assert folded(word_text(press.docx(document, lang))) == expected
        assert folded(html_text(press.html(document, lang))) == expected
        assert folded(_without_mark(press.text(document, lang).decode(), document, lang)) == expected


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])  # shrinking would take minutes
@given(documents())
def test_any_pdf_keeps_its_text(press: Press, document: Document) -> None:
    text = "".join(pdf_pages(press.pdf(document)))
    assert squeezed(text) == squeezed(composed(document, "kk") + composed(document, "ru"))
