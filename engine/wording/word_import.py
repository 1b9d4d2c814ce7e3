"""An edited exchange file becomes an edition's file: changed clauses in their places, everything else as it was."""

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from textwrap import wrap
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from ..content import Content
from ..errors import CallerError, Finding
from ..messages import _
from .check import check_content
from .editions import Edition
from .exchange import cells_of
from .word_reader import Reading

WIDTH = 112


def changed_texts(edition: Edition, reading: Reading) -> dict[str, str]:
    """The cells whose text is another than the edition's, by tag."""
    return {cell.tag: reading.texts[cell.tag] for cell in cells_of(edition) if reading.texts[cell.tag] != cell.text}


def rewritten(source: str, edition: Edition, changed: Mapping[str, str], start: date) -> str:
    """The edition's YAML with the changed texts and the start; comments and all other lines stay."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(source)
    data["start"] = start
    data["status"] = "draft"
    for cell in cells_of(edition):
        if cell.tag in changed:
            node: Any = data
            for part in cell.path:
                node = node[part]
            node[cell.lang] = _scalar(changed[cell.tag])
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def _scalar(text: str) -> Any:
    if len(text) < 90 and "\n" not in text:
        return DoubleQuotedScalarString(text)
    return LiteralScalarString("\n\n".join(_lines(part) for part in text.split("\n\n")) + "\n")


def _lines(paragraph: str) -> str:
    return "\n".join(wrap(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False))


def findings_with(content: Content, name: str, text: str) -> list[Finding]:
    """What `qauly check` would say of the file, were it there."""
    folder = Path(tempfile.mkdtemp(prefix="qauly-word-"))
    try:
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text, "utf-8")
        layered = Content((*content.layers, folder))
        return [each for each in check_content(layered).findings if each.file == name and each.severity == "error"]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def refuse_stale(passport: Mapping[str, str], edition: Edition) -> None:
    """Raises `CallerError` where the edition's words are no longer those that were exported."""
    if {lang: passport[lang] for lang in ("kk", "ru")} != dict(edition.hashes):
        raise CallerError(
            _("was exported from other words than the edition has now."),
            field="FILE",
            fix=_("Export again and carry the changes over."),
        )
