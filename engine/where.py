"""Where in a YAML file a text stands that something else, such as a rule at work, has found fault with."""

from collections.abc import Iterator
from typing import Any

from .content import Content
from .yamlfile import line_of, read


def line_of_text(content: Content, file: str, text: str) -> int:
    """The line (from 1) of the first value, or else key, that is this text; 0 where there is none."""
    texts = list(_texts(read(content, file), ()))
    for wanted in (False, True):
        for path, found, is_key in texts:
            if found == text and is_key == wanted:
                return line_of(content.read_text(file), path)
    return 0


def _texts(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    if isinstance(node, str):
        yield path, node, False
    elif isinstance(node, dict):
        for key, value in node.items():
            yield (*path, str(key)), str(key), True
            yield from _texts(value, (*path, str(key)))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _texts(value, (*path, index))
