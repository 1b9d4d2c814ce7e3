"""An edited exchange file becomes an edition's file: changed clauses in their places, everything else as it was."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
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
from .replaced import RULE
from .word_reader import Reading, Remark

WIDTH = 112


def changed_texts(edition: Edition, reading: Reading) -> dict[str, str]:
    """The cells whose text is another than the edition's, by tag."""
    return {cell.tag: reading.texts[cell.tag] for cell in cells_of(edition) if reading.texts[cell.tag] != cell.text}


def rewritten(
    source: str, edition: Edition, changed: Mapping[str, str], start: date, remarks: Iterable[Remark] | None = None
) -> str:
    """The edition's YAML with the changed texts, the start and, where given, its open questions; other lines stay."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(source)
    data["start"] = start
    data["status"] = "draft"
    if remarks is not None:
        data.pop("review", None)
        notes = [{"at": each.tag, "by": each.author, "text": each.text} for each in remarks]
        if notes:
            data.insert(list(data).index("status") + 1, "review", notes)
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


@contextmanager
def laid_over(content: Content, name: str, text: str) -> Iterator[Content]:
    """The content as it would be with this file; gone with the block."""
    folder = Path(tempfile.mkdtemp(prefix="qauly-word-"))
    try:
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text, "utf-8")
        yield Content((*content.layers, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def findings_of(content: Content, name: str) -> tuple[list[Finding], list[Finding]]:
    """The errors that `qauly check` finds in the file, and what it says of texts changed in one language alone."""
    found = [each for each in check_content(content).findings if each.file == name]
    errors = [each for each in found if each.severity == "error"]
    return errors, [each for each in found if each.rule == RULE]


def refuse_stale(passport: Mapping[str, str], edition: Edition) -> None:
    """Raises `CallerError` where the edition's words are no longer those that were exported."""
    if {lang: passport[lang] for lang in ("kk", "ru")} != dict(edition.hashes):
        raise CallerError(
            _("was exported from other words than the edition has now."),
            field="FILE",
            fix=_("Export again and carry the changes over."),
        )
