"""The pages on paper: what a citizen prints has all that was said, and nothing that only a screen can do."""

from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.web.browser import chromium
from tests.web.conftest import Town, link_of, who
from tests.web.test_browser import enter, public

pytestmark = pytest.mark.slow

PILOT = "simplified_proceeding/03-pilot-objection"
ARREST = "simplified_proceeding/21-national-arrest-and-release"
PARTS = "eprotocol/10-instalments-late-and-in-part"
LANGS = ("kk", "ru")
PAPER = ViewportSize(width=661, height=1009)  # A4 within its margins, at 96 dots an inch
HIDDEN = "button, .button, nav, input, .leave, main a"  # what paper cannot do


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with public(tmp_path_factory.mktemp("printed")) as made:
        yield made


def printed(page: Page, address: str) -> list[str]:
    """The text of each sheet, in single spaces."""
    page.goto(address)
    page.emulate_media(media="print")
    assert [each.inner_text() for each in page.query_selector_all(HIDDEN) if each.is_visible()] == [], address
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address
    pdf = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    texts = [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in pdf]
    assert {tuple(round(side) for side in sheet.get_size()) for sheet in pdf} <= {(595, 842), (596, 842), (595, 841)}
    pdf.close()
    return texts


@pytest.mark.parametrize("lang", LANGS)
def test_a_case_is_one_sheet_with_its_documents(browser: Browser, town: Town, lang: str) -> None:
    town.clock.reset()
    told = town.play(ARREST, case=f"2024-6000{LANGS.index(lang)}")[0]
    page = browser.new_page(viewport=PAPER)
    enter(page, link_of(told), who(ARREST)["iin"], lang)
    (sheet,) = printed(page, f"{link_of(told)}?lang={lang}")
    titles = {
        "kk": ("Оңайлатылған іс жүргізуді қозғау туралы қаулы", "тыйымды алып тастау туралы қаулы"),
        "ru": ("Постановление о возбуждении упрощенного производства", "Постановление о снятии ареста"),
    }
    assert all(title in sheet for title in titles[lang])
    assert f"№ {told.case}/1" in sheet
    page.close()


@pytest.mark.parametrize("lang", LANGS)
def test_a_fine_in_parts_is_one_sheet_with_its_schedule(browser: Browser, town: Town, lang: str) -> None:
    town.clock.reset()
    told = town.play(PARTS, 7, f"2024-6050{LANGS.index(lang)}")[0]
    page = browser.new_page(viewport=PAPER)
    enter(page, link_of(told), who(PARTS)["iin"], lang)
    (sheet,) = printed(page, f"{link_of(told)}?lang={lang}")
    (slip,) = printed(page, f"{link_of(told)}/pay?lang={lang}")
    assert {"kk": "қалғаны – 7 000,00 теңге", "ru": "осталось 7 000,00 тенге"}[lang] in sheet
    assert "17 000,00" in slip
    page.close()


@pytest.mark.parametrize("lang", LANGS)
def test_an_open_case_its_slip_and_its_verification_are_one_sheet_each(browser: Browser, town: Town, lang: str) -> None:
    town.clock.reset()
    told = town.play(PILOT, 1, f"2024-6100{LANGS.index(lang)}")[0]
    page = browser.new_page(viewport=PAPER)
    enter(page, link_of(told), who(PILOT)["iin"], lang)
    code = town.engine.code_of(told.documents[0].number).code
    (case,) = printed(page, f"{link_of(told)}?lang={lang}")
    (slip,) = printed(page, f"{link_of(told)}/pay?lang={lang}")
    (objection,) = printed(page, f"{link_of(told)}/objection?lang={lang}")
    (verified,) = printed(page, f"{link_of(told).rpartition('/n/')[0]}/v/{code}?lang={lang}")
    assert "36 920,00" in case and "https://egov.kz" in slip and code in verified
    assert {"kk": "«Келіспеймін»", "ru": "«Не согласен»"}[lang] in case
    assert {"kk": "растауды кері қайтаруға болмайды", "ru": "отозвать подтверждение нельзя"}[lang] in objection
    page.close()
