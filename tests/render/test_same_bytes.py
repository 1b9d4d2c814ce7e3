"""The same bytes of every kind, edition and regime in four surroundings: time zone, locale, hash seed, folder."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from qauly.engine.render import Press

from .issued import DOCUMENTS

ROOT = Path(__file__).parents[2]
PROGRAM = """
import hashlib, json
from qauly.engine.content import Content
from qauly.engine.render import Press
from tests.render.issued import DOCUMENTS
press = Press(Content.open())
print(json.dumps({f"{name} {each.name}": hashlib.sha256(each.data).hexdigest()
                  for name, document in DOCUMENTS.items() for each in press.render(document)}))
"""
SURROUNDINGS = (
    {"TZ": "Asia/Almaty", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
    {"TZ": "America/Anchorage", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "42"},
)


def test_the_same_bytes_in_four_surroundings(press: Press, tmp_path: Path) -> None:
    here = {
        f"{name} {each.name}": hashlib.sha256(each.data).hexdigest()
        for name, document in DOCUMENTS.items()
        for each in press.render(document)
    }
    for number, surroundings in enumerate(SURROUNDINGS):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = os.pathsep.join([str(ROOT), str(ROOT / ".link")])
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": path, **surroundings}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        assert json.loads(run.stdout) == here, surroundings
    assert len(here) * (len(SURROUNDINGS) + 1) >= 200
