"""The pages in a real Chromium: for everybody to read, by keyboard alone, on the narrowest screen, without scripts."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from socket import create_server
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from qauly.engine import Event
from tests.web.browser import chromium, overflows, served, violations
from tests.web.conftest import COURSES, Person, Town, link_of, who
from tests.web.test_states import STATES

pytestmark = pytest.mark.slow

PILOT = "simplified_proceeding/03-pilot-objection"
ARREST = "simplified_proceeding/21-national-arrest-and-release"
WIDTHS = (320, 1280)  # 320 is also what 1280 leaves at a zoom of 400 %
WORDS = {
    "kk": ("Ашу", "Келіспеймін", "Растаймын: «Келіспеймін»", "Сіз қаулымен келіспедіңіз", "Төлеуге өту"),
    "ru": ("Открыть", "Не согласен", "Подтверждаю: «Не согласен»", "Вы не согласились", "Перейти к оплате"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Any]:
    """Opens towns whose links lead to a server of this machine."""
    with ExitStack() as opened:

        def make(name: str = "town") -> Town:
            listener = create_server(("127.0.0.1", 0))
            town = Town(tmp_path / name, base_url=f"http://127.0.0.1:{listener.getsockname()[1]}/n")
            opened.callback(town.engine.close)
            opened.callback(listener.close)
            opened.enter_context(served(town.site, listener))
            return town

        yield make


def open_page(browser: Browser, width: int, *, scripts: bool = True) -> Page:
    return browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 720}).new_page()


def enter(page: Page, link: str, iin: str, lang: str) -> None:
    page.goto(f"{link}?lang={lang}")
    page.fill("#digits", iin[-4:])
    page.get_by_role("button", name=WORDS[lang][0], exact=True).click()


def sound(page: Page, where: str) -> None:
    assert violations(page) == [], where
    assert not overflows(page), where


@pytest.mark.parametrize("state", range(len(STATES)))
def test_every_state_is_accessible(browser: Browser, place: Any, state: int) -> None:
    course, steps, *_words, offers = STATES[state]
    town = place()
    told = next(outcome for outcome in town.play(course, steps) if outcome.notices)
    link, iin = link_of(told), who(course)["iin"]
    for width in WIDTHS:
        page = open_page(browser, width)
        for lang in ("kk", "ru"):
            page.context.clear_cookies()
            enter(page, link, iin, lang)
            for further in ("", *(f"/{name}" for name in sorted(offers))):
                page.goto(f"{link}{further}?lang={lang}")
                sound(page, f"{course} {further} {lang} {width}")
        page.context.close()


def test_pages_before_and_beside_the_check_are_accessible(browser: Browser, place: Any) -> None:
    town = place()
    told = town.play(PILOT)
    origin, code = link_of(told[0]).rpartition("/n/")[0], town.engine.code_of(told[0].documents[0].number).code
    for width in WIDTHS:
        page = open_page(browser, width)
        for lang in ("kk", "ru"):
            for address in (
                link_of(told[0]),
                f"{origin}/n/AAAAAAAAAAAAAAAA",
                f"{origin}/v",
                f"{origin}/v/{code}",
                f"{origin}/v/x",
            ):
                page.goto(f"{address}?lang={lang}")
                sound(page, f"{address} {lang} {width}")
            page.goto(f"{link_of(told[0])}?lang={lang}")
            page.fill("#digits", "0000")
            page.keyboard.press("Enter")
            page.wait_for_selector("[role=alert]")
            sound(page, f"wrong digits {lang} {width}")
            enter(page, link_of(told[0]), who(PILOT)["iin"], lang)
            page.goto(f"{link_of(told[0])}/objection?lang={lang}")
            sound(page, f"receipt {lang} {width}")
            page.context.clear_cookies()
        town.clock.sleep(24 * 3600)
        page.context.close()


def by_keyboard(page: Page, selector: str) -> None:
    """Presses Tab until the element is reached, then Enter."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", selector
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way by keyboard to {selector}")


