"""The page of the screen: its language, its headings, nothing from elsewhere; and the page of an e-mail."""

import re
from typing import Any

import pytest
from lxml import html

from qauly.engine.render import Press
from qauly.engine.wording.document import LANGS, Lang

from .documents import sample


def _tree(page: str) -> Any:
    return html.document_fromstring(page)


@pytest.mark.parametrize("lang", LANGS)
def test_page_names_its_language_and_has_one_of_each_heading(press: Press, lang: Lang) -> None:
    page = _tree(press.html(sample(), lang).decode())
    assert page.get("lang") == lang
    assert page.findtext(".//title") == f"{sample().title[lang]} № 2024-000123/1"
    assert [element.text_content() for element in page.iter("h1", "h2")] == [
        sample().version(lang).kind,
        sample().version(lang).heading,
    ]
    assert [element.get("lang") for element in page.xpath("//header/*[@lang]")] == ["kk", "ru"]


def test_facts_have_row_headers_and_pictures_have_words(press: Press) -> None:
    page = _tree(press.html(sample(), "ru").decode())
    heads = page.xpath("//table//th")
    assert len(heads) == 6
    assert {head.get("scope") for head in heads} == {"row"}
    (picture,) = page.iter("img")
    assert picture.get("alt") == "QR: https://example.kz/v/2024-000123-1-7f3a"


def test_page_needs_no_other_file(press: Press) -> None:
    page = press.html(sample(), "kk").decode()
    addresses = re.findall(r'(?:src|href)="([^"]*)"|url\(([^)]*)\)', page)
    assert {found.split(",")[0] for pair in addresses for found in pair if found} == {
        "data:image/png;base64",
        "https://example.kz/v/2024-000123-1-7f3a",
    }
    assert "<script" not in page


def test_draft_is_marked_outside_the_act(press: Press) -> None:
    page = _tree(press.html(sample(), "ru").decode())
    assert page.xpath("//body/aside[@class='draft']")[0].text == "ПРОЕКТ"
    assert press.text(sample(), "ru").decode().startswith("ПРОЕКТ\n\n")


def test_number_with_suffix_may_not_break(press: Press) -> None:
    assert '<span class="nb">592-бабының</span> <span class="nb">1-бөлігі</span>' in press.html(sample(), "kk").decode()


def test_mail_has_both_languages_and_links(press: Press) -> None:
    kk, ru = ["Сілтеме: https://example.kz/n/aB3-x?a=1&b=2.", "«А & Б» <ЖШС>"], ["Ссылка (https://example.kz/n/aB3)"]
    page = _tree(press.mail_html("Қаулы / Постановление", kk, ru))
    assert page.findtext(".//title") == "Қаулы / Постановление"
    assert [block.get("lang") for block in page.xpath("//main/div")] == ["kk", "ru"]
    assert [paragraph.text_content() for paragraph in page.iter("p")] == [*kk, *ru]
    assert [link.get("href") for link in page.iter("a")] == [
        "https://example.kz/n/aB3-x?a=1&b=2",
        "https://example.kz/n/aB3",
    ]
