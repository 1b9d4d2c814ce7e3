"""Mistakes put into the shipped wording by a machine: how many `qauly check` finds, by kind, and how long it takes."""

import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.wording import test_mutations, test_replaced

from qauly.engine.content import Content
from qauly.engine.law.library import Law


def main() -> None:
    """Prints a line a kind, and the time of a whole check."""
    law = Law.load(Content.open())
    made, caught, missed = test_mutations.table(law)
    show("Mistakes in one language of a clause (errors)", made, caught)
    show("Changes of whole points, beside the edition that is replaced (warnings)", *test_replaced.table(law))
    for mutant in missed:
        print(f"  not found: {mutant.kind}, {mutant.file} [{mutant.clause.id}]")
    print(f"qauly check of the whole content, as a lawyer runs it: {statistics.median(_checks(3)):.1f} s")


def _checks(count: int) -> Iterator[float]:
    """Seconds of the command in a process of its own, from its start to its end."""
    for _round in range(count):
        start = time.perf_counter()
        subprocess.run([Path(sys.executable).with_name("qauly"), "check"], check=True, stdout=subprocess.DEVNULL)
        yield time.perf_counter() - start


def show(title: str, made: Counter[str], caught: Counter[str]) -> None:
    print(f"{title}: {made.total()}, found: {caught.total()}")
    for kind in made:
        print(f"  {kind:40}{made[kind]:6}{caught[kind] / made[kind]:9.1%}")


if __name__ == "__main__":
    main()
