"""The print: valid for archives and for screen readers at once, the same bytes everywhere, nothing fetched."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from qauly.engine.content import Content
from qauly.engine.errors import ContentError
from qauly.engine.render import Press
from qauly.engine.wording.document import Block, Document

from ..profiles import findings
from .documents import extreme, sample, with_blocks
from .extract import folded, pdf_pages

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def short(press: Press) -> bytes:
    return press.pdf(sample())


@pytest.mark.parametrize(
    "document",
    [sample(), extreme(), replace(sample(), verify_url=None), with_blocks(sample(), ())],
    ids=["short", "extreme", "without address", "empty"],
)
def test_pdf_is_a_3a_and_ua_1(press: Press, document: Document) -> None:
    assert findings(press.pdf(document)) == []


def test_validator_is_awake(press: Press, short: bytes) -> None:
    assert findings(short.replace(b"<pdfuaid:part>1", b"<pdfuaid:part>7"))


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
def test_qpdf_finds_no_fault(short: bytes, tmp_path: Path) -> None:
    file = tmp_path / "act.pdf"
    file.write_bytes(short)
    subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)


def test_each_language_has_its_part_and_its_page_count(press: Press) -> None:
    pdf = press.pdf(extreme())
    with pypdfium2.PdfDocument(pdf) as file:
        pages = [folded(part.get_textpage().get_text_range()) for part in file]
    half = len(pages) // 2
    assert half > 3
    for number, text in enumerate(pages[:half], start=1):
        assert f"{number}-бет, барлығы {half}" in text
        assert "ЖОБА" in text
    for number, text in enumerate(pages[half:], start=1):
        assert f"стр. {number} из {half}" in text
        assert "ПРОЕКТ" in text


def test_approved_act_has_no_mark(press: Press) -> None:
    document = sample()
    clean = replace(
        document, draft=False, kk=replace(document.kk, draft_mark=""), ru=replace(document.ru, draft_mark="")
    )
    with pypdfium2.PdfDocument(press.pdf(clean)) as file:
        text = "".join(folded(part.get_textpage().get_text_range()) for part in file)
    assert "ЖОБА" not in text
    assert "ПРОЕКТ" not in text


def test_structure_names_the_language_of_parts_and_letterheads(short: bytes) -> None:
    with pikepdf.open(BytesIO(short)) as pdf:
        elements = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
        marked = [(str(item.S), str(item.Lang)) for item in elements if "/Lang" in item]
        kinds = [str(item.S) for item in elements]
        assert str(pdf.Root.Lang) == "kk"
    assert sorted(marked) == [("/Art", "ru")] * 3 + [("/Sect", "kk")] * 3
    assert kinds.count("/H1") == kinds.count("/H2") == 2
    assert kinds.count("/TH") == kinds.count("/TD") == 12


def test_data_travels_inside(short: bytes) -> None:
    with pikepdf.open(BytesIO(short)) as pdf:
        specification = pdf.attachments["data.json"]
        assert str(specification.relationship) == "/Data"
        assert json.loads(specification.get_file().read_bytes()) == sample().data


def test_only_our_fonts_are_inside(short: bytes) -> None:
    with pikepdf.open(BytesIO(short)) as pdf:
        fonts = {
            str(item.BaseFont)[8:]
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item
        }
    assert fonts == {"Tinos", "Tinos-Bold"}


def test_dates_are_the_documents(short: bytes) -> None:
    with pikepdf.open(BytesIO(short)) as pdf:
        assert {str(pdf.docinfo[key]) for key in ("/CreationDate", "/ModDate")} == {"D:20240118000000Z"}
        assert "/Author" not in pdf.docinfo
    assert b"20240118000000Z" in short


_HASHES = """
import hashlib
from qauly.engine.content import Content
from qauly.engine.render import Press
from tests.render.documents import sample
for rendition in Press(Content.open()).render(sample()):
    print(rendition.name, hashlib.sha256(rendition.data).hexdigest())
"""


def test_same_bytes_in_any_process(press: Press) -> None:
    here = _hashes(press)
    for surroundings in (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Almaty", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "42", "TZ": "America/Lima", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"},
    ):
        there = subprocess.run(
            [sys.executable, "-c", _HASHES], cwd=ROOT, env=os.environ | surroundings, check=True, capture_output=True
        )
        assert there.stdout.decode().splitlines() == here


def _hashes(press: Press) -> list[str]:
    import hashlib

    return [f"{item.name} {hashlib.sha256(item.data).hexdigest()}" for item in press.render(sample())]


def test_order_and_names_of_renditions(press: Press) -> None:
    made = press.render(sample())
    assert [(item.lang, item.format) for item in made][-1] == ("both", "pdf")
    assert [item.name for item in made] == ["kk.docx", "ru.docx", "kk.html", "ru.html", "kk.txt", "ru.txt", "pdf"]
    assert made[0].data == press.docx(sample(), "kk")
    assert made[3].data == press.html(sample(), "ru")
    assert made[4].data == press.text(sample(), "kk")
    assert made[6].data == press.pdf(sample())


@pytest.mark.parametrize("filler", range(14, 30))
def test_no_page_begins_with_the_signature_or_ends_with_a_heading(press: Press, filler: int) -> None:
    document = sample()
    blocks = list(document.kk.blocks)
    points = [Block("paragraph", "filler", f"{i}-жол.") for i in range(filler)]
    at = next(i for i, block in enumerate(blocks) if block.text == "ҚАУЛЫ ЕТЕДІ:")
    pages = pdf_pages(press.pdf(with_blocks(document, (*blocks[:at], *points, *blocks[at:]))))
    for text in pages:
        lines = [line for line in text.splitlines() if line.strip()]
        assert not lines[0].startswith("Жамбыл облысының әділет департаменті\n")
        assert lines[0] != "Жамбыл облысының әділет департаменті"
        assert not lines[-1].endswith(("АНЫҚТАЛДЫ:", "ҚАУЛЫ ЕТЕДІ:"))


class _Changed:
    """The shipped content with something put before one file."""

    def __init__(self, name: str, before: bytes) -> None:
        self._name, self._before = name, before

    def read_bytes(self, name: str, /) -> bytes:
        data = Content.open().read_bytes(name)
        return self._before + data if name == self._name else data


@pytest.mark.parametrize(
    ("name", "before", "reason"),
    [
        ("templates/act.html.j2", b'<img src="app:emblem.png" alt="emblem">', "emblem.png"),
        ("templates/act.html.j2", b'<img src="file:///etc/hostname.png" alt="host">', "file:///etc/hostname"),
        ("templates/act.html.j2", b'<img src="https://example.kz/a.png" alt="far">', "https://example.kz"),
        ("templates/act.html.j2", b'<img src="app:../pyproject.png" alt="out">', "not a file of the content folder"),
        ("templates/css/print.css", b"p { colour: red }", "colour"),
    ],
)
def test_what_the_press_cannot_do_is_an_error(name: str, before: bytes, reason: str) -> None:
    with pytest.raises(ContentError, match=re.escape(reason)):
        Press(_Changed(name, before)).pdf(sample())
