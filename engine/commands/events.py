"""Reading events: one JSON object a line, from a file or from standard input."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..messages import _
from ..model import Event
from .screen import WrongUse, os_problem

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds something; `place` names it in messages: `events.jsonl:3`."""

    place: str
    text: bytes

    def event(self) -> Event:
        """Raises `CallerError` that names the field and the fix."""
        return Event.from_json(self.text)


def read_lines(source: str) -> tuple[Iterable[Line], int | None]:
    """The lines that hold something, and how many they are; None for standard input, which is read as it comes.

    Raises `WrongUse` where there is nothing to read.
    """
    if source == "-":
        return _lines("stdin", sys.stdin.buffer), None
    try:
        data = Path(source).read_bytes()
    except OSError as error:
        raise WrongUse(
            os_problem(error), field=source, fix=_("Name a file of events, or - for standard input.")
        ) from None
    lines = list(_lines(source, data.split(b"\n")))
    return lines, len(lines)


def _lines(name: str, raw: Iterable[bytes]) -> Iterator[Line]:
    for number, text in enumerate(raw, 1):
        held = text.strip().removeprefix(_BOM).strip()  # files that were put together bring theirs along
        if held:
            yield Line(f"{name}:{number}", held)
