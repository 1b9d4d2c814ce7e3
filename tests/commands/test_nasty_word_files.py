"""Word files that lost or gained something on their way: refused by name, with the fix, and never a blank."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from .conftest import Qauly
from .word_files import with_part, without_part

Damage = Callable[[bytes], bytes]
_RUN = '<w:r><w:t xml:space="preserve">ИИН: '
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_CELL = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_TABLE = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>бөтен</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"


def body(edit: Callable[[str], str]) -> Damage:
    return lambda data: with_part(data, edit)


def before_iin(xml: str) -> Damage:
    """Puts something into the paragraph of the Russian IIN."""
    return body(lambda text: text.replace(_RUN, xml + _RUN, 1))


def row(change: Callable[[str], str], number: int = 5) -> Damage:
    def edit(xml: str) -> str:
        found = list(_ROW.finditer(xml))[number]
        return xml[: found.start()] + change(found.group()) + xml[found.end() :]

    return body(edit)


def merged(text: str) -> str:
    """Word's "merge cells": one cell with the paragraphs of both."""
    cells = list(_CELL.finditer(text))
    inner = re.sub(r"</?w:tc>|<w:tcPr>.*?</w:tcPr>", "", cells[2].group(), flags=re.DOTALL)
    return text[: cells[1].end() - len("</w:tc>")] + inner + "</w:tc>" + text[cells[2].end() :]


def damaged_inside(data: bytes) -> bytes:
    """The text's packed bytes are other ones, the list of parts is whole."""
    with ZipFile(BytesIO(data)) as package:
        start = package.getinfo("word/document.xml").header_offset + 100
    return data[:start] + bytes(each ^ 0x55 for each in data[start : start + 40]) + data[start + 40 :]


