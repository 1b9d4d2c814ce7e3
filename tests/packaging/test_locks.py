"""requirements/*.txt pin, with hashes, what pyproject.toml asks for; `make lock` writes them."""

import ast
import itertools
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
ALONE = PROJECT["project"]["dependencies"]
WHOLE = ALONE + [line for lines in EXTRAS.values() for line in lines]
WANTED = {
    "setup": GROUPS["setup"],
    "run": ALONE + EXTRAS["channels"] + EXTRAS["web"],
    "test": WHOLE + GROUPS["test"],
    "bench": WHOLE + GROUPS["test"] + GROUPS["bench"],
    "lint": WHOLE + GROUPS["setup"] + GROUPS["test"] + GROUPS["lint"],
}


def pins(level: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{level}.txt").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, re.MULTILINE))


@pytest.mark.parametrize("level", WANTED)
def test_what_is_asked_for_is_pinned(level: str) -> None:
    pinned = pins(level)
    for line in WANTED[level]:
        wish = Requirement(line)
        name = canonical(wish.name)
        assert name in pinned, f"{level}.txt lacks {line}: run `make lock`"
        assert wish.specifier.contains(pinned[name]), f"{level}.txt pins {name} {pinned[name]}, not {line}"


@pytest.mark.parametrize("level", WANTED)
def test_every_pin_has_hashes_and_nothing_else_stands_there(level: str) -> None:
    lines = (ROOT / "requirements" / f"{level}.txt").read_text("utf-8").splitlines()
    for line, after in itertools.pairwise(lines):
        assert re.match(r" *#|[a-z0-9-]+==| +--hash=sha256:[0-9a-f]{64}( \\)?$", line), line
        if "==" in line:
            assert after.lstrip().startswith("--hash=sha256:"), line


def test_the_locks_agree_with_each_other() -> None:
    widest = pins("lint")
    for level in WANTED:
        beside = {name: pin for name, pin in pins(level).items() if name in widest or level != "bench"}
        assert beside.items() <= widest.items()


@pytest.mark.parametrize(
    ("folders", "level"),
    [(("engine", "channels"), "run"), (("tests",), "test"), (("benchmarks",), "bench")],
    ids=["run", "test", "bench"],
)
def test_what_the_code_imports_is_asked_for_by_name(folders: tuple[str, ...], level: str) -> None:
    asked = {canonical(Requirement(line).name) for line in (*WANTED[level], *WHOLE)}
    homes = packages_distributions()
    unasked = {
        f"{path.relative_to(ROOT)}: {name}"
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
        for name in imported(path) - set(sys.stdlib_module_names) - {"qauly", "tests", "benchmarks"}
        if not {canonical(home) for home in homes.get(name, (name,))} & asked  # what only benchmarks need is not here
    }
    assert not unasked, "pyproject.toml does not ask for these"


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(path: Path) -> set[str]:
    """The first names of all absolute imports of a file."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    direct = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    members = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.partition(".")[0] for name in direct | members}
