"""An edition beside the one it replaces: what changed in one language alone, and points that came, went or moved."""

from pathlib import Path

import pytest

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


def test_every_change_of_points_is_told(law: Law) -> None:
    """Each clause dropped, added, moved, freed of its condition or given another's: in every document of ours."""
    told = 0
    for edition in documents(law):
        clauses = edition.clauses
        assert not list(points(edition, edition)) and not list(one_sided(edition, edition))
        for at, clause in enumerate(clauses):
            rest = (*clauses[:at], *clauses[at + 1 :])
            other = next((each.when for each in clauses if each.when != clause.when), "other")
            mutants = [rest, (*clauses[: at + 1], clause.model_copy(update={"id": "new"}), *clauses[at + 1 :])]
            for update in ({"when": other}, {"source": "drafting", "when": clause.when}):
                made = clause.model_copy(update=update)
                if (made.when, made.source) != (clause.when, clause.source):
                    mutants.append((*clauses[:at], made, *clauses[at + 1 :]))
            mutants.append((*rest, clause) if at + 1 < len(clauses) else (clause, *rest))
            for mutant in mutants:
                assert list(points(edition, changed(edition, mutant))), (edition.id, clause.id)
                told += 1
    assert told >= 1000


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
