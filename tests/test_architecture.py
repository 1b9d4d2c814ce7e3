"""Rules of the house that no single module can keep alone."""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from qauly.engine.content import Content
from qauly.engine.law.library import Law

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for folder in ("engine", "channels") for path in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Absolute names of everything a module imports, at any depth of it."""
    package = ("qauly", *path.relative_to(ROOT).parent.parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            start = ".".join((*base, *filter(None, [node.module])))
            found |= {f"{start}.{alias.name}" for alias in node.names}
    return found


def test_the_engine_never_imports_channels() -> None:
    engine = [path for path in MODULES if path.is_relative_to(ROOT / "engine")]
    assert engine
    guilty = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in engine
        for name in imported(path)
        if re.match(r"(qauly\.)?channels(\.|$)", name)
    }
    assert not guilty


def test_the_language_layer_loads_alone() -> None:
    code = (
        "import sys, qauly.engine.language\n"
        "print(*sorted({'pydantic', 'sqlalchemy', 'babel', 'jinja2', 'weasyprint', 'docxtpl'} & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-P", "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.split() == []


def test_files_stay_short() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert not {path: length for path, length in lengths.items() if length > 400}
    assert statistics.median(length for length in lengths.values() if length) <= 150


@pytest.mark.parametrize("folder", ["engine", "channels", "tests", "benchmarks"])
def test_no_module_shadows_the_standard_library(folder: str) -> None:
    ours = [path for path in (ROOT / folder).rglob("*") if "node_modules" not in path.parts]
    found = {path.stem for path in ours if path.suffix == ".py"} | {path.name for path in ours if path.is_dir()}
    assert not (found - {"__init__", "__main__", "__pycache__"}) & set(sys.stdlib_module_names)


def test_the_repository_names_no_machine() -> None:
    """No path of somebody's disk, no address of a package registry, in any text file that git keeps."""
    traces = re.compile(
        rb"(?<![\w./])/(work|root|opt|home|Users)/\w|pypi\.org|pythonhosted\.|--(extra-)?index-url|find[-]links"
    )
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    guilty = {
        f"{path.relative_to(ROOT)}: {found.group().decode()}"
        for path in files
        if path.is_file() and not path.is_symlink() and (found := traces.search(path.read_bytes()))
    }
    assert not guilty


def test_nothing_in_the_engine_knows_a_procedure_or_an_article() -> None:
    """Procedures, kinds, acts and numbers of the law are data; Python may name them in an explanation only."""
    content = Content.open()
    law = Law.load(content)
    names = {*law.procedures, *law.acts, *law.parameters.entries, *(kind for _folder, kind in law.editions.starts)}
    names |= {rule.id for procedure in law.procedures.values() for rule in procedure.rules if "_" in rule.id}
    guilty = {
        f"{path.relative_to(ROOT)}: {node.value}"
        for path in MODULES
        if path.is_relative_to(ROOT / "engine")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names
    }
    assert not guilty
