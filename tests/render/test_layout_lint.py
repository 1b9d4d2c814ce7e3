"""What `check` says of layouts: tags, what Word leaves behind, HTML layouts; comments in a copy of the file."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from qauly.engine.content import Content
from qauly.engine.render.layout_lint import layout_findings
from qauly.engine.render.word_comments import with_comments


def tracked(document: Any, kind: str) -> None:
    mark = OxmlElement(f"w:{kind}")
    mark.set(qn("w:author"), "А. А.")
    run = document.add_paragraph("сөз").runs[0]._r
    run.getparent().replace(run, mark)
    mark.append(run)


def look(document: Any, name: str) -> None:
    run = document.add_paragraph("сөз").runs[0]
    element = OxmlElement(f"w:{name}")
    run._r.get_or_add_rPr().append(element)


def field(document: Any) -> None:
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), " MERGEFIELD Debtor ")
    document.add_paragraph()._p.append(element)


def comment(document: Any) -> None:
    document.add_comment(document.add_paragraph("сөз").runs, text="?", author="А. А.")


def bound(document: Any) -> None:
    control, properties = OxmlElement("w:sdt"), OxmlElement("w:sdtPr")
    properties.append(OxmlElement("w:dataBinding"))
    control.append(properties)
    document.add_paragraph()._p.append(control)


def named(document: Any) -> None:
    document.core_properties.author = "А. А."


FAULTS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a name that is not there": (lambda d: d.add_paragraph("{{ act.nmae | nobreak }}"), "DTL301"),
    "a Cyrillic letter in a name": (lambda d: d.add_paragraph("{{ act.titlе }}"), "DTL301"),
    "a tag that does not close": (lambda d: d.add_paragraph("{{ act.title"), "DTL001"),
    "a block that does not close": (lambda d: d.add_paragraph("{%p if act.place %}"), "DTL101"),
    "a filter that is none": (lambda d: d.add_paragraph("{{ act.title | upcase }}"), "DTL104"),
    "an insertion": (lambda d: tracked(d, "ins"), "W-008"),
    "a deletion": (lambda d: tracked(d, "del"), "W-008"),
    "hidden text": (lambda d: look(d, "vanish"), "W-008"),
    "highlighted text": (lambda d: look(d, "highlight"), "W-008"),
    "a mail-merge field": (field, "W-008"),
    "a comment": (comment, "W-008"),
    "a bound control": (bound, "W-008"),
    "an author": (named, "W-008"),
}


def layout(folder: Path, change: Callable[[Any], Any], content: Content) -> Content:
    document = Document(BytesIO(content.read_bytes("templates/act.docx")))
    change(document)
    (folder / "templates").mkdir()
    document.save(str(folder / "templates" / "act.docx"))
    return Content.open([folder])


def test_the_shipped_layouts_are_clean(content: Content) -> None:
    assert list(layout_findings(content)) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_layout_is_found(name: str, content: Content, tmp_path: Path) -> None:
    change, rule = FAULTS[name]
    found = list(layout_findings(layout(tmp_path, change, content)))
    assert rule in {each.rule for each in found}
    for each in found:
        assert each.message.text("kk") != each.message.text("en") != each.message.text("ru")
        assert "¶" in each.clause or each.clause.startswith("docProps")


def test_an_html_layout_that_asks_for_too_much_is_found(content: Content, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    text = content.read_text("templates/act.html.j2")
    (tmp_path / "templates" / "act.html.j2").write_text(text.replace("act.kind", "act.knid"), "utf-8")
    (found,) = layout_findings(Content.open([tmp_path]))
    assert (found.file, found.rule) == ("templates/act.html.j2", "R-001") and "knid" in found.message.text("ru")


def test_comments_stand_in_a_copy(content: Content) -> None:
    data = with_comments(
        content.read_bytes("templates/act.docx"), [(3, "Qauly", "қате / ошибка"), (0, "Qauly", "жалпы")]
    )
    with ZipFile(BytesIO(data)) as package:
        text = package.read("word/comments.xml").decode()
    assert "қате / ошибка" in text and "жалпы" in text
    assert len(list(Document(BytesIO(data)).comments)) == 2
