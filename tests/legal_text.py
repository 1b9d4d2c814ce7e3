"""Snapshots of legal texts: one file each, and a failure that reads like a redline in both languages."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from qauly.engine.content import Content
from qauly.engine.wording.editions import Editions
from qauly.engine.wording.redline import words

_SECTION = re.compile(r"^---- (?P<kind>\S+)(?P<rest>.*?edition (?P<start>[\d-]+))")
_MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}


class LegalText(SingleFileSnapshotExtension):
    """A text file a snapshot; what differs is told word by word, the other language beside it."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT

    def diff_lines(self, serialized_data: Any, snapshot_data: Any) -> Iterator[str]:
        yield from redlined(str(snapshot_data), str(serialized_data))


def redlined(old: str, new: str) -> Iterator[str]:
    """Changed lines of two texts as [-gone-] and {+new+}, with the same line of the other language below."""
    before, after = _sections(old), _sections(new)
    touched: list[tuple[str, str]] = []
    out: list[str] = []
    for name in dict.fromkeys(re.sub(", ru$", ", kk", name) for name in (*after, *before)):
        pair = [name, f"{name[:-2]}ru"] if name.endswith(", kk") else [name]
        if all(before.get(each) == after.get(each) for each in pair):
            continue
        head = _SECTION.match(name)
        if head:
            touched.append((head["kind"], head["start"]))
        out.append(name)
        changes = [_lines(before.get(each, []), after.get(each, [])) for each in pair]
        for row in zip_longest(*changes, fillvalue=("", False)):
            if any(changed for _text, changed in row):
                out += [f"  {text}" for text, _changed in row if text]
    yield from _missing(dict.fromkeys(touched))  # first, since pytest shortens what is long
    yield from out


def _sections(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"": []}
    name = ""
    for line in text.splitlines():
        if line.startswith(("----", "====")):
            name = line
            found.setdefault(name, [])
        else:
            found[name].append(line)
    return found


def _lines(old: list[str], new: list[str]) -> list[tuple[str, bool]]:
    """Every line of the new text, redlined, and whether it changed; lines that went away stand where they stood."""
    out: list[tuple[str, bool]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            out += [(line, False) for line in new[b1:b2]]
            continue
        for one, other in zip_longest(old[a1:a2], new[b1:b2], fillvalue=""):
            pieces = words(one, other)
            out.append(
                ("".join(f"{_MARKS[each.change][0]}{each.text}{_MARKS[each.change][1]}" for each in pieces), True)
            )
    return out


def _missing(touched: dict[tuple[str, str], None]) -> Iterator[str]:
    editions = Editions(Content.open())
    for kind, start in touched:
        for (procedure, known), starts in editions.starts.items():
            file = next((file for day, file in starts.items() if day.isoformat() == start), None)
            if known == kind and file is not None:
                state = editions.state(procedure, editions.read(file))
                if state != "approved":
                    yield f"{state}: its approval is missing: qauly approve {procedure}/{kind} {start}"
