"""What changed between two editions, clause by clause, word by word, in both languages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from .document import LANGS, Lang
from .editions import Clause, Edition, named

Change = Literal["same", "gone", "new"]
_PIECES = re.compile(r"\{\{.*?\}\}|\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words and what became of it."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause in both languages; `change` tells what happened to it as a whole."""

    clause: str
    change: Literal["same", "gone", "new", "changed"]
    condition: tuple[Piece, ...]
    kk: tuple[Piece, ...]
    ru: tuple[Piece, ...]


def changes(old: Edition, new: Edition) -> Iterator[ClauseChange]:
    """Every clause of both editions in the order of the new one; those that went away stand where they stood."""
    before, after = ({name: clause for name, (_path, clause) in named(each).items()} for each in (old, new))
    names = list(after)
    for index, name in enumerate(before):
        if name not in after:
            previous = list(before)[index - 1] if index else None
            names.insert(names.index(previous) + 1 if previous in names else 0, name)
    for name in names:
        yield _change(name, before.get(name), after.get(name))


def words(old: str, new: str) -> tuple[Piece, ...]:
    """The differences of two texts, places kept whole."""
    a, b = _PIECES.findall(" ".join(old.split())), _PIECES.findall(" ".join(new.split()))
    runs: list[tuple[str, str]] = []  # what is gone and what is new; alike where nothing changed
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    for number, (tag, a1, a2, b1, b2) in enumerate(codes):
        gone, new = "".join(a[a1:a2]), "".join(b[b1:b2])
        between = 0 < number < len(codes) - 1 and not gone.strip()
        if tag == "equal" and not between:
            runs.append((gone, new))
        elif runs and runs[-1][0] != runs[-1][1]:  # a space between two changes belongs to the change
            runs[-1] = (runs[-1][0] + gone, runs[-1][1] + new)
        else:
            runs.append((gone, new))
    return tuple(_pieces(runs))


def _pieces(runs: Iterable[tuple[str, str]]) -> Iterator[Piece]:
    for gone, new in runs:
        if gone == new:
            yield Piece("same", gone)
            continue
        if gone:
            yield Piece("gone", gone)
        if new:
            yield Piece("new", new)


def _change(name: str, old: Clause | None, new: Clause | None) -> ClauseChange:
    def text(clause: Clause | None, lang: Lang) -> str:
        return clause[lang] if clause else ""

    pieces = {lang: words(text(old, lang), text(new, lang)) for lang in LANGS}
    condition = words(old.condition if old else "", new.condition if new else "")
    moved = any(piece.change != "same" for each in (*pieces.values(), condition) for piece in each)
    whole: Literal["same", "gone", "new", "changed"] = "changed" if moved else "same"
    if old is None or new is None:
        whole = "gone" if new is None else "new"
    return ClauseChange(name, whole, condition, pieces["kk"], pieces["ru"])
