"""The wording to Word and back: tracked changes, lost marks, comments, damage, and nothing changed without a word."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qauly.engine.content import Content
from qauly.engine.law.library import Law
from qauly.engine.render.exchange_docx import exchange_docx
from qauly.engine.wording import word_import, word_reader
from qauly.engine.wording.exchange import cells_of

from .conftest import Qauly

ACT = "simplified_proceeding/resolution.termination"
FILE = f"legal_texts/{ACT}/2024-08-20.yaml"
Edit = Callable[[str], str]


@pytest.fixture
def exported(qauly: Qauly, tmp_path: Path) -> Path:
    out = tmp_path / "act.docx"
    assert qauly("word", "export", "resolution.termination", "--out", out).code == 0
    return out


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "office" / "legal_texts").mkdir(parents=True)
    return tmp_path / "office"


def edited(file: Path, edit: Edit, part: str = "word/document.xml", **more: str) -> Path:
    """The file with one part changed, as a word processor would leave it."""
    out = BytesIO()
    with ZipFile(file) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, edit(data.decode()).encode() if name == part else data)
        for name, text in more.items():
            target.writestr(f"word/{name}.xml", text)
    place = file.with_name("edited.docx")
    place.write_bytes(out.getvalue())
    return place


def tracked(old: str, new: str) -> Edit:
    """A run whose words were changed with tracking on."""

    def edit(xml: str) -> str:
        run = re.search(rf"<w:r><w:t xml:space=\"preserve\">([^<]*){re.escape(old)}([^<]*)</w:t></w:r>", xml)
        assert run is not None
        made = "".join(
            (
                f'<w:r><w:t xml:space="preserve">{run[1]}</w:t></w:r>',
                f'<w:del w:id="900" w:author="x"><w:r><w:delText>{old}</w:delText></w:r></w:del>',
                f'<w:ins w:id="901" w:author="x"><w:r><w:t xml:space="preserve">{new}</w:t></w:r></w:ins>',
                f'<w:r><w:t xml:space="preserve">{run[2]}</w:t></w:r>',
            )
        )
        return xml.replace(run[0], made, 1)

    return edit


def test_nothing_changed_is_nothing_changed(qauly: Qauly, exported: Path) -> None:
    run = qauly("word", "import", exported)
    assert run.code == 0 and "Cells changed: 0. Errors: 0." in run.out


@pytest.mark.parametrize("kind", ["page.telegram", "certificate.service", "ecase/page.case"])
def test_wording_of_no_procedure_and_of_pages_goes_to_word_too(qauly: Qauly, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "words.docx"
    assert qauly("word", "export", kind, "--out", out).code == 0
    run = qauly("word", "import", out)
    assert run.code == 0 and "Cells changed: 0. Errors: 0." in run.out


def test_every_edition_comes_back_as_it_went(content: Content, law: Law) -> None:
    for (procedure, kind), starts in law.editions.starts.items():
        for file in starts.values():
            edition = law.editions.read(file)
            data = exchange_docx(f"{procedure}/{kind}", edition)
            assert word_import.changed_texts(edition, word_reader.read(data, edition)) == {}, file
            same = word_import.rewritten(content.read_text(file), edition, {}, edition.start)
            assert squeezed(same) == squeezed(content.read_text(file)), file


def squeezed(yaml: str) -> str:
    return re.sub(r"\s+", "", yaml)


def test_a_tracked_change_becomes_the_edition(qauly: Qauly, exported: Path, office: Path, content: Content) -> None:
    file = edited(exported, tracked("Прекратить упрощенное", "Прекратить данное упрощенное"))
    shown = qauly("word", "import", file)
    assert shown.code == 0 and "Cells changed: 1. Errors: 0." in shown.out
    assert not list(office.rglob("*.yaml")), "only shown"
    run = qauly("word", "import", file, "--start", "2025-09-01", "--write", "--content", office)
    assert run.code == 0, run.err
    made = (office / f"legal_texts/{ACT}/2025-09-01.yaml").read_text("utf-8")
    expected = content.read_text(FILE).replace("Прекратить упрощенное", "Прекратить данное упрощенное")
    assert squeezed(made) == squeezed(expected.replace("start: 2024-08-20", "start: 2025-09-01"))
    assert qauly("check", "--content", office).code == 0


@pytest.mark.parametrize("lost", [("w:tag",), ("w:tag", "w:bookmarkStart"), ("w:tag", "w:pStyle")], ids=str)
def test_a_cell_is_known_by_any_mark_that_is_left(qauly: Qauly, exported: Path, lost: tuple[str, ...]) -> None:
    def edit(xml: str) -> str:
        for name in lost:
            xml = re.sub(rf"<{name}\b[^>]*/>", "", xml)
        return xml

    run = qauly("word", "import", edited(exported, edit))
    assert run.code == 0 and "Cells changed: 0. Errors: 0." in run.out


def test_damage_is_named(qauly: Qauly, exported: Path) -> None:
    for edit, words in (
        (lambda xml: re.sub(r"<w:(tag|bookmarkStart|pStyle)\b[^>]*/>", "", xml), "has lost its marks"),
        (lambda xml: xml.replace("kk:title.title", "kk:title.other"), "kk:title.other"),
        (lambda xml: re.sub(r"(<w:t xml:space=\"preserve\">)о прекращении[^<]*", r"\1", xml), "ru:title.title"),
        (lambda xml: xml.replace("{{ debtor.iin }}", "{{ debtor.inn }}"), "cannot be spoken"),
        (lambda xml: xml.replace("ИИН: {{ debtor.iin }}", "ИИН: 5"), "W-002"),
    ):
        run = qauly("word", "import", edited(exported, edit))
        assert run.code in (1, 2) and words in run.err, words
    other = exported.with_name("other.docx")
    other.write_bytes(b"PK no file")
    assert "no Word file" in qauly("word", "import", other).err


def test_an_export_of_other_words_is_stale(qauly: Qauly, exported: Path, office: Path, content: Content) -> None:
    place = office / FILE
    place.parent.mkdir(parents=True)
    place.write_text(content.read_text(FILE).replace("Прекратить упрощенное", "Прекратить данное упрощенное"), "utf-8")
    run = qauly("word", "import", exported, "--content", office)
    assert run.code in (1, 2) and "other words" in run.err


def test_comments_are_told_beside_their_clause(qauly: Qauly, exported: Path) -> None:
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:comment w:id="7" w:author="Reader"><w:p><w:r><w:t>Неге?</w:t></w:r></w:p></w:comment></w:comments>'
    )

    def edit(xml: str) -> str:
        return xml.replace("<w:sdt>", '<w:commentRangeStart w:id="7"/><w:sdt>', 1)

    run = qauly("word", "import", edited(exported, edit, comments=comments))
    assert run.code == 0 and "Comment on kk:kind.kind, Reader: Неге?" in run.out


def commented(exported: Path, text: str = "Неге?", author: str = "Reader", **more: str) -> Path:
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
        f'<w:comment w:id="7" w:author="{author}"><w:p w14:paraId="0A"><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>'
        "</w:comments>"
    )
    mark = '<w:commentRangeStart w:id="7"/><w:sdt>'
    return edited(exported, lambda xml: xml.replace("<w:sdt>", mark, 1), comments=comments, **more)


def test_a_question_stays_open_until_somebody_takes_it_out(qauly: Qauly, exported: Path, office: Path) -> None:
    take = ("--write", "--content", office)
    assert qauly("word", "import", commented(exported), *take).code == 0
    found = [each for each in qauly("check", "--json", "--content", office).objects if each["rule"] == "Q-007"]
    assert [each["clause"] for each in found] == ["kk:kind.kind"] and "Неге?" in found[0]["message"]["kk"]
    who = ("--by", "Б", "--drafted-by", "А", "--on", "2024-08-19", "--content", office)
    assert "Неге?" in qauly("approve", ACT, "2024-08-20", *who).err
    again = exported.with_name("again.docx")
    assert qauly("word", "export", "resolution.termination", "--out", again, "--content", office).code == 0
    assert "Reader: Неге?" in qauly("word", "import", again, "--content", office).out, "it goes out with the file"
    assert qauly("word", "import", exported, *take).code == 0, "the file without it"
    assert qauly("approve", ACT, "2024-08-20", *who).code == 0


def test_settled_comments_and_findings_are_no_questions(qauly: Qauly, exported: Path) -> None:
    done = (
        '<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        '<w15:commentEx w15:paraId="0A" w15:done="1"/></w15:commentsEx>'
    )
    assert "Неге?" not in qauly("word", "import", commented(exported, commentsExtended=done)).out
    assert "Неге?" not in qauly("word", "import", commented(exported, author="Qauly")).out


def test_findings_come_back_as_comments_on_their_cells(qauly: Qauly, exported: Path, tmp_path: Path) -> None:
    from docx import Document

    file = edited(exported, lambda xml: xml.replace("ИИН: {{ debtor.iin }}", "ИИН: 5"))
    copy = tmp_path / "copy.docx"
    assert qauly("word", "import", file, "--comments", copy, "--ui", "ru").code == 1
    texts = [comment.text for comment in Document(str(copy)).comments]
    assert any(text.startswith("W-002") and "цифра 5" in text for text in texts)
    again = qauly("word", "import", copy)
    assert "Comment on" not in again.out and "Errors: " in again.out, "our own comments are not read back"


def test_a_number_changed_in_one_language_is_told_with_its_home(qauly: Qauly, tmp_path: Path) -> None:
    out = tmp_path / "act.docx"
    assert qauly("word", "export", "resolution.initiation", "--start", "2024-01-18", "--out", out).code == 0
    file = edited(out, lambda xml: xml.replace("в течение {{ law.pay_days | count | gen }}", "в течение 7 дней"))
    for ui, words in (("kk", "екі мәтінде де қалсын"), ("ru", "в обоих текстах")):
        told = qauly("word", "import", file, "--ui", ui).err
        assert words in told and "pilot.pay_days (legal_texts/parameters/" in told and "W-002" in told
        assert "national.pay_days" not in told  # a number of another regime than the edition's


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="абвқі Ә№«»—,.:1 \u00a0", min_size=1, max_size=300).filter(lambda text: bool(text.split())))
def test_any_text_comes_through(law: Law, content: Content, text: str) -> None:
    edition = law.editions.read(FILE)
    tag = next(cell.tag for cell in cells_of(edition) if cell.lang == "ru" and cell.clause.id == "status")
    clean = " ".join(text.replace("\u00a0", " ").split())
    yaml = word_import.rewritten(content.read_text(FILE), edition, {tag: clean}, edition.start)
    from ruamel.yaml import YAML

    clause = next(each for each in YAML(typ="safe").load(yaml)["clauses"] if each["id"] == "status")
    assert " ".join(clause["ru"].split()) == clean
