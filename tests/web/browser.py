"""A real Chromium on a real server, for the slow tests."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from socket import socket
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette

CHROMIUM = which("chromium") or "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

THUMB = 44  # dots
_TINY = """least => [...document.querySelectorAll("main a, main button, main input, nav a")]
    .filter(each => each.type !== "hidden" && each.getBoundingClientRect().height < least)
    .map(each => each.outerHTML.slice(0, 120))"""


@contextmanager
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def served(site: Starlette, listener: socket) -> Iterator[None]:
    """The site on a socket of this machine."""
    server = uvicorn.Server(uvicorn.Config(site, access_log=False, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield
    server.should_exit = True
    thread.join(10)
    listener.close()


def violations(page: Any) -> list[str]:
    """What axe finds on the page, each with the element it is about."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships without types

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def overflows(page: Any) -> bool:
    """Whether the page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def tiny_targets(page: Page) -> list[str]:
    """What is too small for a thumb: controls below 44 dots in height, but for links inside a sentence."""
    return [str(each) for each in page.evaluate(_TINY, THUMB)]
