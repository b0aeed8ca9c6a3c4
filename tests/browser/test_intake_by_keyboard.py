"""A complaint is entered without a mouse: bodies by words, drafts by themselves, Ctrl+Enter to go on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from tests.browser.test_every_page import log_in
from tests.builders.accounts import create_user
from tests.builders.cases import COMPLAINT
from tests.builders.registry import create_registry
from tests.support.accessibility import violations
from tests.support.application import LiveServer

# What a page shows does not depend on the database's engine.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)]

CLERK = "clerk@astana.example"
CHOSEN = {
    "election": "2022-PRES",
    "procedure": "commission-complaint",
    "subject": "observers",
    "complainant_kind": "observer",
}


@pytest.fixture
def clerk(session: Session) -> str:
    with unit_of_work(session):
        create_registry(session)
        create_user(session, email=CLERK, role="clerk")
    session.close()
    return CLERK


def test_complaint_is_registered_by_keyboard_and_kept_meanwhile(
    page: Page, live_server: LiveServer, clerk: str
) -> None:
    log_in(page, live_server.url, clerk)
    page.goto(f"{live_server.url}/staff/cases/new?lang=en")
    for name, value in CHOSEN.items():
        page.locator(f"[name={name}]").select_option(value)
    page.locator("[name=received_at]").fill(COMPLAINT["received_at"])
    page.locator("[name=contested_on]").fill(COMPLAINT["contested_on"])
    page.locator("[name=contested_kind][value=act]").focus()
    page.keyboard.press("Space")

    body = page.get_by_role("combobox", name="Of which body")
    body.focus()
    page.keyboard.type("учаскелик 372")
    expect(page.locator("#contested-body-offered").get_by_role("option")).to_have_count(1)
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(body).to_have_value("PEC-ASTANA-372")
    expect(body).to_have_attribute("aria-expanded", "false")

    page.locator("[name=text]").focus()
    page.keyboard.type(COMPLAINT["text"])
    expect(page.locator("#draft-state")).to_contain_text("Draft saved at")
    form_id = page.locator("[name=form_id]").input_value()
    page.reload()
    page.goto(f"{live_server.url}/staff/")
    page.locator(f"a[href$='draft={form_id}']").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=text]")).to_have_value(COMPLAINT["text"])

    # The hint is shown by the script that knows the keys: before it, they do nothing.
    expect(page.locator("[data-keys]")).to_be_visible()
    page.locator("[name=text]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#preview-title")).to_be_visible()
    expect(page.locator("[data-keys]")).to_be_visible()
    page.locator("[name=text]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Complaint registered")
