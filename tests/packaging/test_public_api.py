"""What a case system may import, and what the package registers with Python."""

import ast
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import qauly.engine

ROOT = Path(__file__).parents[2]
CHANNELS = entry_points(group="qauly.channels")


@pytest.mark.parametrize("name", qauly.engine.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(qauly.engine, name).__name__ == name


def test_type_checkers_see_the_same_names() -> None:
    source = ast.parse((ROOT / "engine" / "__init__.py").read_text("utf-8"))
    block = next(node for node in source.body if isinstance(node, ast.If))
    seen = [alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(seen) == qauly.engine.__all__ == dir(qauly.engine)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        qauly.engine.no_such_name  # noqa: B018


def test_the_command_resolves() -> None:
    (script,) = entry_points(group="console_scripts", name="qauly")
    assert callable(script.load())


@pytest.mark.parametrize("name", sorted(CHANNELS.names))
def test_a_channel_bears_one_name_everywhere(name: str) -> None:
    (entry,) = {(point.value, point.module) for point in CHANNELS.select(name=name)}
    value, module = entry
    assert module == f"qauly.channels.{name}"
    assert isinstance(next(iter(CHANNELS.select(name=name))).load(), type), value
    assert (ROOT / "channels" / f"{name}.py").is_file()


def test_every_channel_is_registered() -> None:
    files = {path.stem for path in (ROOT / "channels").glob("*.py")} - {"__init__"}
    assert files == CHANNELS.names