def test_the_objection_by_keyboard_alone(browser: Browser, place: Any) -> None:
    town = place()
    told = town.play(PILOT, 1)[0]
    page = open_page(browser, 320)
    page.goto(link_of(told))
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "digits":
            break
    page.keyboard.type(who(PILOT)["iin"][-4:])
    page.keyboard.press("Enter")
    page.wait_for_selector("#objection")
    by_keyboard(page, "a[href*='/objection?']")
    page.wait_for_selector("button.grave")
    by_keyboard(page, "button.grave")
    page.wait_for_selector(".papers")
    assert WORDS["kk"][3] in page.inner_text("main")


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_from_the_text_message_to_the_receipt(browser: Browser, place: Any, tmp_path: Path, lang: str) -> None:
    """Without scripts: the SMS as it was sent, its link, the check, the two steps, the receipt on the disk."""
    town = place()
    opening = town.play(PILOT, 1)[0]
    town.engine.deliver(town.clock.now())
    sent = next(path.read_text("utf-8") for path in sorted((tmp_path / "town").rglob("*sms*")) if path.is_file())
    found = re.search(r"http://127\.0\.0\.1:\d+/n/[\w-]{16}", sent)
    assert found is not None
    page = open_page(browser, 320, scripts=False)
    enter(page, found.group(), who(PILOT)["iin"], lang)
    assert "36 920,00" in page.inner_text("main").replace("\u00a0", " ")
    page.get_by_role("link", name=WORDS[lang][1], exact=True).click()
    page.get_by_role("button", name=WORDS[lang][2]).click()
    assert WORDS[lang][3] in page.inner_text("main")
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    assert town.engine.show(opening.case).status.code == "cancelled"
    assert [(visit[0], visit[-1]) for visit in town.visits(opening.case)] == [
        ("read", lang),
        ("objection", lang),
        ("download", lang),
    ]


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_who_pays_sees_the_arrest_lifted(browser: Browser, place: Any, lang: str) -> None:
    town = place()
    told = town.play(ARREST, 2)[0]
    page = open_page(browser, 320, scripts=False)
    enter(page, link_of(told), who(ARREST)["iin"], lang)
    assert {"kk": "тыйым салу туралы қаулы", "ru": "постановление об аресте"}[lang] in page.inner_text("main")
    page.get_by_role("button", name=WORDS[lang][4]).click()
    assert page.get_by_role("link", name="egov.kz").get_attribute("href") == "https://egov.kz"
    moment = town.clock.now().isoformat()
    debt = (COURSES[ARREST].steps[0].facts or {})["writ"]["amount"]
    payment = {
        "id": "paid",
        "procedure": "simplified_proceeding",
        "case": told.case,
        "type": "payment_received",
        "at": moment,
        "facts": {"amount": debt, "paid_at": moment, "reference": "KZ-1"},
    }
    assert town.handle(Event.model_validate(payment)).transition == "terminate"
    page.goto(f"{link_of(told)}?lang={lang}")
    text = page.inner_text("main")
    assert {"kk": "«Тоқтатылды»", "ru": "«Прекращено»"}[lang] in text
    assert {"kk": "тыйымды алып тастау туралы қаулы", "ru": "Постановление о снятии ареста"}[lang] in text
    assert [visit[0] for visit in town.visits(told.case)] == ["read", "pay"]


def test_a_person_of_the_other_language_is_greeted_in_it(browser: Browser, place: Any) -> None:
    """The debtor of this course has chosen Kazakh; the switch leads to Russian and back."""
    town = place()
    person = Person(town, town.play(PILOT, 1)[0], who(PILOT)["iin"])
    page = open_page(browser, 320)
    page.goto(link_of(town.play(PILOT, 1, "2024-600000")[0]))
    assert page.get_attribute("html", "lang") == "kk"
    page.get_by_role("link", name="Русский").click()
    assert page.get_attribute("html", "lang") == "ru"
    page.get_by_role("link", name="Қазақша").click()
    assert page.get_attribute("html", "lang") == "kk"
    assert person.path.startswith("/n/")
