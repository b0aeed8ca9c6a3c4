"""Every page: axe finds nothing (WCAG 2.2 A and AA), it fits 320 px, and it speaks the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from casetracker.cases.drafts import save_draft
from casetracker.cases.identities import look
from casetracker.cases.saved_views import save_view
from casetracker.db import unit_of_work
from casetracker.publication.actions import proposed_texts, publish
from casetracker.publication.preparing import begin, submit
from tests.builders.accounts import PASSWORD, create_user
from tests.builders.cases import create_case, create_decision, vault
from tests.builders.documents import create_document
from tests.builders.elections import create_unverified_election
from tests.builders.pdfs import scanned_pdf
from tests.builders.registry import CENTRAL, create_registry
from tests.support.application import LiveServer

# What a page shows does not depend on the database's engine.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)]

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
# A page to which hardly any rule applied was not really checked.
FEWEST_RULES = 10
LANGUAGES = ("kk", "ru", "en")
SUPERVISOR = "supervisor@astana.example"
PUBLISHER = "publisher@astana.example"
ADMINISTRATOR = "administrator@central.example"
AUDITOR = "auditor@astana.example"
DRAFT = "00000000-0000-4000-8000-000000000001"

# The pages of the register itself are walked in tests/web/test_public_accessibility.py.
OPEN_PAGES = (
    "/login",
    "/password/forgotten",
    "/password/choose/no-such-link",
    "/no-such-page",
    "/search?q=nothing-like-this",
)
SUPERVISOR_PAGES = (
    "/staff/",
    "/staff/?whose=me",
    "/staff/board?clock=any&only=late",
    "/staff/board?clock=any",
    "/staff/board/views/1/delete",
    "/staff/drafts",
    f"/staff/drafts/{DRAFT}/discard",
    f"/staff/cases/new?draft={DRAFT}",
    "/staff/cases/2022-pres/rec-astana-0002/assign",
    "/staff/cases",
    "/staff/cases/new",
    "/staff/cases/2022-pres/rec-astana-0001",
    "/staff/cases/2022-pres/rec-astana-0002/decision",
    "/staff/cases/2022-pres/rec-astana-0002/stay",
    "/staff/persons",
    "/staff/retention",
    "/staff/retention/2022-pres",
    "/staff/cases/2022-pres/rec-astana-0002/parties/new",
    "/staff/cases/2022-pres/rec-astana-0001/parties/1/correct",
    "/staff/cases/2022-pres/rec-astana-0001/parties/1/remove",
    "/staff/bodies?q=астана",
    "/staff/outbox",
    "/staff/import",
    "/staff/cases/2022-pres/rec-astana-0002/notices/receipt",
    "/staff/law",
    "/staff/law/recomputations",
    "/staff/elections",
    "/staff/elections/2026-ref",
)
AUDITOR_PAGES = ("/staff/audit", "/staff/audit?from=x&looks=true")
ADMINISTRATOR_PAGES = (
    "/staff/retention/2022-pres/period",
    "/staff/",
    "/staff/law/preview",
    "/staff/law/recomputations/new",
    "/staff/elections/2026-kurultai",
    "/staff/elections/2026-kurultai/law",
    "/staff/elections/2026-ref/edit",
    "/staff/account",
    "/staff/account/password",
    "/staff/account/confirm",
    "/staff/account/second-factor",
    "/staff/account/recovery-codes",
    "/staff/account/tokens/new",
    "/staff/users",
    "/staff/users/invite",
    "/staff/users/1",
    "/staff/users/1/edit",
)
PUBLISHER_PAGES = (
    "/staff/",
    "/staff/cases/2022-pres/rec-astana-0001/publish",
    "/staff/cases/2022-pres/rec-astana-0001/publish/withdraw",
    "/staff/cases/2022-pres/rec-astana-0001/publish/documents/1",
    "/staff/cases/2022-pres/rec-astana-0002/publish",
)


@pytest.fixture
def published(session: Session) -> None:
    """One published case, one that waits for its decision, and the people who work on them."""
    with unit_of_work(session):
        create_registry(session)
        supervisor = create_user(session, email=SUPERVISOR, role="supervisor")
        save_draft(session, vault().box, supervisor.id, DRAFT, {"text": "Байқаушы"}, version=0)
        save_view(session, supervisor.id, "late", "only=late", is_default=False)
        create_user(session, email=PUBLISHER, role="publisher")
        create_user(session, email=AUDITOR, role="auditor")
        create_user(session, email=ADMINISTRATOR, role="administrator", body_id=CENTRAL)
        create_unverified_election(session)
        case = create_case(session)
        decision = create_decision(session, case)
        create_document(session, case, scanned_pdf("Арыз иесі Үлгіов С.М."), "арыз.pdf")
        people = list(look(session, vault(), case, actor="test", reason="test").values())
        publish(session, case, decision, proposed_texts(case, decision, people), people, actor="test")
        waiting = create_case(session)
        publication = begin(session, waiting, None, people, actor="test")
        submit(session, publication, people, actor="test", version=None)
        # The longest references must not push a narrow page sideways.
        long_one = create_case(session, body="kz-rec-east-kazakhstan")
        publish(session, long_one, None, {"summary": long_one.text}, (), actor="test")
    session.close()


def faults_of(page: Page, address: str, language: str) -> list[str]:
    """Return what is wrong with a page in a language, at 320 px and at 1280 px."""
    joint = "&" if "?" in address else "?"
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{address}{joint}lang={language}")
    where = f"{page.url} at 320 px"
    faults = []
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        faults.append(f"{where}: scrolls sideways")
    if page.evaluate("document.documentElement.lang") != language:
        faults.append(f"{where}: the language attribute is not {language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    checked: dict[str, list[dict[str, Any]]] = Axe().run(page, options=AXE).response
    if len(checked["passes"]) < FEWEST_RULES:
        faults.append(f"{page.url}: axe looked at {len(checked['passes'])} rules only")
    for violation in checked["violations"]:
        faults += [f"{page.url}: {violation['id']} {node['html'][:150]}" for node in violation["nodes"]]
    return faults


def log_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/login")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").first.click()
    page.wait_for_url(f"{url}/staff/")


def walk(page: Page, url: str, paths: tuple[str, ...]) -> list[str]:
    faults = []
    for path in paths:
        for language in LANGUAGES:
            faults += faults_of(page, url + path, language)
    return faults


@pytest.mark.usefixtures("published")
def test_open_pages_are_accessible_narrow_and_translated(page: Page, live_server: LiveServer) -> None:
    assert walk(page, live_server.url, OPEN_PAGES) == []


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("email", "paths"),
    [
        (SUPERVISOR, SUPERVISOR_PAGES),
        (PUBLISHER, PUBLISHER_PAGES),
        (ADMINISTRATOR, ADMINISTRATOR_PAGES),
        (AUDITOR, AUDITOR_PAGES),
    ],
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
    found = Axe().run(page, options=AXE).response["violations"]
    assert [violation["id"] for violation in found] == []
