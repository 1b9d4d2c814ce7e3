"""preview: every kind of document, notice and page in every format that it has; a page in all its states."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from qauly.engine.content import Content
from qauly.engine.law.library import Law

from .conftest import Qauly

KINDS = sorted(f"{folder}/{kind}" for folder, kind in Law.load(Content.open()).editions.starts)
NAMES = ("Ибраев", "Сулейменов", "Жүнісова", "Сүлейменов", "Джунусова")


def formats(kind: str) -> tuple[str, ...]:
    plain = kind.rpartition("/")[2]
    if kind == "service/page.telegram":
        return ("txt",)
    if plain.startswith("page."):
        return ("txt", "html")
    return ("txt", "sms") if plain.startswith("notice.") else ("txt", "html", "docx", "pdf")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_shown_in_every_format_it_has(qauly: Qauly, tmp_path: Path, kind: str) -> None:
    for form in formats(kind):
        file = tmp_path / f"made.{form}"
        run = qauly("preview", kind, "--format", form, "--lang", "ru", "--out", file)
        if form == "sms" and run.code:
            assert "Ask for txt or sms." in run.err  # goes out by other media alone
            continue
        assert run.code == 0, run.err
        made = file.read_bytes()
        if form == "pdf":
            assert made.startswith(b"%PDF")
        elif form == "docx":
            assert "word/document.xml" in ZipFile(BytesIO(made)).namelist()
        else:
            assert re.search("[а-я]{5}", made.decode("utf-8"))
            assert "{{" not in made.decode("utf-8")


def test_a_bot_speaks_clause_by_clause(qauly: Qauly) -> None:
    told = qauly("preview", "page.telegram", "--lang", "kk").out
    assert re.findall(r"^\[(\w+)\]", told, re.MULTILINE)[:3] == ["notice", "consent", "agree"] and "/stop" in told
    run = qauly("preview", "page.telegram", "--format", "html")
    assert run.code == 2 and run.complaints == ["--format: is what a bot says. Ask for txt."]


@pytest.mark.parametrize("form", ["docx", "pdf", "sms"])
def test_a_page_has_no_other_format(qauly: Qauly, form: str) -> None:
    run = qauly("preview", "page.case", "--format", form)
    assert run.code == 2
    assert run.complaints == ["--format: is a page of the site. Ask for txt or html."]


def test_a_page_is_shown_in_both_languages_side_by_side(qauly: Qauly) -> None:
    """In frames that run nothing and load nothing, so that the file can be sent to a reader."""
    whole = qauly("preview", "simplified_proceeding/page.case", "--format", "html").out
    frames = re.findall(r'<iframe lang="(\w+)" title="[^"]+" sandbox srcdoc="([^"]*)">', whole)
    assert [lang for lang, _page in frames[:4]] == ["kk", "ru", "kk", "ru"]
    assert not re.search(r'(?:src|href)="(?:https?:)?/', whole + "".join(unescape(page) for _lang, page in frames))
    texts = [plain(page) for _lang, page in frames]
    assert "Сізге қатысты оңайлатылған іс жүргізу қозғалды" in texts[0] and "Келіспеймін" in texts[0]
    assert "В отношении вас возбуждено упрощенное производство" in texts[1] and "Перейти к оплате" in texts[1]
    assert any("Задолженность полностью оплачена" in text for text in texts)
    assert any("вынесено постановление об аресте" in text for text in texts)
    assert len(set(texts)) == len(texts)


def test_each_page_shows_its_states(qauly: Qauly) -> None:
    told = {
        kind: qauly("preview", f"simplified_proceeding/{kind}", "--lang", "ru").out.replace("\u00a0", " ")
        for kind in ("page.case", "page.entry", "page.objection", "page.slip", "page.verify")
    }
    assert told["page.entry"].count("----") == 1
    assert "отозвать подтверждение нельзя" in told["page.objection"] and "больше не действует" in told["page.objection"]
    assert "0,00 тенге" not in told["page.slip"].replace("20,00", "").replace("30,00", "").replace("40,00", "")
    assert "После этого документа" in told["page.verify"] and "Жамбылской" in told["page.verify"]
    assert not any(name in told[kind] for kind in ("page.entry", "page.verify") for name in NAMES)


def test_a_page_follows_the_day(qauly: Qauly) -> None:
    pilot, national = (
        qauly("preview", "simplified_proceeding/page.case", "--on", day).out for day in ("2024-02-05", "2025-05-05")
    )
    assert "«Келіспеймін» батырмасын басыңыз" in pilot and "Шара қолданылмайтын" not in pilot
    assert "Шара қолданылмайтын" in national


@pytest.mark.parametrize("kind", ["resolution.termination", "notice.terminate"])
def test_a_day_on_which_no_case_would_be_opened_is_told_as_such(qauly: Qauly, kind: str) -> None:
    """The example moved to that day opens no case; that is no fault of the rules."""
    run = qauly("preview", kind, "--on", "2024-01-18")
    assert run.code == 1
    assert run.complaints == [
        f"{kind}: no example course issues it on 2024-01-18. Choose another date, or add a course for that day."
    ]


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).replace("\u00a0", " ").split())
