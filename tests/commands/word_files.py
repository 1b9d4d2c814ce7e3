"""Exchange files as people and programs leave them: parts edited by hand, or saved by LibreOffice."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

Edit = Callable[[str], str]
BODY = "word/document.xml"


def with_part(data: bytes, edit: Edit, part: str = BODY, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """The file with one part changed and others added."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, edit(text.decode()).encode() if name == part else text)
        for name, added in (more or {}).items():
            target.writestr(name, added)
    return out.getvalue()


def without_part(data: bytes, part: str) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
    return out.getvalue()


def soffice() -> str | None:
    return shutil.which("soffice")


def saved(program: str, data: bytes, folder: Path, *through: str) -> bytes:
    """The file opened and saved by LibreOffice, by way of other formats where named."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "in.docx"
    file.write_bytes(data)
    for number, kind in enumerate((*through, "docx")):
        out = folder / f"step{number}"
        profile = f"-env:UserInstallation=file://{folder}/profile"
        target = f"{kind}:MS Word 2007 XML" if kind == "docx" else kind
        subprocess.run([program, profile, "--headless", "--convert-to", target, "--outdir", str(out), str(file)],
                       check=True, capture_output=True, timeout=180)  # fmt: skip
        file = out / f"in.{kind}"
    return file.read_bytes()
