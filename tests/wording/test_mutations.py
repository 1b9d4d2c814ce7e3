"""Mutants of our own wording: every mechanical mistake in one language is found, and the clean wording has none."""

from collections import Counter
from itertools import islice

from tests.wording.mutants import Mutant, mutants

from qauly.engine.law.audit import ProcedureAudit
from qauly.engine.law.library import Law
from qauly.engine.wording.audit import clause_findings
from qauly.engine.wording.glossary import load_glossary

LEAST = 1000
EVERY = 23  # a prime, so that every kind, file and language has its share; `make bench` takes them all


def table(law: Law, every: int = 1) -> tuple[Counter[str], Counter[str], list[Mutant]]:
    """Mutants by kind, how many of them an error names with both texts, and those that slipped through."""
    audits = {name: ProcedureAudit(procedure, law, law.editions.content) for name, procedure in law.procedures.items()}
    glossary = load_glossary(law.editions.content)
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    missed = []
    for mutant in islice(mutants(law), 0, None, every):
        made[mutant.kind] += 1
        folder = mutant.file.split("/")[1]
        found = clause_findings(law, audits[folder], glossary, mutant.file, mutant.edition, mutant.clause)
        errors = [each for each in found if each.severity == "error" and each.clause == mutant.clause.id]
        if any(set(each.texts) == {"kk", "ru"} for each in errors):
            caught[mutant.kind] += 1
        else:
            missed.append(mutant)
    return made, caught, missed


def test_every_mechanical_mistake_is_found(law: Law) -> None:
    made, caught, missed = table(law, EVERY)
    assert made.total() >= LEAST and len(made) >= 24
    shown = [(each.kind, each.file, each.clause.id, each.clause.kk[:80], each.clause.ru[:80]) for each in missed[:10]]
    assert made == caught, shown
