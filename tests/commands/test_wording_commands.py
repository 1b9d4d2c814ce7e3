"""glossary, redline: what lawyers do with the wording."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from qauly.engine.content import Content

from ..profiles import findings
from .conftest import Qauly

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ACT = "simplified_proceeding/resolution.termination"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "office" / "legal_texts").mkdir(parents=True)
    return tmp_path / "office"


def test_the_glossary_tells_where_terms_stand(qauly: Qauly) -> None:
    terms = {each["term"]: each for each in qauly("glossary", "--json").objects}
    assert terms["disagree"]["ru"] == ["«Не согласен»"]
    assert any("resolution.initiation" in file for file in terms["disagree"]["used"])
    assert "борышкер" in qauly("glossary", "--ui", "kk").out


def test_a_redline_has_what_is_gone_and_what_is_new(
    qauly: Qauly, office: Path, content: Content, tmp_path: Path
) -> None:
    old = content.read_text(f"legal_texts/{ACT}/2024-08-20.yaml")
    changed = old.replace("start: 2024-08-20", "start: 2025-09-01").replace(
        "Прекратить упрощенное", "Окончить упрощенное"
    )
    place = office / f"legal_texts/{ACT}/2025-09-01.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(changed, "utf-8")
    out = tmp_path / "red.docx"
    command = ["redline", "resolution.termination", "2024-08-20", "2025-09-01", "--out", out, "--content", office]
    run = qauly(*command)
    assert run.code == 0, run.err
    assert "changed: 1, new: 0, gone: 0" in run.out
    with ZipFile(BytesIO(out.read_bytes())) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    gone = "".join(str(each.text) for each in root.iter(f"{W}delText"))
    new = "".join(str(text.text) for mark in root.iter(f"{W}ins") for text in mark.iter(f"{W}t"))
    assert (gone, new) == ("Прекратить", "Окончить")
    whole = "".join(str(each.text) for each in root.iter(f"{W}t"))
    assert "Борышкер {{ debtor.name | dat }} қатысты" in re.sub(r"\s+", " ", whole)
    first = out.read_bytes()
    qauly(*command)
    assert out.read_bytes() == first


def test_what_is_not_there_is_told(qauly: Qauly, tmp_path: Path) -> None:
    for arguments in (
        ["redline", "resolution.nothing", "2024-01-18", "2024-08-20", "--out", tmp_path / "x.docx"],
        ["redline", "resolution.termination", "2024-01-18", "2031-01-01", "--out", tmp_path / "x.docx"],
        ["approve", ACT, "2024-01-18", "--by", "Б", "--drafted-by", "А", "--on", "2024-01-17"],
        ["approve", ACT, "18.01.2024", "--by", "Б", "--drafted-by", "А", "--on", "2024-01-17", "--content", tmp_path],
    ):
        run = qauly(*arguments)
        assert run.code in (1, 2) and len(run.complaints) == 1


def test_a_redline_in_the_terminal_and_as_pdf(qauly: Qauly, tmp_path: Path) -> None:
    from pypdfium2 import PdfDocument

    command = ["redline", "resolution.initiation", "2024-01-18", "2024-08-20"]
    run = qauly(*command, "--ui", "ru")
    assert run.code == 0, run.err
    assert "[-получении онлайн-оплаты-]{+полной оплате задолженности+}" in run.out
    assert "law.free_days" in run.out and "20-national-paid-after-reminder" in run.out
    assert re.search(r": national[.;]", run.out)  # from that day on no case opens in the pilot
    out = tmp_path / "red.pdf"
    assert qauly(*command, "--out", out).code == 0
    pdf = PdfDocument(out.read_bytes())
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "Берешек толық төленген" in text.replace("\r\n", " ") and "{{ sources.algorithm_2" in text
    pdf.close()
    assert qauly(*command, "--out", tmp_path / "red.txt").code == 2


def test_a_redline_is_an_archive_pdf(qauly: Qauly, tmp_path: Path) -> None:
    qauly("redline", "resolution.initiation", "2024-01-18", "2024-08-20", "--out", tmp_path / "red.pdf")
    assert findings((tmp_path / "red.pdf").read_bytes()) == []
