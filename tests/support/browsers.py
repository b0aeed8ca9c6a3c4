"""A headless Chromium; a machine without one fails the browser tests, it never skips them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.support.accessibility import bring_axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

SLOWEST_MS = 45_000
CANDIDATES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "The browser tests need Chromium and found none. Install it (on Debian: apt install chromium), "
    "or name its program: CHROMIUM=/path/to/chromium"
)
# A browser that calls home would be refused by a closed network, many times a second.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever is asked of another host fails at once, and new_page tells it.
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)


def chromium() -> Path:
    """Return Chromium's program; raise RuntimeError when there is none."""
    if given := os.environ.get("CHROMIUM"):
        if not Path(given).is_file():
            raise RuntimeError(f"CHROMIUM names {given}, which is not a file. {MISSING}")
        return Path(given)
    for name in CANDIDATES:
        if found := shutil.which(name):
            return Path(found)
    raise RuntimeError(MISSING)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a headless Chromium."""
    from playwright.sync_api import expect, sync_playwright

    # A busy machine is slow, not wrong.
    expect.set_options(timeout=SLOWEST_MS)

    # Its sandbox cannot be set up by root, as which most CI machines run.
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Give ``new_page()``: each time a page in a profile of its own, for each person another.

    The test fails at its end when a script failed, when a page broke its own content security
    policy, or when anything was fetched from another host.
    """
    faults: list[str] = []
    opened: list[Page] = []

    def stay_at_home(request: Request) -> None:
        if urlsplit(request.url).hostname not in {"127.0.0.1", "localhost"}:
            faults.append(f"fetched from another host: {request.url}")

    def watch_console(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    def open_page() -> Page:
        context = browser.new_context(locale="en-GB", timezone_id="Asia/Almaty")
        context.set_default_timeout(SLOWEST_MS)
        # To intercept each request would take the browser's cache away.
        context.on("requestfailed", stay_at_home)
        bring_axe(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"script failed: {error}"))
        page.on("console", watch_console)
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        page.context.close()
    assert not faults, faults


@pytest.fixture
def page(new_page: Callable[[], Page]) -> Page:
    """Give a page in a profile of its own, watched as ``new_page`` says."""
    return new_page()
