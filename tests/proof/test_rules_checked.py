"""`qauly check` finds what is wrong with the rules of service, by file and line."""

from pathlib import Path
from typing import Any, get_args

import pytest

from qauly.engine import ContentError
from qauly.engine.config import Media
from qauly.engine.content import Content
from qauly.engine.delivery.states import DispatchState
from qauly.engine.law.library import Law
from qauly.engine.law.service import FILE, load_service
from qauly.engine.law.service_audit import ServiceAudit
from qauly.engine.ports import ReceiptState, SendStatus, Verdict

CHANGES = {
    "an act that is not there": ("{act: koap, article", "{act: kodex, article", "acts.yaml has no act kodex"),
    "a procedure forgotten": ("  ecase: []", "  # ecase: []", "`procedures` has no ecase"),
    "a procedure too many": ("  ecase: []", "  ecase: []\n  eviction: []", "there is no procedure eviction"),
    "a medium without words": ("    telegram: {kk:", "    telegraph: {kk:", "`words.media` has no telegram"),
    "a reason without words": ("    alone: {kk:", "    # alone: {kk:", "`words.why` has no alone"),
}


def overlay(folder: Path, content: Content, old: str, new: str) -> Content:
    text = content.read_text(FILE)
    assert old in text
    (folder / "legal_texts" / "service").mkdir(parents=True)
    (folder / FILE).write_text(text.replace(old, new), "utf-8")
    return Content.open([folder])


@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_is_named_with_its_line(name: str, content: Content, law: Law, tmp_path: Path) -> None:
    old, new, words = CHANGES[name]
    changed = overlay(tmp_path, content, old, new)
    found = [each for each in ServiceAudit(load_service(changed), changed).walk(law) if each.severity == "error"]
    assert found and all(each.file == FILE and each.line > 0 for each in found)
    assert any(words in each.message.text("en") for each in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("moment: recorded, parts: all}", "moment: sometime, parts: all}"),
        ("by: [delivered, read], moment: recorded, parts", "by: [], moment: recorded, parts"),
        ("by: [delivered, read], moment: recorded, parts", "colour: red, by: [read], moment: recorded, parts"),
        ("    no_rule: {kk:", "    no_rules: {kk:"),
    ],
)
def test_the_file_is_strict(old: str, new: str, content: Content, tmp_path: Path) -> None:
    changed = overlay(tmp_path, content, old, new)
    with pytest.raises(ContentError) as refused:
        load_service(changed)
    assert refused.value.findings[0].file == FILE and refused.value.findings[0].line > 1


def test_the_shipped_rules_have_no_error_and_say_what_is_unchecked(content: Content, law: Law) -> None:
    found: list[Any] = list(ServiceAudit(load_service(content), content).walk(law))
    assert [(each.rule, each.severity) for each in found] == [("Q-002", "warning")]


def test_whatever_the_ledger_says_has_words(content: Content) -> None:
    words = load_service(content).words
    states = {*get_args(DispatchState), *get_args(SendStatus), *get_args(ReceiptState)}
    assert states <= set(words.states)
    assert set(get_args(Verdict)) - {"quarantined"} <= set(words.verdicts), "quarantined: no dispatch is known for it"
    assert set(Media.model_fields) - {"system"} <= set(words.media)
