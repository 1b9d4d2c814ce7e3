"""YAML files of the content: loading into a checked model, and the line on which a value stands."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from .content import Content
from .errors import ContentError, Finding
from .messages import _
from .schema_faults import told, within
from .yaml_faults import yaml_fault
from .yamltree import careful_tree_of, tree_of

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_POSITION = re.compile(r"position (\d+)")
_DAY_KEY = re.compile(r"datetime\.date\((\d+), (\d+), (\d+)\)")

Model = TypeVar("Model", bound=BaseModel)


def read(content: Content, name: str) -> Any:
    """The plain values of a file; raises `ContentError` with the line where the YAML is broken."""
    try:
        text = content.read_text(name)
    except UnicodeDecodeError as error:
        raise ContentError(
            Finding(
                name,
                error.object.count(b"\n", 0, error.start) + 1,
                "C-001",
                _("is not UTF-8 text: byte {position} is {byte}.",
                  position=error.start + 1, byte=f"0x{error.object[error.start]:02X}"),
                _("Save the file as UTF-8."),
            )
        ) from None  # fmt: skip
    try:
        return _values(text)
    except MarkedYAMLError as error:
        said = str(error.problem or error.context or "cannot be read")
        line = error.problem_mark.line + 1 if error.problem_mark else 0
    except (YAMLError, ValueError) as error:
        said = str(error)
        line = _line_in(text, said)
    raise ContentError(Finding(name, line, "C-001", *yaml_fault(" ".join(said.split())), quoted(text, line)))


def load(content: Content, name: str, model: type[Model]) -> Model:
    """The file as `model`; raises one `ContentError` with a finding for every fault of the schema."""
    data = read(content, name)
    if not isinstance(data, dict):
        raise ContentError(
            Finding(
                name, 1, "C-002", _("must be a mapping of names to values."), _("Write lines such as `status: draft`.")
            )
        )
    try:
        return model.model_validate(data)
    except ValidationError as error:
        text = content.read_text(name)
        findings: dict[tuple[int, str], Finding] = {}
        for fault in error.errors(include_url=False):
            path = tuple(_key(part) for part in (*fault["loc"], *within(fault)))
            where = ".".join(str(part) for part in path)
            line = line_of(text, path)
            message, fix = told(fault, where)
            quote = quoted(text, line) if fault["type"] != "missing" else ""
            finding = Finding(name, line, "C-002", message, fix, quote)
            findings.setdefault((finding.line, finding.message.text("en")), finding)
        raise ContentError(*findings.values()) from None


def quoted(text: str, line: int) -> str:
    """The words of a line (from 1); nothing for line 0."""
    return ["", *text.splitlines(), ""][line].strip()


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line (from 1) of the value at `path`; of its nearest parent where the value is missing."""
    return reached(text, path)[0]


def reached(text: str, path: Sequence[str | int]) -> tuple[int, int]:
    """The line (from 1) of the value at `path`, and how many of the path's parts the text has."""
    node = _tree(text)
    if node is None:
        return 1, 0
    line = int(node.start_mark.line) + 1
    for depth, part in enumerate(path):
        found = _child(node, part)
        if found is None:
            return line, depth
        line, node = found
    return line, len(path)


def written(text: str, path: Sequence[str | int]) -> str:
    """The value at `path` as it is written; empty where it is missing or takes more than one line."""
    node = _tree(text)
    for part in path:
        found = _child(node, part) if node is not None else None
        node = found[1] if found else None
    if node is None or node.start_mark.line != node.end_mark.line:
        return ""
    line: str = text.splitlines()[node.start_mark.line]
    return line[node.start_mark.column : node.end_mark.column]


@lru_cache(maxsize=512)
def _tree(text: str) -> Node | None:
    return tree_of(text)  # values and lines come from one reading


def _values(text: str) -> Any:
    tree = _tree(text)
    try:
        return None if tree is None else _constructed(tree)
    except (YAMLError, ValueError):
        return _constructed(careful_tree_of(text))  # the same fault, told with its line


def _constructed(tree: Node | None) -> Any:
    return YAML(typ="safe", pure=True).constructor.construct_document(tree)


def _child(node: Node, part: str | int) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return int(key.start_mark.line) + 1, value
    elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        child = node.value[part]
        return int(child.start_mark.line) + 1, child
    return None


def _line_in(text: str, problem: str) -> int:
    """The line of a sign that no text has, or of a day that no calendar has: of these the reader tells none."""
    if at := _POSITION.search(problem):
        return text.count("\n", 0, int(at[1])) + 1
    if "day is out of range" in problem or "month must be" in problem:
        for number, line in enumerate(text.splitlines(), 1):
            for found in _DAY.findall(line):
                try:
                    date.fromisoformat(found)
                except ValueError:
                    return number
    return 0


def _key(part: int | str) -> int | str:
    # pydantic names a key that is a day by the way Python writes it
    day = _DAY_KEY.fullmatch(part) if isinstance(part, str) else None
    return date(*(int(number) for number in day.groups())).isoformat() if day else part
