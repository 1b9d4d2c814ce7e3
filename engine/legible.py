"""Every letter of what is issued must have a glyph; where one has not, the fact that brought it is named."""

from collections.abc import Iterator
from typing import Any

from .errors import CallerError
from .messages import _
from .model import Event
from .render import uncovered
from .wording.compose import Issue


def check_legible(event: Event, issue: Issue) -> None:
    """Raises `CallerError` for a fact with a letter that our fonts cannot print, where it would be printed."""
    printed = "".join(line for document in issue.documents for line in (*document.kk.lines(), *document.ru.lines()))
    missing = uncovered(printed)
    if not missing:
        return
    for path, text in _texts(event.facts, "facts"):
        letters = sorted(set(text) & missing)
        if letters:
            raise CallerError(
                _("holds the letter U+{code}, which our fonts cannot print.", code=f"{ord(letters[0]):04X}"),
                field=path,
                fix=_("Write it in Kazakh, Russian or Latin letters."),
            )


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}.{index}")
