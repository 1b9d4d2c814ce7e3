"""Mistakes put into the shipped wording by a machine: how many `qauly check` finds, by kind, and how long it takes."""

import time

from tests.wording.test_mutations import table

from qauly.engine.content import Content
from qauly.engine.law.library import Law
from qauly.engine.wording.check import check_content


def main() -> None:
    """Prints a line a kind, and the time of a whole check."""
    made, caught, missed = table(Law.load(Content.open()))
    print(f"Mutants of the wording: {made.total()}, found: {caught.total()}")
    for kind in made:
        print(f"  {kind:40}{made[kind]:6}{caught[kind] / made[kind]:9.1%}")
    for mutant in missed:
        print(f"  not found: {mutant.kind}, {mutant.file} [{mutant.clause.id}]")
    start = time.process_time()
    check_content(Content.open())
    print(f"qauly check of the whole content: {time.process_time() - start:.1f} s")


if __name__ == "__main__":
    main()
