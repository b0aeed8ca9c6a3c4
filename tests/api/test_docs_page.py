"""The documentation in a real browser: it works under the same content security policy as every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.application import LiveServer

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def database_engine() -> str:
    """Run once: the documentation asks no database."""
    return "sqlite"


@pytest.mark.browser
def test_documentation_shows_every_operation_and_tries_one(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/api/docs?lang=en")
    page.get_by_text("POST", exact=True).first.wait_for()
    assert page.locator(".opblock").count() >= 9
    page.locator("#operations-law-get_api_v1_rules").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.get_by_text("election-claim.court.review").first.wait_for()
