"""Every kind of public page in headless Chromium: axe finds nothing, nothing is wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from casetracker.accounts.tokens import token_hash
from casetracker.cases.matters import link_cases
from casetracker.search.queries import PAGE_SIZE
from tests.builders.cases import ACTOR, create_case
from tests.builders.publication import create_public_case, publish_case, stored, withdraw
from tests.builders.registry import CENTRAL, create_registry
from tests.builders.subscriptions import ask
from tests.support.accessibility import Look, in_every_language
from tests.support.application import LiveServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TOKEN = "a-token-of-somebody-who-was-asked"
PAGES = (
    "/",
    "/search?q=байқаушылардың&subject=observers",
    "/search?q=слон байқаушы&region=x",
    "/search?q=байкаушылардын",
    "/search?page=51",
    "/cases/2022-pres/rec-astana-0001",
    "/cases/2022-pres/rec-astana-0002",
    "/cases/2022-pres/rec-astana-0003",
    "/cases/2022-pres/siac-astana-0001",
    "/cases/2022-pres/rec-astana-0099",
    "/bodies/kz-rec-astana",
    "/elections/2022-pres",
    "/statistics",
    "/statistics?region=x",
    "/statistics/standards",
    "/statistics/cases?measure=outcomes&value=satisfied",
    "/hearings",
    "/hearings?show=month",
    "/law?subject=courts",
    "/law/election-claim.court.review",
    "/calculator?contested=",
    "/calculator?contested=commission-act&against=precinct&by=observer&election=2022-pres&on=2022-11-20",
    "/calculator?rule=election-claim.court.review&on=2022-11-15&election=2022-pres",
    "/calculator?rule=election-claim.court.review&on=x&election_day=2022-11-20&stays.0.from=y&zone=Mars",
    "/cases/2022-pres/rec-astana-0001/decisions/1",
    "/matters/1",
    "/open-data",
    "/about",
    "/accessibility",
    "/privacy",
    "/subscribe?case=2022-pres/rec-astana-0001",
    f"/subscriptions/{TOKEN}",
    "/file",
    "/file/what",
    "/file/who",
    "/file/text",
    "/track",
)
NARROW = Look(320, 800, "dark")
LOOKS = (Look(1280), NARROW)
# A part of the walk must not keep one worker busy when the others have nothing to do any more.
PARTS = 6


@pytest.fixture(params=["sqlite"])
def database_engine(request: pytest.FixtureRequest) -> str:
    """One engine: what a page looks like does not depend on it."""
    return str(request.param)


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """A register with every kind of case: decided, not reasoned, withdrawn, disputed and still open."""
    claim = {"procedure": "election-claim", "received_at": "2022-11-15T10:00", "contested_on": "2022-11-14"}
    bare = {"facts": None, "application": None, "open_session": None, "appeal_route": None}
    with stored(live_server.app) as session:
        create_registry(session)
        create_public_case(session)
        create_public_case(session, complaint={"language": "ru", "text": "Жалоба."}, decision=bare)
        withdraw(create_public_case(session), "Қате жарияланған.")
        publish_case(session, create_case(session, body="kz-siac-astana", **claim))
        media = [create_case(session, body=CENTRAL, subject="media") for _number in range(PAGE_SIZE + 1)]
        for case in media:
            publish_case(session, case)
        for upper in media[1:3]:
            link_cases(session, "forwarded", media[0], upper, actor=ACTOR)
        ask(session, language="ru", kind="body", target=CENTRAL).token_hash = token_hash(TOKEN)
        # The longest references must not push a narrow page sideways.
        longest = create_case(session, body="kz-rec-east-kazakhstan")
        publish_case(session, longest)
        link_cases(session, "forwarded", media[2], longest, actor=ACTOR)
    return live_server.url


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible(page: Page, site: str, part: int) -> None:
    faults = []
    for path in PAGES[part::PARTS]:
        faults += in_every_language(
            page, site + path, LOOKS, "best-practice", elsewhere=LOOKS, contrast_elsewhere=True
        )
    assert faults == []


def test_filters_and_pages_work_without_scripts(page: Page, site: str) -> None:
    context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = context.new_page()
    plain.goto(f"{site}/?lang=en")
    plain.get_by_label("Search published decisions").fill("комиссиялардың")
    plain.get_by_role("button", name="Search").click()
    plain.get_by_text("Subject", exact=True).first.click()
    plain.get_by_label("Media coverage").check()
    plain.get_by_role("button", name="Apply filters").click()
    expect(plain.get_by_role("heading", name=f"Found: {PAGE_SIZE + 1}")).to_be_visible()
    plain.get_by_role("link", name="Next page").click()
    expect(plain.locator(".app-results__item")).to_have_count(1)
    assert plain.get_by_label("Search published decisions").input_value() == "комиссиялардың"
    plain.get_by_role("link", name="Remove this filter").click()
    expect(plain.get_by_role("heading", name=f"Found: {PAGE_SIZE + 4}")).to_be_visible()
    context.close()


def test_printed_case_holds_its_explanations_and_the_address_of_the_law(page: Page, site: str) -> None:
    page.goto(f"{site}/cases/2022-pres/rec-astana-0001?lang=en")
    explanation = page.get_by_text("The starting point is the day of receipt")
    assert not explanation.is_visible()
    page.emulate_media(media="print")
    assert explanation.is_visible()
    assert not page.locator(".app-languages").is_visible()
    assert not page.get_by_role("navigation", name="Main navigation").is_visible()
