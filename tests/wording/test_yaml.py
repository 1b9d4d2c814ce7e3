"""The two readers of YAML: whichever reads a text, its values and their lines are the same."""

import random
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node, ScalarNode

from qauly.engine.content import Content
from qauly.engine.errors import ContentError
from qauly.engine.yamlfile import read
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


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("a:\n\tb: 1\n", 2, "a tab stands here."),
        ("a: 1\na: 2\n", 2, "the name a stands twice."),
        ("a: b: c\n", 1, "a colon stands where no value may begin."),
        ("a: 'x\n", 2, "a quote is opened and not closed."),
        ("a: [1, 2\nb: 3\n", 2, "a bracket is opened and not closed, or a comma is missing."),
        ("a: 1\nb: *x\n", 2, "text cannot begin with * or & without quotes."),
        ("a: &\n", 1, "text cannot begin with * or & without quotes."),
        ("a: %x\n", 1, "a value cannot begin with %."),
        ("a: !x 1\n", 1, "a value cannot begin with !x."),
        ("a: {{ x }}\n", 1, "a value cannot begin with {{."),
        ("a: 1\nb: \x07\n", 2, "a sign that no text has stands here: U+0007."),
        ("a: 1\n---\nb: 2\n", 2, "a line of three dashes begins a second document."),
        ("a: 1\nb: 2024-02-30\n", 2, "there is no such day."),
        ('a: "\\q"\n', 1, "\\q means nothing in double quotes."),
        ("a: |\n b\nc d\n", 4, "a line here is neither `name: value` nor part of the text above it."),
        (b"a: 1\nb: \xff\n", 2, "is not UTF-8 text: byte 9 is 0xFF."),
    ],
)
def test_a_broken_file_is_told_in_the_readers_language(tmp_path: Path, text: str | bytes, line: int, told: str) -> None:
    place = tmp_path / "office" / "legal_texts" / "broken.yaml"
    place.parent.mkdir(parents=True)
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ContentError) as caught:
        read(Content.open([tmp_path / "office"]), "legal_texts/broken.yaml")
    (fault,) = caught.value.findings
    assert (fault.rule, fault.line, fault.message.text("en")) == ("C-001", line, told)
    for each in (fault.message, fault.fix):
        assert each is not None
        assert len({each.text(lang) for lang in ("kk", "ru", "en")}) == 3
        assert not re.search("[A-Za-z]{3,}", re.sub("UTF-8|YAML|0xFF", "", each.text("kk") + each.text("ru")))


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
