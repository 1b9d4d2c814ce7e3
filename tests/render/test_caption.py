"""What stands beside the QR code: one language a page, the same in every format, known to whoever checks a file."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree

from qauly.engine.content import Content
from qauly.engine.pdf_content import content_of
from qauly.engine.preview import preview
from qauly.engine.wording.document import LANGS, Lang

from .extract import html_text, pdf_pages, word_text

KINDS = ("resolution.initiation", "protocol.copy", "ticket.report", "certificate.service")
CODE = "7H3K-9QWX-2M4P"
WORDS = {
    "kk": (
        "Құжатты тексеру үшін телефон камерасын QR-кодқа бағыттаңыз немесе мекенжайды ашыңыз:",
        "Құжаттың коды:",
    ),
    "ru": ("Чтобы проверить документ, наведите камеру телефона на QR-код или откройте адрес:", "Код документа:"),
}
BESIDE = "<p>{{ act.verify_caption | nobreak }}</p>\n"


def made(content: Content, kind: str, lang: Lang, form: Any) -> bytes:
    found = preview(content, kind, None, lang, form)
    assert isinstance(found, bytes)
    return found


def other_layout(folder: Path, content: Content, caption: str, code: str) -> Content:
    """The content with other words in the places of the caption and of the code's line."""
    layout = content.read_text("templates/act.html.j2")
    assert BESIDE in layout
    changed = layout.replace(BESIDE, caption).replace("{{ act.verify_code | nobreak }}", code)
    place = folder / "templates" / "act.html.j2"
    place.parent.mkdir()
    place.write_text(changed, "utf-8")
    return Content.open([folder])


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_says_what_the_code_is_for(content: Content, kind: str) -> None:
    pages = " ".join(" ".join(pdf_pages(made(content, kind, "kk", "pdf"))).split())
    for lang in LANGS:
        other = "ru" if lang == "kk" else "kk"
        texts = [
            word_text(made(content, kind, lang, "docx")),
            html_text(made(content, kind, lang, "html")),
            made(content, kind, lang, "txt").decode(),
        ]
        for text in texts:
            folded = " ".join(text.split())
            assert WORDS[lang][0] in folded and f"{WORDS[lang][1]} " in folded
            assert WORDS[other][0] not in folded  # one blank, one language
        assert pages.count(WORDS[lang][0]) == 1


def test_a_page_with_these_words_is_whole(content: Content) -> None:
    for kind in KINDS:
        assert content_of(made(content, kind, "kk", "pdf")).first_difference() is None


def test_a_page_from_before_there_were_such_words_is_whole(content: Content, tmp_path: Path) -> None:
    before = other_layout(tmp_path, content, "", "")
    data = made(before, "resolution.initiation", "kk", "pdf")
    assert WORDS["ru"][0] not in " ".join(" ".join(pdf_pages(data)).split())
    assert content_of(data).first_difference() is None


@pytest.mark.parametrize(
    ("caption", "code"),
    [
        ("<p>Pay here:</p>\n", "{{ act.verify_code | nobreak }}"),
        (BESIDE * 2, "{{ act.verify_code | nobreak }}"),
        (BESIDE, "{{ act.verify_code | nobreak }} 0000"),
    ],
)
def test_other_words_beside_the_code_are_told(content: Content, tmp_path: Path, caption: str, code: str) -> None:
    data = made(other_layout(tmp_path, content, caption, code), "resolution.initiation", "kk", "pdf")
    assert content_of(data).first_difference() is not None


@pytest.mark.parametrize("lang", LANGS)
def test_in_word_they_stand_beside_the_picture_on_one_page(content: Content, lang: Lang) -> None:
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    body = etree.fromstring(ZipFile(BytesIO(made(content, KINDS[0], lang, "docx"))).read("word/document.xml"))
    (row,) = (each for each in body.iter(f"{word}tr") if WORDS[lang][0] in "".join(map(str, each.itertext())))
    assert row.find(f"{word}trPr/{word}cantSplit") is not None
    picture, words = row.findall(f"{word}tc")
    assert picture.find(f".//{word}drawing") is not None
    lines = ["".join(map(str, each.itertext())) for each in words.iter(f"{word}p")]
    assert lines == [WORDS[lang][0], f"https://example.kz/v/{CODE}", f"{WORDS[lang][1]} {CODE}"]
