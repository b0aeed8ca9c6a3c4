"""Every page: axe finds nothing (WCAG 2.2 A and AA), it fits 320 px, and it speaks the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, ViewportSize
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from tests.browser.staff_pages import NOT_PAGES, PAGES, SUPERVISOR, set_the_desk
from tests.builders.accounts import PASSWORD
from tests.support.application import LiveServer

# What a page shows does not depend on the database's engine.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)]

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
# A page to which hardly any rule applied was not really checked.
FEWEST_RULES = 10
LANGUAGES = ("kk", "ru", "en")
NARROW = ViewportSize(width=320, height=800)
WIDE = ViewportSize(width=1280, height=900)
# In this language, whose sentences are the longest, a page is looked at on a wide screen as well.
ALSO_WIDE = "ru"

# The pages of the register itself are walked in tests/web/test_public_accessibility.py.
OPEN_PAGES = (
    "/login",
    "/password/forgotten",
    "/password/choose/no-such-link",
    "/no-such-page",
    "/search?q=nothing-like-this",
)


@pytest.fixture
def published(session: Session) -> None:
    """The desk of ``staff_pages``, with one published case and others in every state."""
    with unit_of_work(session):
        set_the_desk(session)
    session.close()


def faults_of(page: Page, address: str, language: str) -> list[str]:
    """Return what is wrong with a page in a language at 320 px; in one of the languages at 1280 px too."""
    joint = "&" if "?" in address else "?"
    page.set_viewport_size(NARROW)
    answer = page.goto(f"{address}{joint}lang={language}")
    faults = []
    if "/staff" in address and (answer is None or answer.status != 200):
        faults.append(f"{page.url}: not the page itself but {answer and answer.status}")
    if page.evaluate("document.documentElement.lang") != language:
        faults.append(f"{page.url}: the language attribute is not {language}")
    faults += faults_seen(page, NARROW)
    if language == ALSO_WIDE:
        page.set_viewport_size(WIDE)
        faults += faults_seen(page, WIDE)
    return faults


def faults_seen(page: Page, size: ViewportSize) -> list[str]:
    """Return what is wrong with the page as it lies on a screen of this size."""
    where, faults = f"{page.url} at {size['width']} px", []
    if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
        faults.append(f"{where}: scrolls sideways")
    checked: dict[str, list[dict[str, Any]]] = Axe().run(page, options=AXE).response
    if len(checked["passes"]) < FEWEST_RULES:
        faults.append(f"{where}: axe looked at {len(checked['passes'])} rules only")
    for violation in checked["violations"]:
        faults += [f"{where}: {violation['id']} {node['html'][:150]}" for node in violation["nodes"]]
    return faults


def log_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/login")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").first.click()
    page.wait_for_url(f"{url}/staff/")


def walk(page: Page, url: str, paths: tuple[str, ...]) -> list[str]:
    """Return what is wrong with these pages, each in every language."""
    return [
        fault for path in paths for language in LANGUAGES for fault in faults_of(page, url + path, language)
    ]


@pytest.mark.usefixtures("published")
def test_open_pages_are_accessible_narrow_and_translated(page: Page, live_server: LiveServer) -> None:
    assert walk(page, live_server.url, OPEN_PAGES) == []


def test_every_page_of_the_desk_is_walked(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("staff.") and "GET" in (rule.methods or ())
    }
    match = app.url_map.bind("localhost").match
    walked = {match(path.split("?")[0])[0] for paths in PAGES.values() for path in paths}
    assert walked == pages - NOT_PAGES, "put a new page into staff_pages.py, for somebody who may open it"
    assert pages >= NOT_PAGES


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("email", "paths"), PAGES.items(), ids=[email.split("@")[0] for email in PAGES])
def test_staff_pages_are_accessible_narrow_and_translated(
    page: Page, live_server: LiveServer, email: str, paths: tuple[str, ...]
) -> None:
    log_in(page, live_server.url, email)
    assert walk(page, live_server.url, paths) == []


@pytest.mark.usefixtures("published")
def test_intake_form_with_errors_is_accessible(page: Page, live_server: LiveServer) -> None:
    log_in(page, live_server.url, SUPERVISOR)
    page.goto(f"{live_server.url}/staff/cases/new")
    page.locator("button[value=preview]").click()
    page.locator(".govuk-error-summary").wait_for()
    found = Axe().run(page, options=AXE).response["violations"]
    assert [violation["id"] for violation in found] == []