REFUSED = [
    pytest.param(row(lambda text: ""), "kk:clauses.2.debtor is empty or missing", id="a row deleted"),
    pytest.param(row(lambda text: text.replace("<w:tr>", '<w:tr><w:trPr><w:del w:id="7" w:author="x"/></w:trPr>', 1)),
                 "kk:clauses.2.debtor is empty or missing", id="a row deleted with tracking on"),
    pytest.param(row(lambda text: text + text), "kk:clauses.2.debtor stands twice, in rows 5 and 6", id="a row copied"),
    pytest.param(row(merged), "row 5: cells were merged or split", id="cells merged"),
    pytest.param(row(lambda text: text.replace("</w:tc></w:tr>", _TABLE + "</w:tc></w:tr>")),
                 "row 5: a table stands inside a cell", id="a table pasted into a cell"),
    pytest.param(row(lambda text: text + "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>Жаңа тармақ.</w:t></w:r></w:p>"
                     "</w:tc><w:tc><w:p/></w:tc></w:tr>"), "row 6: a cell has lost its marks", id="a row of their own"),
    pytest.param(body(lambda xml: xml.replace("<w:body>", "<w:body>" + _TABLE, 1)), "бөтен", id="a table before"),
    pytest.param(body(lambda xml: xml.replace("<w:sectPr", _TABLE + "<w:sectPr", 1)), "бөтен", id="a table after"),
    pytest.param(body(lambda xml: xml.replace("<w:sectPr", "<w:p><w:r><w:t>Тағы бір ой</w:t></w:r></w:p><w:sectPr", 1)),
                 "text outside the table would be lost: Тағы бір ой", id="text outside the table"),
    pytest.param(body(lambda xml: xml.replace("ИИН: {{ debtor.iin }}", "")), "clauses.3.iin is empty",
                 id="an empty cell"),
    pytest.param(before_iin('<w:r><w:footnoteReference w:id="2"/></w:r>'), "clauses.3.iin holds a footnote", id="note"),
    pytest.param(before_iin('<w:r><w:endnoteReference w:id="2"/></w:r>'), "holds an endnote", id="endnote"),
    pytest.param(before_iin("<w:r><w:drawing/></w:r>"), "holds a picture or a text box", id="picture"),
    pytest.param(before_iin("<w:r><w:rPr><w:vanish/></w:rPr><w:t>жасырын </w:t></w:r>"), "hidden text", id="hidden"),
    pytest.param(lambda data: with_part(data, str, more={"word/vbaProject.bin": b"x"}), "holds macros", id="macros"),
    pytest.param(body(lambda xml: xml.replace("<w:document", '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
                      "<w:document", 1).replace("ИИН: ", "ИИН&f; ", 1)), "declares entities", id="entities"),
    pytest.param(body(lambda xml: xml.replace("<w:body>", f"<w:body><!--{' ' * (65 << 20)}-->", 1)),
                 "unpacks to more than 64 MB", id="a bomb"),
    pytest.param(body(lambda xml: xml[:-40]), "no Word file", id="broken XML"),
    pytest.param(lambda data: data[: len(data) // 2], "no Word file", id="half a file"),
    pytest.param(damaged_inside, "no Word file", id="bytes changed on the way"),
    pytest.param(lambda data: b"", "no Word file", id="nothing"),
    pytest.param(lambda data: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old .doc, or locked", id="password"),
    pytest.param(lambda data: without_part(data, "word/document.xml"), "has no text part", id="no text part"),
    pytest.param(lambda data: without_part(data, "docProps/core.xml"), "qauly word export made", id="no passport"),
]  # fmt: skip


@pytest.fixture
def exported(qauly: Qauly, tmp_path: Path) -> bytes:
    out = tmp_path / "act.docx"
    assert qauly("word", "export", "resolution.termination", "--out", out).code == 0
    return out.read_bytes()


@pytest.mark.parametrize(("damage", "words"), REFUSED)
def test_a_loss_is_refused_by_name(qauly: Qauly, exported: bytes, tmp_path: Path, damage: Damage, words: str) -> None:
    file = tmp_path / "sent.docx"
    file.write_bytes(damage(exported))
    assert file.read_bytes() != exported
    run = qauly("word", "import", file)
    assert run.code == 1 and words in run.err and len(run.complaints) == 1, run
    for ui in ("kk", "ru"):
        told = qauly("word", "import", file, "--ui", ui).err
        assert told and told != run.err, "said in the reader's language too"


@pytest.mark.parametrize(
    ("damage", "changed"),
    [
        pytest.param(body(lambda xml: re.sub(r"</?w:sdt>|</?w:sdtContent>|<w:sdtPr>.*?</w:sdtPr>", "", xml)), "",
                     id="content controls removed"),
        pytest.param(body(lambda xml: xml.replace('<w:tag w:val="ru:clauses.3.iin"/>', "").replace("c_ru_006", "z")),
                     "", id="a bookmark renamed, its style left"),
        pytest.param(before_iin('<w:del w:id="8" w:author="x"><w:ins w:id="9" w:author="y"><w:r><w:delText>артық'
                     "</w:delText></w:r></w:ins></w:del>"), "", id="inserted, then deleted"),
        pytest.param(before_iin('<w:moveTo w:id="8" w:author="x"><w:r><w:t xml:space="preserve">Его </w:t></w:r>'
                     "</w:moveTo>"
                     '<w:moveFrom w:id="9" w:author="x"><w:r><w:t>старое</w:t></w:r></w:moveFrom>'),
                     "ru:clauses.3.iin: {+Его +}ИИН", id="moved"),
    ],
)  # fmt: skip
def test_what_can_be_read_is_read(qauly: Qauly, exported: bytes, tmp_path: Path, damage: Damage, changed: str) -> None:
    file = tmp_path / "sent.docx"
    file.write_bytes(damage(exported))
    run = qauly("word", "import", file)
    assert run.code == 0 and changed in run.out, run
    assert f"Cells changed: {1 if changed else 0}. Errors: 0." in run.out
