"""requirements/*.txt pin, with hashes, what pyproject.toml asks for; `make lock` writes them."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]
WANTED = {
    "setup": GROUPS["setup"],
    "run": PROJECT["project"]["dependencies"],
    "test": PROJECT["project"]["dependencies"] + GROUPS["test"],
    "lint": PROJECT["project"]["dependencies"] + GROUPS["setup"] + GROUPS["test"] + GROUPS["lint"],
}


def pins(level: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{level}.txt").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, re.MULTILINE))


@pytest.mark.parametrize("level", WANTED)
def test_what_is_asked_for_is_pinned(level: str) -> None:
    pinned = pins(level)
    for line in WANTED[level]:
        wish = Requirement(line)
        name = re.sub(r"[-_.]+", "-", wish.name).lower()
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
        assert pins(level).items() <= widest.items()
