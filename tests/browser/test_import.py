"""Importing a journal by hand: sent, explained, judged, registered; a second time nothing is new."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from casetracker.exchange.models import ImportJob
from config.settings import CONFIG_DIR
from tests.browser.test_every_page import faults_of, log_in
from tests.builders.accounts import create_user
from tests.builders.registry import CENTRAL, create_registry
from tests.support.application import LiveServer

# What a page shows does not depend on the database's engine.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)]

EXTRACT = CONFIG_DIR / "demo" / "synthetic-extract.xlsx"
ROWS = 200
# All rows are judged, and then registered, while the browser waits for the page.
PATIENCE_MS = 90_000
SUPERVISOR = "supervisor@central.example"


@pytest.fixture
def central(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        create_user(session, email=SUPERVISOR, role="supervisor", body_id=CENTRAL)
    session.close()


def send(page: Page, url: str) -> str:
    """Send the extract; return the address of the import."""
    page.goto(f"{url}/staff/import?lang=en")
    page.set_input_files("input[type=file]", EXTRACT)
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_url(re.compile(r"/staff/import/\d+/columns"))
    return page.url.split("?")[0].removesuffix("/columns")


def judge(page: Page) -> None:
    """Accept the columns as they were recognised."""
    page.get_by_role("button", name="See what becomes of each row").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would become of each row")


def faults(page: Page, address: str) -> list[str]:
    found = faults_of(page, address)
    page.goto(f"{address}?lang=en")
    return found


def figure(page: Page, name: str) -> str:
    return page.locator(".app-figures div").filter(has_text=name).locator("dd").first.inner_text()


@pytest.mark.usefixtures("central")
def test_an_extract_of_200_rows_is_imported_by_hand_and_a_second_time_changes_nothing(
    page: Page, live_server: LiveServer, session: Session
) -> None:
    page.set_default_timeout(PATIENCE_MS)
    log_in(page, live_server.url, SUPERVISOR)
    address = send(page, live_server.url)
    assert faults(page, f"{address}/columns") == []
    judge(page)
    assert [figure(page, name) for name in ("New", "Known already", "To correct")] == [str(ROWS), "0", "0"]
    page.select_option("[name=fate]", "late")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(int(figure(page, "Of these late")))
    assert faults(page, address) == []
    page.get_by_role("button", name="Register the new ones").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Import finished")
    assert figure(page, "Registered") == str(ROWS)
    assert faults(page, address) == []

    address = send(page, live_server.url)
    judge(page)
    assert [figure(page, name) for name in ("New", "Known already")] == ["0", str(ROWS)]
    expect(page.get_by_role("button", name="Register the new ones")).to_have_count(0)
    follow(page, session, address)


def follow(page: Page, session: Session, address: str) -> None:
    """See the progress of an import, and its result without doing anything."""
    number = int(address.rsplit("/", 1)[1])
    set_progress(session, number, "previewing", 50)
    assert faults(page, address) == []
    expect(page.locator("progress")).to_have_js_property("value", 50)
    set_progress(session, number, "previewing", 150)
    expect(page.locator("label[for=progress]")).to_have_text("150 of 200 rows")
    expect(page.locator("[data-import-told]")).to_have_text("150 of 200 rows")
    set_progress(session, number, "previewed", 200)
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would become of each row")
    expect(page.locator("progress")).to_have_count(0)


def set_progress(session: Session, number: int, state: str, seen: int) -> None:
    """Let an import be where another process has brought it."""
    with unit_of_work(session):
        job = session.get_one(ImportJob, number, populate_existing=True)
        job.state, job.seen = state, seen
    session.close()
