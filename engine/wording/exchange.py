"""The wording on its way to Word and back: which cell is which clause, and what a reader takes from it.

A cell is known by three marks, because programs lose some of them: a content control's tag, a bookmark, a style.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .document import LANGS, Lang
from .editions import Clause, Edition, clauses_of, fixed_of

Path = tuple[str | int, ...]
AUTHOR = "Qauly"  # a comment of this author is a finding of `check`, and no reader's remark


@dataclass(frozen=True, slots=True)
class Cell:
    """One clause in one language: its place in the YAML file, and the marks that name it in Word."""

    number: int
    lang: Lang
    path: Path
    clause: Clause

    @property
    def tag(self) -> str:
        """The content control's tag: kk:clauses.7.term."""
        return f"{self.lang}:{'.'.join(str(part) for part in self.path)}.{self.clause.id}"

    @property
    def bookmark(self) -> str:
        return f"c_{self.lang}_{self.number:03d}"

    @property
    def style(self) -> str:
        return f"Clause {self.lang} {self.number:03d}"

    @property
    def text(self) -> str:
        """The clause as it is edited: one line a paragraph, a blank line between them."""
        return "\n\n".join(" ".join(part.split()) for part in self.clause[self.lang].strip().split("\n\n"))


def cells_of(edition: Edition) -> tuple[Cell, ...]:
    """Every clause of the edition in both languages, in the order of the file."""
    return tuple(_cells(edition))


def _cells(edition: Edition) -> Iterator[Cell]:
    for number, (path, clause) in enumerate((*fixed_of(edition), *clauses_of(edition)), 1):
        for lang in LANGS:
            yield Cell(number, lang, path, clause)


def heading(cell: Cell, numbers: Mapping[str, str]) -> list[str]:
    """The first column of a row, which is for reading: number, sources, condition, and what the law's numbers are."""
    clause = cell.clause
    called = [line for name, line in numbers.items() if any(name in clause[lang] for lang in LANGS)]
    lines = [f"{cell.number}. {clause.id}", ", ".join(clause.sources), clause.condition, *called]
    return [line for line in lines if line]


def column_mark(rows: Iterable[str]) -> str:
    """One hash for the whole first column, spaces aside."""
    return hashlib.sha256("\n".join(" ".join(row.split()) for row in rows).encode()).hexdigest()


def first_column(edition: Edition, numbers: Mapping[str, str]) -> str:
    """The mark of the first column as it is exported."""
    return column_mark(" ".join(heading(cell, numbers)) for cell in cells_of(edition) if cell.lang == "kk")


def passport(wording: str, edition: Edition) -> str:
    """What the Word file says of itself: which edition it holds, and its words by their hashes."""
    return json.dumps({"qauly": wording, "start": edition.start.isoformat(), **edition.hashes}, sort_keys=True)


def read_passport(text: str) -> dict[str, Any] | None:
    """The passport, or None for a file that is no exchange file of ours."""
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) and {"qauly", "start", "kk", "ru"} <= set(data) else None
