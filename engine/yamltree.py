"""The tree of a YAML text, read by libyaml where that reads it as ruamel.yaml does, by ruamel.yaml otherwise.

libyaml is twenty times faster but of YAML 1.1: what it may read otherwise goes to ruamel.yaml, and so does all that
it refuses, so that the words of an error do not depend on who read the text.
"""

import re
from functools import cache

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.resolver import implicit_resolvers
from ruamel.yaml.tag import Tag

# line ends and signs that the two take differently; then tags, directives and anchors with odd names
_OTHERWISE = re.compile(
    r"[^\n\x20-\x7e\u00a0-\u2027\u202a-\ufefe]|(?:^|[-:,?\[{]) *(?:[!%]|[&*](?![A-Za-z0-9_]+[ \n,\]}]))", re.MULTILINE
)


class _Loader(yaml.CSafeLoader):
    """libyaml with the plain values of YAML 1.2, in which `on` is a word and 012 is twelve."""

    yaml_implicit_resolvers = {
        sign: [
            (tag, pattern)
            for versions, tag, pattern, signs in implicit_resolvers
            if (1, 2) in versions and sign in signs
        ]
        for sign in {sign for _, _, _, signs in implicit_resolvers for sign in signs}
    }


def tree_of(text: str) -> Node | None:
    """The text's nodes with their lines; None for a text without any. Raises ruamel's `YAMLError`, `ValueError`."""
    if _OTHERWISE.search(text) is None:
        try:
            root = yaml.compose(text, Loader=_Loader)
        except yaml.YAMLError:
            pass
        else:
            return None if root is None else _node(root, {})
    return careful_tree_of(text)


def careful_tree_of(text: str) -> Node | None:
    """As `tree_of`, by ruamel.yaml: its marks quote the text."""
    tree: Node | None = YAML(typ="safe", pure=True).compose(text)
    return tree


def _node(node: yaml.Node, known: dict[yaml.Node, Node]) -> Node:
    if node in known:  # an alias
        return known[node]
    tag, marks = _tag(node.tag), (node.start_mark, node.end_mark)
    made: Node
    if isinstance(node, yaml.ScalarNode):
        made = known[node] = ScalarNode(tag, node.value, *marks, style=node.style)
    elif isinstance(node, yaml.SequenceNode):
        made = known[node] = SequenceNode(tag, [], *marks)
        made.value.extend(_node(each, known) for each in node.value)
    else:
        made = known[node] = MappingNode(tag, [], *marks)
        made.value.extend((_node(key, known), _node(value, known)) for key, value in node.value)
    return made


@cache
def _tag(name: str) -> Tag:
    return Tag(suffix=name)
