"""The repository is the package: the tree, the wheel and the wheel made from the sdist hold the same files.

hatchling once dropped the linked folders from the sdist without a word, so this compares names, not exit codes.
"""

import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("channels", "engine", "legal_texts", "locales", "templates")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with tree.whl, the sdist, and sdist.whl made from it."""
    out = tmp_path_factory.mktemp("built")
    sdist = build(ROOT, "sdist", out)
    build(ROOT, "wheel", out).rename(out / "tree.whl")
    with tarfile.open(sdist) as archive:
        archive.extractall(out, filter="data")
    build(out / sdist.name.removesuffix(".tar.gz"), "wheel", out).rename(out / "sdist.whl")
    return out


def build(source: Path, what: str, out: Path) -> Path:
    code = f"import hatchling.build as b; print(b.build_{what}({str(out)!r}))"
    run = subprocess.run([sys.executable, "-c", code], cwd=source, check=True, capture_output=True, text=True)
    return out / run.stdout.split()[-1]


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def tree() -> set[str]:
    return {
        f"qauly/{path.relative_to(ROOT).as_posix()}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_tree(built: Path) -> None:
    assert names(built / "tree.whl") == tree()


def test_the_wheel_of_the_sdist_is_the_wheel_of_the_tree(built: Path) -> None:
    assert names(built / "sdist.whl") == names(built / "tree.whl")


def test_the_sdist_holds_the_tests_and_no_link_twice(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert "tests/packaging/test_contents.py" in held
    assert not {name for name in held if name.startswith(".link")}


@pytest.mark.parametrize("wheel", ["tree.whl", "sdist.whl"])
def test_an_installed_wheel_reads_its_content(built: Path, tmp_path: Path, wheel: str) -> None:
    venv.create(tmp_path / "env", symlinks=True)
    site = next((tmp_path / "env").glob("lib/python3*/site-packages"))
    with zipfile.ZipFile(built / wheel) as archive:
        archive.extractall(site)
    # What Qauly needs comes from the environment of the tests; a .pth inside it, ours included, is not followed.
    (site / "needs.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    code = (
        "import qauly.engine, qauly.channels\n"
        "from importlib.resources import files\n"
        "from importlib.util import find_spec\n"
        "assert (files('qauly.legal_texts') / 'acts.yaml').read_text('utf-8')\n"
        "assert (files('qauly.templates') / 'act.docx').read_bytes()[:2] == b'PK'\n"
        "top = ['engine', 'channels', 'templates', 'locales', 'legal_texts', 'tests', 'benchmarks']\n"
        "found = {name: find_spec(name) for name in top}\n"  # a library of the tests brings a folder `tests` of its own
        f"assert not [name for name, spec in found.items() if spec and {str(site)!r} in str(spec.origin)]\n"
        "print(qauly.engine.__file__)\n"
    )
    python = tmp_path / "env" / "bin" / "python"
    run = subprocess.run([python, "-P", "-c", code], cwd="/", check=True, capture_output=True, text=True)
    assert Path(run.stdout.strip()).is_relative_to(site)


@pytest.mark.slow
def test_the_demo_runs_from_a_wheel_that_pip_installed(built: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True, symlinks=True)
    (site,) = (tmp_path / "env").glob("lib/python3*/site-packages")
    (site / "needs.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    wheel = tmp_path / "qauly-0.1.0-py3-none-any.whl"
    shutil.copy(built / "tree.whl", wheel)
    programs = tmp_path / "env" / "bin"
    pip = [programs / "pip", "install", "--no-deps", "--no-index", "-qq", wheel]
    subprocess.run(list(map(str, pip)), check=True, cwd="/")
    command = [programs / "qauly", "demo", "--out", tmp_path / "demo"]
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd="/", check=False)
    assert run.returncode == 0, run.stderr
    assert list((tmp_path / "demo").rglob("*.pdf"))
