"""Exchange files that LibreOffice really saved: as they are, with tracked changes, through other formats."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from qauly.engine.content import Content
from qauly.engine.law.library import Law
from qauly.engine.render.exchange_docx import exchange_docx
from qauly.engine.wording import word_import, word_reader

pytestmark = pytest.mark.slow

WORDING = ("simplified_proceeding", "resolution.initiation")


@pytest.fixture(scope="module")
def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")
    return found


def saved(soffice: str, data: bytes, folder: Path, *through: str) -> bytes:
    """The file opened and saved by LibreOffice, by way of other formats where named."""
    file = folder / "in.docx"
    file.write_bytes(data)
    for number, kind in enumerate((*through, "docx")):
        out = folder / f"step{number}"
        profile = f"-env:UserInstallation=file://{folder}/profile"
        name = "MS Word 2007 XML" if kind == "docx" else ""
        target = f"{kind}:{name}" if name else kind
        subprocess.run([soffice, profile, "--headless", "--convert-to", target, "--outdir", str(out), str(file)],
                       check=True, capture_output=True, timeout=180)  # fmt: skip
        file = out / f"in.{kind}"
    return file.read_bytes()


def patched(data: bytes, old: str, new: str) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                text, count = re.subn(old, new, part.decode())
                assert count == 1
                part = text.encode()
            target.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("through", [(), ("odt",)], ids=["docx", "odt"])
def test_every_cell_comes_back_as_it_went(
    soffice: str, content: Content, law: Law, tmp_path: Path, through: tuple[str, ...]
) -> None:
    for start, name in law.editions.starts[WORDING].items():
        edition = law.editions.read(name)
        data = saved(soffice, exchange_docx("/".join(WORDING), edition), tmp_path, *through)
        assert word_reader.which(data)["start"] == start.isoformat()
        assert word_import.changed_texts(edition, word_reader.read(data, edition)) == {}


def test_tracked_changes_and_comments_survive_it(soffice: str, law: Law, tmp_path: Path) -> None:
    from docx import Document

    from qauly.engine.render.word_comments import with_comments

    edition = law.editions.read(next(iter(law.editions.starts[WORDING].values())))
    who = 'w:author="x" w:date="2024-01-01T00:00:00Z"'
    data = patched(
        exchange_docx("/".join(WORDING), edition),
        r'<w:r><w:t xml:space="preserve">о возбуждении упрощенного производства</w:t></w:r>',
        '<w:r><w:t xml:space="preserve">о </w:t></w:r>'
        f'<w:del w:id="900" {who}><w:r><w:delText>возбуждении</w:delText></w:r></w:del>'
        f'<w:ins w:id="901" {who}><w:r><w:t>начале</w:t></w:r></w:ins>'
        '<w:r><w:t xml:space="preserve"> упрощенного производства</w:t></w:r>',
    )
    numbers = word_reader.paragraph_numbers(data, edition)
    data = with_comments(data, [(numbers["kk:title.title"], "Reader", "Неге?")])
    back = saved(soffice, data, tmp_path)
    assert b"w:del " in ZipFile(BytesIO(back)).read("word/document.xml"), "the changes are still tracked"
    reading = word_reader.read(back, edition)
    assert word_import.changed_texts(edition, reading) == {"ru:title.title": "о начале упрощенного производства"}
    assert [(each.tag, each.author, each.text) for each in reading.remarks] == [("kk:title.title", "Reader", "Неге?")]
    assert len(list(Document(BytesIO(back)).comments)) == 1
