"""The pages in a real Chromium: for everybody to read, by keyboard alone, on the narrowest screen, without scripts."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from socket import create_server

import httpx
import pytest
from playwright.sync_api import Browser, Page

from qauly.engine.callbacks.signature import sign
from tests.web.browser import chromium, overflows, served, tiny_targets, violations
from tests.web.conftest import COURSES, Town, link_of, who
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


@contextmanager
def public(folder: Path) -> Iterator[Town]:
    """A town whose links lead to a server of this machine."""
    with create_server(("127.0.0.1", 0)) as listener:
        town = Town(folder, base_url=f"http://127.0.0.1:{listener.getsockname()[1]}/n")
        with served(town.site, listener):
            yield town
        town.engine.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with public(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with public(tmp_path_factory.mktemp("city")) as made:
        yield made


@pytest.fixture(scope="module")
def windows(browser: Browser) -> dict[int, Page]:
    return {width: open_page(browser, width) for width in WIDTHS}


def open_page(browser: Browser, width: int, *, scripts: bool = True) -> Page:
    return browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 720}).new_page()


def enter(page: Page, link: str, iin: str, lang: str) -> None:
    page.goto(f"{link}?lang={lang}")
    page.fill("#digits", iin[-4:])
    page.get_by_role("button", name=WORDS[lang][0], exact=True).click()


def sound(page: Page, where: str) -> None:
    assert violations(page) == [], where
    assert not overflows(page), where
    if "/api/v1" not in page.url:
        assert tiny_targets(page) == [], where


@pytest.mark.parametrize("state", range(len(STATES)))
def test_every_state_is_accessible(windows: dict[int, Page], city: Town, state: int) -> None:
    course, steps, *_words, offers = STATES[state]
    city.clock.reset()
    told = next(outcome for outcome in city.play(course, steps, f"2024-1{state:05}") if outcome.notices)
    link = link_of(told)
    for width, page in windows.items():
        enter(page, link, who(course)["iin"], "kk")
        for lang in ("kk", "ru"):
            for further in ("", *(f"/{name}" for name in sorted(offers) if width == WIDTHS[0] or state < 2)):
                page.goto(f"{link}{further}?lang={lang}")
                sound(page, f"{course} {further} {lang} {width}")


def test_pages_before_and_beside_the_check_are_accessible(browser: Browser, town: Town) -> None:
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
                f"{origin}/api/v1",
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


def test_the_objection_by_keyboard_alone(browser: Browser, town: Town) -> None:
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
def test_from_the_text_message_to_the_receipt(browser: Browser, town: Town, tmp_path: Path, lang: str) -> None:
    """Without scripts: the SMS as it was sent, its link, the check, the two steps, the receipt on the disk."""
    opening = town.play(PILOT, 1)[0]
    town.engine.deliver(town.clock.now())
    sent = next(path.read_text("utf-8") for path in sorted(tmp_path.rglob("*sms*")) if path.is_file())
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
    town.clock.sleep(1)
    certified = "\n".join(town.engine.proof(opening.case).document.version(lang).lines())  # type: ignore[arg-type]  # kk, ru
    assert {"kk": "алушы ашып оқыды", "ru": "открыто получателем"}[lang] in certified


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_who_pays_sees_the_arrest_lifted(
    browser: Browser, town: Town, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QAULY_PAYER_BANK_SECRET", "a secret of the bank")
    told = town.play(ARREST, 2)[0]
    page = open_page(browser, 320, scripts=False)
    enter(page, link_of(told), who(ARREST)["iin"], lang)
    assert {"kk": "тыйым салу туралы қаулы", "ru": "постановление об аресте"}[lang] in page.inner_text("main")
    page.get_by_role("button", name=WORDS[lang][4]).click()
    assert page.get_by_role("link", name="egov.kz").get_attribute("href") == "https://egov.kz"
    moment = town.clock.now().isoformat()
    debt = (COURSES[ARREST].steps[0].facts or {})["writ"]["amount"]
    payment = {"case": told.case, "amount": debt, "paid_at": moment, "reference": "KZ-1", "at": moment}
    body = json.dumps(payment).encode()
    signed = sign(b"a secret of the bank", body, datetime.now(UTC))
    told_by_bank = httpx.post(
        f"{link_of(told).rpartition('/n/')[0]}/api/v1/payments",
        content=body,
        headers={"Qauly-Payer": "bank", "Qauly-Signature": signed, "Content-Type": "application/json"},
    )
    assert told_by_bank.status_code == 200 and told_by_bank.json()["transition"] == "terminate", told_by_bank.text
    page.goto(f"{link_of(told)}?lang={lang}")
    text = page.inner_text("main")
    assert {"kk": "«Тоқтатылды»", "ru": "«Прекращено»"}[lang] in text
    assert {"kk": "тыйымды алып тастау туралы қаулы", "ru": "Постановление о снятии ареста"}[lang] in text
    assert [visit[0] for visit in town.visits(told.case)] == ["read", "pay"]


def test_the_switch_leads_from_kazakh_to_russian_and_back(browser: Browser, town: Town) -> None:
    page = open_page(browser, 320)
    page.goto(link_of(town.play(PILOT, 1)[0]))
    assert page.get_attribute("html", "lang") == "kk"
    page.get_by_role("link", name="Русский").click()
    assert page.get_attribute("html", "lang") == "ru"
    page.get_by_role("link", name="Қазақша").click()
    assert page.get_attribute("html", "lang") == "kk"
