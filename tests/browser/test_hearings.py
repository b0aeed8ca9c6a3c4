"""A hearing is set, adjourned and held; a decision is drafted, continued by a colleague, recorded, served."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from tests.browser.test_every_page import faults_of
from tests.builders.accounts import PASSWORD, create_user
from tests.builders.cases import create_case
from tests.builders.registry import create_registry
from tests.support.accessibility import violations
from tests.support.application import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)]

LAWYER, COLLEAGUE = "lawyer@astana.example", "colleague@astana.example"
CASE = "/staff/cases/2022-pres/rec-astana-0001"
REASON = "The protocol was not brought."


@pytest.fixture
def office(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        create_user(session, email=LAWYER, role="lawyer")
        create_user(session, email=COLLEAGUE, role="supervisor")
        create_case(session)
    session.close()


def log_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/login?lang=en")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"{url}/staff/")


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]:not([type=hidden])").fill(value)


def save(page: Page, url: str) -> None:
    """See what will be recorded, find the page accessible and narrow enough, and save it."""
    page.locator("button[value=preview]").click()
    page.locator("#preview").wait_for()
    page.set_viewport_size({"width": 320, "height": 800})
    page.wait_for_function("document.documentElement.scrollWidth <= 320")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert violations(page) == []
    page.locator("button[value=save]").click()
    expect(page).to_have_url(f"{url}{CASE}")


def hold_hearings(page: Page, url: str) -> None:
    page.goto(f"{url}{CASE}/hearings/new?lang=en")
    fill(page, starts_at="2022-11-22T15:00", place="Астана, Мысал көшесі, 1", room="3", minutes="60")
    save(page, url)
    page.goto(f"{url}{CASE}/hearings/1/adjourn")
    fill(page, next_starts_at="2022-11-23T10:00", reason=REASON)
    save(page, url)
    page.goto(f"{url}{CASE}/hearings/2/result")
    page.locator("[name=result][value=held]").check()
    save(page, url)
    for words in ("Adjourned", "Held", "Hearing adjourned", REASON):
        expect(page.locator("main")).to_contain_text(words)


def write_draft(page: Page, url: str) -> None:
    page.goto(f"{url}{CASE}/decision?lang=en")
    expect(page.locator("#reasoned")).to_contain_text("Not reasoned yet")
    fill(page, facts="Байқаушы залдан шығарылды.", number="14/2")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator("main")).to_contain_text("A draft was kept by")
    expect(page.locator("#reasoned")).to_contain_text("How the law applies to the facts")


def finish(page: Page, url: str) -> None:
    page.goto(f"{url}{CASE}/decision?lang=en")
    expect(page.locator("[name=facts]")).to_have_value("Байқаушы залдан шығарылды.")
    fill(page, taken_at="2022-11-23T11:00", provisions="20-1-бап.", application="Бап бұзылды.")
    fill(page, operative="Шағым қанағаттандырылсын.", votes_for="5", votes_against="0", votes_absent="2")
    page.locator("[name=hearing]").select_option("2")
    page.locator("[name=outcome]").select_option("satisfied")
    page.get_by_role("button", name="Record the decision").click()
    expect(page).to_have_url(f"{url}{CASE}")
    expect(page.locator("main")).to_contain_text("Decision No. 14/2")
    expect(page.locator("main")).not_to_contain_text("A draft was kept")
    page.goto(f"{url}{CASE}/decisions/1/parties/1/served")
    fill(page, served_at="2022-11-24T09:00")
    page.locator("[name=how]").select_option("post")
    save(page, url)
    expect(page.locator("main")).to_contain_text("By post")


@pytest.mark.usefixtures("office")
def test_hearing_and_decision_are_carried_to_their_service(page: Page, live_server: LiveServer) -> None:
    url = live_server.url
    log_in(page, url, LAWYER)
    hold_hearings(page, url)
    write_draft(page, url)
    # An answer that is still under way would bring the cookie back.
    page.goto("about:blank")
    page.context.clear_cookies()
    log_in(page, url, COLLEAGUE)
    finish(page, url)
    faults = []
    for path in (CASE, "/hearings?show=month&day=2022-11-22", "/hearings?show=past", "/hearings"):
        faults += faults_of(page, url + path)
    assert faults == []
