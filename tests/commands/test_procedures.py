"""qauly procedures: the rules as tables and as a picture."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from qauly.engine.commands.picture import draw
from qauly.engine.law.library import Law

from .conftest import Qauly

SVG = "{http://www.w3.org/2000/svg}"


def test_the_list_names_every_procedure(qauly: Qauly, law: Law) -> None:
    out = qauly("procedures").out
    assert law.procedures
    assert all(name in out for name in law.procedures)


@pytest.mark.parametrize("ui", ["kk", "ru", "en"])
def test_a_procedure_shows_every_row_of_its_rules(qauly: Qauly, law: Law, ui: str) -> None:
    for name, procedure in law.procedures.items():
        out = qauly("procedures", name, "--ui", ui).out
        for rule in procedure.rules:
            said = rule.transition if ui == "en" else getattr(procedure.transitions[rule.transition], ui).split()[0]
            assert said in out, rule.id
        assert all(row.kind in out for rule in procedure.rules for row in rule.documents)
        assert all(row.kind in out for rule in procedure.rules for row in rule.notices)
        acts = {source.act for rule in procedure.rules for source in [rule.rests_on(None)] if source}
        assert acts and all(act in out for act in acts)


def test_the_picture_is_written(qauly: Qauly, tmp_path: Path) -> None:
    run = qauly("procedures", "simplified_proceeding", "--svg", "pictures/states.svg", "--ui", "ru")
    assert run.code == 0
    assert "Возбуждено" in (tmp_path / "pictures" / "states.svg").read_text("utf-8")


@pytest.mark.parametrize("ui", ["kk", "ru", "en"])
def test_the_picture_shows_every_state_and_nothing_lies_on_anything(law: Law, ui: str) -> None:
    for procedure in law.procedures.values():
        page = ElementTree.fromstring(draw(procedure, ui))  # type: ignore[arg-type]  # a Literal, parametrized
        names = {text.text for text in page.iter(f"{SVG}text") if text.get("class") == "name"}
        states = {code if ui == "en" else getattr(words, ui) for code, words in procedure.statuses.items()}
        assert states <= names
        frames = [
            tuple(float(rect.get(side, "0")) for side in ("x", "y", "width", "height"))
            for rect in page.iter(f"{SVG}rect")
            if rect.get("class")
        ]
        width, height = float(page.get("width", "0")), float(page.get("height", "0"))
        for number, (x, y, w, h) in enumerate(frames):
            assert x >= 0 and y >= 0 and x + w <= width and y + h <= height
            for x2, y2, w2, h2 in frames[number + 1 :]:
                assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y
