"""Labelled sets: forms that a person has read, one row a word; the benchmark measures other libraries on them too."""

import csv
from pathlib import Path

SETS = Path(__file__).parent / "sets"


def rows(name: str) -> list[dict[str, str]]:
    with (SETS / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))
