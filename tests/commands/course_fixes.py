"""Doing to the example courses what the fixes of C-032 say: the very text stands in each."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qauly.engine.content import Content

_FIX = re.compile(r"If that is right, write (.*?); if not, correct")
_PART = re.compile(r"(\w+): (\[[^\]]*\]|\{[^}]*\}|[^,]+)")


def follow(found: Sequence[Any], content: Content, folder: Path) -> None:
    """Writes what came into the courses of `folder`, which win over those of `content`."""
    for fault in found:
        assert fault["rule"] == "C-032", fault
        told = _FIX.search(fault["fix"]["en"])
        assert told
        place = folder / fault["file"]
        text = place.read_text("utf-8") if place.exists() else content.read_text(fault["file"])
        lines = text.splitlines(keepends=True)
        head, then, tail = lines[fault["line"] - 1].partition("then: ")
        assert then
        if told[1].startswith("then: "):
            tail = told[1].removeprefix("then: ") + "}\n"
        elif "error: " in tail:  # an event that was to be refused and is not
            tail = f"{{{told[1]}}}}}\n"
        else:
            for key, value in _PART.findall(told[1]):
                tail = re.sub(rf"\b{key}: (\[[^\]]*\]|\{{[^}}]*\}}|[^,}}]+)", f"{key}: {value}", tail, count=1)
        lines[fault["line"] - 1] = head + then + tail
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("".join(lines), "utf-8")
