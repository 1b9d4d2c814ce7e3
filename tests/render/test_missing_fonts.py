"""An installation that lacks a font file prints nothing and says which file it lacks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qauly.engine.content import SHIPPED, Content
from qauly.engine.courses.story import load_courses

FOLDERS = ("engine", "channels", "legal_texts", "locales", "templates")
FILES = ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf", "fonts.conf")


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A copy of the package in which a file may be missing; what is only read is linked."""
    package = tmp_path / "installed" / "qauly"
    package.mkdir(parents=True)
    for name in FOLDERS[1:-1]:
        (package / name).symlink_to(SHIPPED / name)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SHIPPED / "engine", package / "engine", ignore=ignored)  # it finds its folders beside itself
    shutil.copytree(SHIPPED / "templates", package / "templates")
    return package


def qauly(package: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """`qauly …` of that installation, in an empty folder."""
    here = package.parent.parent / "here"
    here.mkdir(exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "qauly.engine", *map(str, arguments)]
    return subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_printed_without_a_font(installation: Path, file: str) -> None:
    (installation / "templates" / "fonts" / file).unlink()
    run = qauly(installation, "preview", "resolution.initiation", "--format", "pdf", "--out", "act.pdf")
    assert run.returncode == 1, run.stderr
    (line,) = run.stderr.splitlines()
    assert line.startswith(f"templates/fonts/{file}: is missing") and "Restore the file" in line
    assert list((installation.parent.parent / "here").iterdir()) == []


@pytest.mark.parametrize("left", [0, 200, 100_000], ids=lambda left: f"{left} bytes")
def test_nothing_is_printed_with_a_font_that_is_cut_off(installation: Path, left: int) -> None:
    place = installation / "templates" / "fonts" / "Tinos-Italic.ttf"
    place.write_bytes(place.read_bytes()[:left])
    run = qauly(installation, "preview", "resolution.initiation", "--format", "pdf", "--out", "act.pdf", "--ui", "ru")
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert run.stderr.startswith("templates/fonts/Tinos-Italic.ttf: ") and "повреждён" in run.stderr
    assert list((installation.parent.parent / "here").iterdir()) == []


def test_an_event_is_refused_whole_without_a_font(installation: Path) -> None:
    """The ledger takes neither case nor document, so the same event may come again when the file is back."""
    place = installation / "templates" / "fonts" / "Tinos-Bold.ttf"
    kept = place.read_bytes()
    course = next(each for each in load_courses(Content.open()) if each.name == "01-pilot-paid")
    first = installation.parent.parent / "event.jsonl"
    first.write_text(course.event(course.steps[0]).model_dump_json() + "\n", "utf-8")
    place.unlink()
    run = qauly(installation, "handle", first, "--out", "out", "--json")
    assert run.returncode == 1 and "templates/fonts/Tinos-Bold.ttf" in run.stderr and "Traceback" not in run.stderr
    assert run.stdout == "" and not list((installation.parent.parent / "here").glob("out/**/*.*"))
    place.write_bytes(kept)
    again = qauly(installation, "handle", first, "--out", "out", "--json")
    assert again.returncode == 0 and list((installation.parent.parent / "here").glob("out/**/*.pdf"))


def test_check_names_every_font_that_is_missing(installation: Path) -> None:
    for file in ("Tinos-Bold.ttf", "fonts.conf"):
        (installation / "templates" / "fonts" / file).unlink()
    run = qauly(installation, "check")
    told = [line for line in run.stdout.splitlines() if "R-003" in line]
    assert run.returncode == 1
    assert [line.partition(":")[0] for line in told] == ["templates/fonts/Tinos-Bold.ttf", "templates/fonts/fonts.conf"]
