"""Every page: axe finds nothing (WCAG 2.2 A and AA), it fits 320 px, and it speaks the reader's language."""

from __future__ import annotations

import pytest
from _pytest.mark import ParameterSet
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from tests.browser.staff_pages import NOT_PAGES, PAGES, SUPERVISOR, set_the_desk
from tests.builders.accounts import PASSWORD
from tests.support.accessibility import Look, in_every_language, violations
from tests.support.application import LiveServer

# What a page shows does not depend on the database's engine.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)]

NARROW = Look(320, 800)
# In the language with the longest sentences a page is looked at on a wide screen as well, and in the dark.
LOOKS = (NARROW, Look(1280, scheme="dark"))
# A part of a walk must not keep one worker busy when the others have nothing to do any more.
PAGES_OF_A_PART = 12

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


def faults_of(page: Page, address: str) -> list[str]:
    """Return what is wrong with a page in each language at 320 px; in one of them at 1280 px too."""
    return in_every_language(page, address, LOOKS, elsewhere=(NARROW,))


def log_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/login")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").first.click()
    page.wait_for_url(f"{url}/staff/")


def walk(page: Page, url: str, paths: tuple[str, ...]) -> list[str]:
    """Return what is wrong with these pages, each in every language."""
    return [fault for path in paths for fault in faults_of(page, url + path)]


def parts() -> list[ParameterSet]:
    """Return who walks through which pages, some pages at a time."""
    return [
        pytest.param(email, paths[start : start + PAGES_OF_A_PART], id=f"{email.split('@')[0]}-{start}")
        for email, paths in PAGES.items()
        for start in range(0, len(paths), PAGES_OF_A_PART)
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
@pytest.mark.parametrize(
    ("email", "paths"), parts(), ids=lambda it: it.split("@")[0] if isinstance(it, str) else it[0]
)
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
    assert violations(page) == []
