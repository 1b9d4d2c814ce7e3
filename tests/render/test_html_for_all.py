"""The web page of every kind of document for every reader: WCAG 2.2 AA by axe-core in Chromium, wide and narrow."""

import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from qauly.engine.render import Press
from qauly.engine.wording.document import LANGS, Lang

from .issued import DOCUMENTS
from .stretched import STRETCHED

pytestmark = pytest.mark.slow

Axe: Any = import_module("axe_playwright_python.sync_playwright").Axe  # it carries no types
CHROMIUM = shutil.which("chromium") or ""
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
RULES: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser.new_page(java_script_enabled=True)
        browser.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("lang", LANGS)
def test_no_violation_and_nothing_over_the_edge(
    page: Page, press: Press, lang: Lang, width: int, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    file = tmp_path / "act.html"
    found = {}
    for name, document in {**DOCUMENTS, **{f"long {name}": each for name, each in STRETCHED.items()}}.items():
        file.write_bytes(press.html(document, lang))
        page.goto(file.as_uri())
        result = Axe().run(page, options=RULES)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        violations = [each["id"] for each in result.response["violations"]]
        if violations or wide:
            found[name] = [*violations, *(["scrolls sideways"] if wide else [])]
    assert found == {}


def test_axe_is_awake(page: Page, press: Press, tmp_path: Path) -> None:
    file = tmp_path / "act.html"
    html = press.html(next(iter(DOCUMENTS.values())), "kk").decode()
    file.write_text(html.replace('<html lang="kk"', "<html").replace(' alt="QR', ' data-alt="QR'), "utf-8")
    page.goto(file.as_uri())
    violations = {each["id"] for each in Axe().run(page, options=RULES).response["violations"]}
    assert {"html-has-lang", "image-alt"} <= violations
