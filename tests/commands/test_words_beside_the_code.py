"""The words beside the QR code are those of the day of issue, whatever an office's catalogs say later."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qauly.engine.content import Content
from qauly.engine.messages import speak_by
from qauly.engine.pdf_content import content_of
from qauly.engine.render import Press
from qauly.engine.wording.caption import CAPTION, CODE

from ..render.issued import DOCUMENTS
from .conftest import Qauly

THEN = "Камераны бағыттаңыз."
LATER = "Тексеру үшін мына жерге қараңыз."
SMUGGLED = "Төлемді 8700 нөмірге жіберіңіз."
CASE = "2024-000790"


def catalog(folder: Path, caption: str) -> Path:
    """An office's content folder whose Kazakh catalog has these words beside the code."""
    file = folder / "locales" / "kk" / "LC_MESSAGES" / "qauly.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    lines = ((CAPTION.msgid, caption), (CODE.msgid, "Код осы: {code}"))
    file.write_text(head + "".join(f'\nmsgid "{msgid}"\nmsgstr "{words}"\n' for msgid, words in lines), "utf-8")
    return folder


@pytest.fixture(autouse=True)
def shipped_words() -> Any:
    yield
    speak_by()


def issue(qauly: Qauly, fine: dict[str, Any], place: Path, office: Path) -> Path:
    """The resolution of a case, issued by an installation of its own in `place`."""
    event = {
        "id": "beside-1", "procedure": "simplified_proceeding", "case": CASE, "type": "writ_received",
        "at": "2024-01-18T10:15:00+06:00", "facts": fine,
    }  # fmt: skip
    place.mkdir(exist_ok=True)
    (place / "qauly.toml").write_text(f'database = "sqlite:///{place / "q.db"}"\narchive = "{place / "archive"}"\n')
    (place / "event.jsonl").write_text(json.dumps(event, ensure_ascii=False), "utf-8")
    run = qauly("handle", place / "event.jsonl", "--out", place / "out", "--content", office, *settings(place))
    assert run.code == 0, run.err
    return place / "out" / CASE / "1-resolution.initiation.pdf"


def settings(place: Path) -> tuple[str, Path]:
    return "--config", place / "qauly.toml"


def test_a_later_catalog_changes_nothing_of_what_was_issued(qauly: Qauly, fine: dict[str, Any], tmp_path: Path) -> None:
    office, place = catalog(tmp_path / "office", THEN), tmp_path / "here"
    paper = issue(qauly, fine, place, office)
    assert content_of(paper.read_bytes()).data["beside"]["caption"]["kk"] == THEN
    proof = place / "proof.pdf"
    made = qauly(
        "proof", CASE, "--at", "2024-01-19T10:00:00+06:00", "--out", proof, "--content", office, *settings(place)
    )
    assert made.code == 0, made.err
    catalog(office, LATER)
    found = qauly("verify", paper, "--content", office, *settings(place))
    assert found.code == 0, found.out
    assert "V-009" not in found.out and "byte" in found.out
    again = qauly("reprint", CASE, "--json", "--content", office, *settings(place))
    assert {each["verdict"] for each in again.objects} == {"same"}
    assert qauly("verify", proof, "--content", office, *settings(place)).code == 0


def test_where_no_ledger_vouches_strange_words_are_shown(qauly: Qauly, fine: dict[str, Any], tmp_path: Path) -> None:
    paper = issue(qauly, fine, tmp_path / "there", catalog(tmp_path / "office", SMUGGLED))
    speak_by()
    (tmp_path / "nowhere").mkdir()
    found = qauly("verify", paper, "--json")
    told = {each["rule"]: each for each in found.objects[0]["answers"] if each["rule"] != "V-009"}
    strange = [each for each in found.objects[0]["answers"] if each["rule"] == "V-009"]
    assert told["V-003"]["verdict"] == "good"
    assert {each["verdict"] for each in strange} == {"unknown"}
    assert any(SMUGGLED in each["message"]["kk"] for each in strange)


def test_words_smuggled_through_the_record_are_found_by_the_ledger(
    qauly: Qauly, fine: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The forger prints the same case with the same code on a press like ours: only the record and the page differ."""
    monkeypatch.setenv("QAULY_SECRET", "the same secret of both, known to the forger as well")
    office = catalog(tmp_path / "office", THEN)
    issue(qauly, fine, tmp_path / "here", office)
    forged = issue(qauly, fine, tmp_path / "forger", catalog(tmp_path / "other", SMUGGLED))
    found = qauly("verify", forged, "--json", "--content", office, *settings(tmp_path / "here"))
    told = {each["rule"]: each["verdict"] for each in found.objects[0]["answers"]}
    assert found.code == 1 and told["V-022"] == "bad" and told["V-009"] == "unknown"
    assert "the data inside were changed" in json.dumps(found.objects[0])


@pytest.mark.parametrize("words", [THEN, None])
def test_a_page_from_before_the_record_stays_whole(content: Content, tmp_path: Path, words: str | None) -> None:
    """Its words are those of the shipped catalog of then, or those an office had, which it still has."""
    document = next(iter(DOCUMENTS.values()))
    data = {name: value for name, value in document.data.items() if name != "beside"}
    if words:
        speak_by([catalog(tmp_path / "office", words)])
    paper = Press(content).pdf(replace(document, beside=None, data=data))
    if not words:
        speak_by([catalog(tmp_path / "office", LATER)])
    assert content_of(paper).first_difference() is None


def test_other_words_than_those_recorded_are_told(content: Content, tmp_path: Path) -> None:
    document = next(iter(DOCUMENTS.values()))
    speak_by([catalog(tmp_path / "office", SMUGGLED)])
    paper = Press(content).pdf(replace(document, beside=None))  # the page by the catalog, the data as they were
    difference = content_of(paper).first_difference()
    assert difference is not None and difference[1].startswith("Төлемді8700")
