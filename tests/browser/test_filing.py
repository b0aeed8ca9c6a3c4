"""A citizen files a complaint, follows it with the code, and the clerk finds it on the desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from casetracker.web.filing import floods
from tests.builders import files
from tests.builders.accounts import PASSWORD, create_user
from tests.builders.filings import ANSWERS
from tests.builders.registry import create_registry
from tests.support.accessibility import violations
from tests.support.application import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)]

CLERK = "clerk@astana.example"


@pytest.fixture
def day_after_voting(session: Session) -> Iterator[None]:
    with unit_of_work(session):
        create_registry(session)
        create_user(session, email=CLERK, role="clerk")
    session.close()
    with time_machine.travel("2022-11-21T04:00:00Z", tick=True):  # Monday
        yield


def looked_at(page: Page) -> None:
    """Find the page as it stands accessible, and narrow enough for 320 px."""
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    page.set_viewport_size({"width": 1280, "height": 900})
    assert violations(page) == [], page.url


def answer(page: Page, *typed: str, chosen: tuple[str, ...] = (), picked: tuple[str, ...] = ()) -> None:
    """Type, choose and pick the answers of a page, look at it, and go on."""
    for name in typed:
        page.locator(f"[name={name}]").fill(ANSWERS[name])
    for name in chosen:
        page.locator(f"[name={name}]").select_option(ANSWERS[name])
    for name in picked:
        page.locator(f"[name={name}][value='{ANSWERS[name]}']").check()
    looked_at(page)
    page.get_by_role("button", name="Continue", exact=True).click()


@pytest.mark.usefixtures("day_after_voting")
def test_a_citizen_files_and_follows_a_complaint_that_the_clerk_finds(
    live_server: LiveServer, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = live_server.url
    page.goto(f"{url}/file?lang=en")
    looked_at(page)
    page.get_by_role("button", name="Begin a complaint").click()
    answer(page, chosen=("election", "contested", "subject"), picked=("contested_kind",))
    page.locator("[name=contested_body]").fill("372 Астана")
    answer(page, "on", chosen=("against", "by"))
    expect(page.locator("h1")).to_contain_text("Where to send it")
    page.locator("input[name=body]").first.check()
    looked_at(page)
    page.get_by_role("button", name="Continue", exact=True).click()
    page.locator("[name=email]").fill("reader@person.example")
    answer(page, "name", "contact", "standing", picked=("language",))
    answer(page, "text", "relief")
    picture = FilePayload(name="protocol.png", mimeType="image/png", buffer=files.png())
    page.locator("[name=files]").set_input_files([picture])
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("protocol.png").first).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Continue", exact=True).click()
    looked_at(page)
    other_window = page.context.new_page()
    other_window.goto(f"{url}/file/evidence")
    other_window.locator("[name=files]").set_input_files([picture])
    with monkeypatch.context() as many:
        many.setattr(floods, "seconds_before_body", lambda _body: 60)
        page.get_by_role("button", name="Send the complaint").click()
        expect(page.locator("h1")).to_contain_text("Please send it a little later")
        looked_at(page)
    page.get_by_role("link", name="Back to your answers").click()
    looked_at(page)
    page.get_by_role("button", name="Send the complaint").click()
    code = page.locator("#tracking-code").inner_text()
    looked_at(page)
    other_window.get_by_role("button", name="Upload").click()
    expect(other_window.locator("h1")).to_contain_text("The files were not added")
    looked_at(other_window)
    other_window.close()
    follow(page, url, code)
    find_it_at_the_desk(page, url)


def follow(page: Page, url: str, code: str) -> None:
    page.goto(f"{url}/track")
    page.locator("[name=code]").fill(code.lower())
    looked_at(page)
    page.get_by_role("button", name="Show where it stands").click()
    expect(page.locator("h1")).to_contain_text("2022-PRES/REC-ASTANA/0001")
    looked_at(page)
    assert ANSWERS["name"] not in page.content()


def find_it_at_the_desk(page: Page, url: str) -> None:
    page.goto(f"{url}/login?lang=en")
    page.locator("[name=email]").fill(CLERK)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("link", name="2022-PRES/REC-ASTANA/0001").first).to_be_visible()
    page.goto(f"{url}/staff/board")
    expect(page.get_by_text("Filed online").first).to_be_visible()
    page.goto(f"{url}/staff/cases/2022-pres/rec-astana-0001")
    expect(page.get_by_role("heading", name="Filed online")).to_be_visible()
    looked_at(page)
