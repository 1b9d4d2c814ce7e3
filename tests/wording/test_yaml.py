"""The two readers of YAML: whichever reads a text, its values and their lines are the same."""

import random
from typing import Any

import pytest
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node, ScalarNode

from qauly.engine.content import Content
from qauly.engine.yamltree import careful_tree_of, tree_of

_CONTENT = Content.open()
_TEXTS = [_CONTENT.read_text(name) for name in _CONTENT.files("legal_texts", "**/*.yaml")]
_TYPED = [
    *":-#'\"[]{}|>&*!%@`,?\t \n\\019yn~.",
    "\n  ",
    "\n- ",
    ": ",
    "null",
    "yes",
    "on",
    "0o14",
    "012",
    "1_000",
    "1:30",
]
_TYPED += [
    "---\n",
    "\u2028",
    "\x85",
    "\u00a0",
    "<<: ",
    "\r",
    "\r\n",
    "&a ",
    "*a",
    "!x ",
    "ұ",
    "\ufeff",
    "😀",
    "\x07",
    "",
]


def test_the_shipped_content_reads_alike() -> None:
    assert [_plain(tree_of(text)) for text in _TEXTS] == [_plain(careful_tree_of(text)) for text in _TEXTS]


@pytest.mark.parametrize("seed", range(4))
def test_a_text_typed_wrong_reads_alike(seed: int) -> None:
    chance = random.Random(seed)
    for _each in range(60):
        text = chance.choice(_TEXTS)[: chance.randrange(40, 1200)].rpartition("\n")[0] + "\n"
        text = text if text.strip() else _TEXTS[0]
        for _slip in range(chance.choice((1, 1, 2, 3))):
            start = chance.randrange(len(text))
            text = text[:start] + chance.choice(_TYPED) + text[start + chance.choice((0, 0, 1, 2, 5)) :]
        assert _read(tree_of, text) == _read(careful_tree_of, text), text


@pytest.mark.parametrize(
    "text",
    [
        "on: 012\n",
        "a: &x [1]\nb: *x\n",
        "a: [b:c, d]\n",
        "? a\n",
        "&title: {a: 1}\nb: 2\n",
        "a: !!str 1\n",
        "a: b\tc\n",
    ],
)
def test_where_the_versions_of_yaml_part(text: str) -> None:
    assert _read(tree_of, text) == _read(careful_tree_of, text)


def test_an_alias_is_the_value_it_names_even_within_itself() -> None:
    tree = tree_of("a: &own [1, *own]\n")
    assert tree is not None
    listed = tree.value[0][1]
    assert listed.value[1] is listed


def _read(reader: Any, text: str) -> Any:
    try:
        return _plain(reader(text))
    except (YAMLError, ValueError) as error:
        return str(error)


def _plain(node: Node | None) -> Any:
    if node is None:
        return None
    if isinstance(node, ScalarNode):
        # a value that is not there has no line of its own
        return str(node.tag), node.value, node.start_mark.line if node.value else None
    children = [(_plain(one[0]), _plain(one[1])) if isinstance(one, tuple) else _plain(one) for one in node.value]
    return str(node.tag), node.start_mark.line, children
