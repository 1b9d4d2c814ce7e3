"""The Word files: what docxtpl itself would make, the same to the byte, nobody's name, the right language."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docxtpl import DocxTemplate
from hypothesis import Phase, given, settings
from lxml import etree

from qauly.engine.content import Content
from qauly.engine.errors import ContentError
from qauly.engine.render import Press
from qauly.engine.render.environment import layout_environment
from qauly.engine.render.nobreak import in_word
from qauly.engine.render.sheet import sheet
from qauly.engine.wording.document import LANGS, Document, Lang

from .documents import documents, extreme, sample
from .extract import word_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LAYOUT = Content.open().read_bytes("templates/act.docx")


def _part(data: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(data)) as package:
        return package.read(name)


def _tree(data: bytes, name: str) -> Any:
    return etree.fromstring(_part(data, name))


def _canonical(data: bytes, name: str) -> bytes:
    return etree.tostring(_tree(data, name), method="c14n")


def _by_docxtpl(document: Document, lang: Lang) -> bytes:
    template = DocxTemplate(BytesIO(_LAYOUT))
    template.render({"act": sheet(document, lang)}, layout_environment(Content.open(), {"nobreak": in_word}))
    out = BytesIO()
    template.save(out)
    return out.getvalue()


@pytest.mark.parametrize("document", [sample(), extreme()], ids=["short", "extreme"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml", "word/footer1.xml"])
def test_fast_way_gives_what_docxtpl_gives(press: Press, document: Document, part: str) -> None:
    for lang in LANGS:
        assert _canonical(press.docx(document, lang), part) == _canonical(_by_docxtpl(document, lang), part)


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(documents())
def test_fast_way_gives_what_docxtpl_gives_for_any_text(press: Press, document: Document) -> None:
    body = "word/document.xml"
    assert _canonical(press.docx(document, "kk"), body) == _canonical(_by_docxtpl(document, "kk"), body)


def test_package_is_whole_and_ordered(press: Press) -> None:
    with ZipFile(BytesIO(press.docx(sample(), "kk"))) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names[:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert names[2:] == sorted(names[2:])


def test_properties_name_title_language_and_date_but_nobody(press: Press) -> None:
    core = _part(press.docx(sample(), "ru"), "docProps/core.xml").decode()
    assert "<dc:title>Постановление о возбуждении упрощенного производства</dc:title>" in core
    assert "<dc:language>ru-RU</dc:language>" in core
    assert core.count("2024-01-18T00:00:00Z") == 2
    assert "creator" not in core
    assert "lastModifiedBy" not in core


@pytest.mark.parametrize(("lang", "locale"), [("kk", "kk-KZ"), ("ru", "ru-RU")])
def test_every_run_has_its_language(press: Press, lang: Lang, locale: str) -> None:
    data = press.docx(sample(), lang)
    (default,) = _tree(data, "word/styles.xml").iterfind(f".//{_W}rPrDefault//{_W}lang")
    assert default.get(f"{_W}val") == locale
    marked = {
        "".join(run.itertext()): run.find(f"{_W}rPr/{_W}lang").get(f"{_W}val")
        for run in _tree(data, "word/document.xml").iter(f"{_W}r")
        if run.find(f"{_W}rPr/{_W}lang") is not None
    }
    assert marked == {sample().issuer.kk: "kk-KZ", sample().issuer.ru: "ru-RU"}


def test_kind_and_heading_are_headings_and_facts_a_table(press: Press) -> None:
    body = _tree(press.docx(sample(), "kk"), "word/document.xml")
    styles = {
        "".join(paragraph.itertext()): paragraph.find(f"{_W}pPr/{_W}pStyle").get(f"{_W}val")
        for paragraph in body.iter(f"{_W}p")
        if paragraph.find(f"{_W}pPr/{_W}pStyle") is not None
    }
    assert styles["ҚАУЛЫ"] == "Title"
    assert styles["оңайлатылған іс жүргізуді қозғау туралы"] == "Heading1"
    _letterhead, facts, _verify = body.iter(f"{_W}tbl")
    assert len(facts.findall(f"{_W}tr")) == 6


def test_a_number_and_its_suffix_stay_on_one_line(press: Press) -> None:
    body = _part(press.docx(sample(), "kk"), "word/document.xml").decode()
    assert "592</w:t><w:noBreakHyphen/>" in body
    assert "ӘҚБтК 592-бабының 1-бөлігі" in word_text(press.docx(sample(), "kk"))


@pytest.mark.parametrize(("lang", "words"), [("kk", "№ 2024-000123/1\t1-бет, барлығы 1"), ("ru", "стр. 1 из 1")])
def test_header_and_footer_speak_the_language(press: Press, lang: Lang, words: str) -> None:
    data = press.docx(sample(), lang)
    assert words in word_text(data, "word/footer1.xml")
    assert word_text(data, "word/header1.xml").strip() == sample().version(lang).draft_mark


def test_qr_picture_is_the_address_of_the_document(press: Press) -> None:
    data = press.docx(sample(), "kk")
    assert _part(data, "word/media/image1.png") != _part(_LAYOUT, "word/media/image1.png")
    assert 'descr="QR: https://example.kz/v/2024-000123-1-7f3a"' in _part(data, "word/document.xml").decode()


class _Damaged:
    """The shipped content with one replacement in the body of the Word layout."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new

    def read_bytes(self, name: str, /) -> bytes:
        data = Content.open().read_bytes(name)
        if not name.endswith(".docx"):
            return data
        out = BytesIO()
        with ZipFile(BytesIO(data)) as source, ZipFile(out, "w") as target:
            for part in source.namelist():
                content = source.read(part).decode("latin-1")
                target.writestr(part, content.replace(self._old, self._new).encode("latin-1"))
        return out.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("act.kind", "act.kyd", "kyd"),
        ("{%p endfor %}", "{%p endfr %}", "endfr"),
        ("act.kind | nobreak", "'&lt;w:b>' | safe", "mismatch"),
        ("</w:body>", "", "mismatch"),
        ("act.kind | nobreak", "act.__class__.__mro__", "unsafe"),
    ],
)
def test_a_faulty_layout_stops_the_press_and_says_why(old: str, new: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason) as caught:
        Press(_Damaged(old, new)).docx(sample(), "kk")
    assert caught.value.place == "templates/act.docx"
