"""There is one way to fill a layout: the strict, sandboxed, escaping one."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from qauly.engine.content import Content
from qauly.engine.render.environment import layout_environment

ENGINE = Path(__file__).parents[2] / "engine"
WORD = ENGINE / "render" / "as_docx.py"


def test_docxtpl_is_used_in_one_module_and_never_to_render() -> None:
    guilty = [
        path.name for path in ENGINE.rglob("*.py") if "docxtpl import" in path.read_text("utf-8") and path != WORD
    ]
    assert not guilty
    used = set(re.findall(r"self\._tools\.(\w+)", WORD.read_text("utf-8")))
    assert used == {"patch_xml", "resolve_listing", "fix_tables"}


def test_no_other_jinja_environment_exists() -> None:
    loose = re.compile(r"(?<!Immutable)\b(Sandboxed|Native)?(Environment|Template)\(")
    guilty = [path.name for path in ENGINE.rglob("*.py") if loose.search(path.read_text("utf-8"))]
    assert not guilty


def test_unknown_name_dangerous_name_and_markup() -> None:
    environment = layout_environment(Content.open(), {})
    assert environment.from_string("{{ name }}").render(name="<А & Б>") == "&lt;А &amp; Б&gt;"
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nmae }}").render(name="")
    with pytest.raises(SecurityError):
        environment.from_string("{{ ''.__class__.__mro__ }}").render()
    with pytest.raises(SecurityError):
        environment.from_string("{{ names.append(1) }}").render(names=[])
