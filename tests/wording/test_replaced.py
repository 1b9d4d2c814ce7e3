"""An edition beside the one it replaces: what changed in one language alone, and points that came, went or moved."""

from collections import Counter
from pathlib import Path

import pytest
from tests.wording.mutants import edition_mutants

from qauly.engine.content import Content
from qauly.engine.law.library import Law
from qauly.engine.wording.check import check_content
from qauly.engine.wording.editions import Clause, Edition
from qauly.engine.wording.replaced import one_sided, points

ACT = "legal_texts/simplified_proceeding/resolution.initiation/2024-01-18.yaml"


def editions(law: Law) -> list[Edition]:
    return [law.editions.read(file) for starts in law.editions.starts.values() for file in starts.values()]


def documents(law: Law) -> list[Edition]:
    return [each for each in editions(law) if len(each.clauses) > 1]


def changed(edition: Edition, clauses: tuple[Clause, ...]) -> Edition:
    return edition.model_copy(update={"clauses": clauses})


def table(law: Law) -> tuple[Counter[str], Counter[str]]:
    """Mutants of whole editions by kind, and how many of them are told with the clause and both texts."""
    made: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for kind, before, after in edition_mutants(law):
        made[kind] += 1
        told[kind] += any(change.clause.kk and change.clause.ru for change in points(before, after))
    return made, told


def test_every_change_of_points_is_told(law: Law) -> None:
    made, told = table(law)
    assert made == told and made.total() >= 1000 and len(made) == 6
    assert not [change for each in documents(law) for change in (*points(each, each), *one_sided(each, each))]


def test_a_text_changed_in_one_language_is_told(law: Law) -> None:
    for edition in documents(law):
        for at, clause in enumerate(edition.clauses):
            for lang in ("kk", "ru"):
                made = clause.model_copy(update={lang: clause[lang] + " x"})
                after = changed(edition, (*edition.clauses[:at], made, *edition.clauses[at + 1 :]))
                (change,) = one_sided(edition, after)
                assert change.clause.id == clause.id and lang in change.message.text("en")
                assert " ".join(clause[lang].split()) in change.message.text("ru")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("when: has_offence", "when: not has_offence", "the condition was has_offence, and is not has_offence."),
        ("when: has_offence", "when: null", "the condition was has_offence, and is –."),
        ("О принятом решении сообщить", "О принятом решении немедля сообщить", "only the ru text was changed"),
    ],
)
def test_an_overlay_is_told_what_it_replaces(content: Content, tmp_path: Path, old: str, new: str, said: str) -> None:
    text = content.read_text(ACT)
    assert old in text
    place = tmp_path / "office" / ACT
    place.parent.mkdir(parents=True)
    place.write_text(text.replace(old, new, 1), "utf-8")
    found = [each for each in check_content(Content.open([tmp_path / "office"])).findings if each.rule == "W-017"]
    assert len(found) == 1 and said in found[0].message.text("en") and found[0].line > 1
    assert found[0].severity == "warning" and set(found[0].texts) == {"kk", "ru"}
