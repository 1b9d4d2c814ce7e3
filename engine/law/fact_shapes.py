"""Whether the shapes of facts (JSON Schema in facts.yaml and procedure.yaml) are ones that the engine understands."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from ..content import Content
from ..errors import Finding
from ..messages import Message, _
from ..yamlfile import line_of, quoted
from .damaged import WHOLE
from .fact_faults import FORMAT_TROUBLE
from .procedure import Procedure

_Path = tuple[str | int, ...]
_Fault = tuple[_Path, Message, Message]

TYPES = ("string", "object", "array", "boolean", "integer", "number", "null")
X_TYPES = ("words", "money", "date", "day", "time", "person")
FORMATS = (*FORMAT_TROUBLE, *WHOLE)
_SHAPES = ("items", "if", "then", "else", "not")  # keywords that hold one shape
_LISTS = ("anyOf", "oneOf", "allOf")  # and those that hold a list of them
KEYWORDS = (
    "$ref", "type", "x-type", "format", "properties", "required", "additionalProperties", "enum", "const", "pattern",
    "examples", "title", "description", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minimum",
    "maximum", *_SHAPES, *_LISTS,
)  # fmt: skip


def shape_findings(content: Content, defs: Mapping[str, Any], procedures: Mapping[str, Procedure]) -> Iterator[Finding]:
    """Every keyword, type, format and reference in the shapes of facts that means nothing; `procedures` by file."""
    for name, shape in defs.items():
        yield from _placed(content, "legal_texts/facts.yaml", _faults(shape, ("defs", name), defs))
    for file, procedure in procedures.items():
        for name, event in procedure.events.items():
            yield from _placed(content, file, _faults(event.facts, ("events", name, "facts"), defs))


def _placed(content: Content, file: str, faults: Iterator[_Fault]) -> Iterator[Finding]:
    for path, message, fix in faults:
        text = content.read_text(file)
        line = line_of(text, path)
        yield Finding(file, line, "C-004", message, fix, quoted(text, line), str(path[-1]))


def _faults(shape: Any, path: _Path, defs: Mapping[str, Any]) -> Iterator[_Fault]:
    if not isinstance(shape, Mapping):
        yield path, _("a shape of facts must be a mapping of names to values."), _("Write it like {{type: string}}.")
        return
    for keyword, value in shape.items():
        here = (*path, keyword)
        if keyword not in KEYWORDS:
            yield here, _("{name} means nothing in a shape of facts.", name=keyword), one_of(keyword, KEYWORDS)
        elif keyword == "$ref" and (not isinstance(value, str) or value.removeprefix("#/$defs/") not in defs):
            known = [f"#/$defs/{each}" for each in defs]
            yield here, _("facts.yaml has no shape {name}.", name=value), one_of(str(value), known)
        elif keyword == "type":
            for each in value if isinstance(value, list) else [value]:
                if each not in TYPES:
                    yield here, _("there is no type {name}.", name=each), one_of(str(each), TYPES)
        elif keyword == "x-type" and value not in X_TYPES:
            yield here, _("there is no type {name}.", name=value), one_of(str(value), X_TYPES)
        elif keyword == "format" and value not in FORMATS:
            yield here, _("there is no format {name}.", name=value), one_of(str(value), FORMATS)
        elif keyword == "properties" and isinstance(value, Mapping):
            for name, inner in value.items():
                yield from _faults(inner, (*here, name), defs)
        elif keyword in _SHAPES:
            yield from _faults(value, here, defs)
        elif keyword in _LISTS and isinstance(value, list):
            for index, inner in enumerate(value):
                yield from _faults(inner, (*here, index), defs)
    yield from _required(shape, path)


def _required(shape: Mapping[str, Any], path: _Path) -> Iterator[_Fault]:
    fields = shape.get("properties")
    if not isinstance(fields, Mapping):
        return
    for name in shape.get("required", ()):
        if name not in fields:
            message = _("{name} is required, but the shape has no such field.", name=name)
            yield (*path, "required"), message, one_of(str(name), fields)


def one_of(name: str, known: Iterable[Any]) -> Message:
    """The names that may have been meant, else all there are."""
    names = [str(each) for each in known]
    return _("Write one of: {values}.", values=", ".join(get_close_matches(name, names, 3, 0.6) or names) or "–")
