"""Uploading in a browser: the progress is told, and every file has its fate without leaving the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from tests.browser.test_every_page import faults_of, log_in
from tests.builders import files
from tests.builders.accounts import create_user
from tests.builders.cases import create_case
from tests.builders.documents import create_document
from tests.builders.registry import create_registry
from tests.support.accessibility import violations
from tests.support.application import LiveServer

# What a page shows does not depend on the database's engine.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)]

LAWYER = "lawyer@astana.example"
CASE = "/staff/cases/2022-pres/rec-astana-0001"
LISTEN = """() => {
  window.heard = []
  const told = document.querySelector('[data-upload-told]')
  new MutationObserver(() => window.heard.push(told.textContent)).observe(told, { childList: true })
}"""


@pytest.fixture
def desk(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        create_user(session, email=LAWYER, role="lawyer")
        case = create_case(session)
        create_document(session, case, files.pdf(), "Ұзын_атаулы_құжат_" * 6 + ".pdf")
    session.close()


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.mark.usefixtures("desk")
def test_upload_tells_its_progress_and_what_became_of_each_file(page: Page, live_server: LiveServer) -> None:
    log_in(page, live_server.url, LAWYER)
    page.goto(f"{live_server.url}{CASE}/documents/new?lang=en")
    page.evaluate(LISTEN)
    page.set_input_files(
        "input[type=file]",
        [payload("шағым.txt", "мәтін ".encode() * 200_000), payload("web.pdf", b"<html><script>")],
    )
    page.select_option("[name=kind]", "evidence")
    page.locator("form[data-upload] button").click()
    page.locator("#what-became").wait_for()
    heard = page.evaluate("window.heard")
    assert "All is sent. The files are being checked and stored." in heard
    assert page.evaluate("document.activeElement.id") == "what-became"
    assert page.title().startswith("Error:")
    told = page.locator("#what-became li").all_inner_texts()
    assert [line.split()[0] for line in told] == ["Stored", "Not"]
    assert violations(page) == []
    # The form that came with the answer is a form like the first.
    page.set_input_files("input[type=file]", [payload("шешім.txt", b"decided")])
    page.locator("form[data-upload] button").click()
    page.wait_for_url(f"{live_server.url}{CASE}*")
    page.get_by_role("link", name="шешім.txt", exact=True).wait_for()
    assert page.locator("#documents").is_visible()


@pytest.mark.usefixtures("desk")
def test_pages_of_documents_are_accessible_and_narrow(page: Page, live_server: LiveServer) -> None:
    log_in(page, live_server.url, LAWYER)
    # A long name must not push the other columns out of a wide page either.
    page.goto(f"{live_server.url}{CASE}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    faults = []
    for path in (CASE, f"{CASE}/documents/new", f"{CASE}/documents/1", f"{CASE}/documents/1/withdraw"):
        faults += faults_of(page, live_server.url + path)
    assert faults == []
