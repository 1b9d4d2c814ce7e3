"""What README tells people to type works as it stands there, in its order."""

import re
import shlex
from pathlib import Path

from .conftest import Qauly

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_commands_and_the_python_run(qauly: Qauly) -> None:
    lines = [line[2:] for block in blocks("sh") for line in block.splitlines() if line.startswith("$ ")]
    assert len(lines) >= 8
    for line in lines:
        program, *arguments = shlex.split(line, comments=True)
        assert program == "qauly"
        run = qauly(*arguments)
        assert run.code == 0, f"{line}\n{run.err}"
        assert run.out.strip(), line
    (snippet,) = blocks("python")
    exec(compile(snippet, "README.md", "exec"), {})
    assert list(Path("documents").rglob("*.pdf"))


def test_every_command_stands_there(qauly: Qauly) -> None:
    listed = re.findall(r"^  (\w+) {2,}", qauly("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert len(listed) >= 9
    assert not [name for name in listed if f"qauly {name}" not in README]
