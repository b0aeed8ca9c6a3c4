"""A passkey from its making to logging in with it, with the virtual authenticator of Chromium."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from casetracker.accounts.models import Passkey, UserSession
from casetracker.db import unit_of_work
from tests.builders.accounts import PASSWORD, create_user
from tests.builders.registry import CENTRAL, create_registry
from tests.support.application import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)]

ADMINISTRATOR = "administrator@central.example"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return environ | {"REQUIRE_SECOND_FACTOR": "true"}


@pytest.fixture
def administrator(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        create_user(session, email=ADMINISTRATOR, role="administrator", body_id=CENTRAL)
    session.close()


def first_step(page: Page, url: str) -> None:
    page.goto(f"{url}/login?lang=en")
    page.get_by_label("E-mail address").fill(ADMINISTRATOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def log_out(page: Page, url: str) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(f"{url}/login")


@pytest.mark.usefixtures("administrator")
def test_passkey_is_made_and_logs_in_after_the_password_and_without_it(
    page: Page, live_server: LiveServer, session: Session
) -> None:
    # Browsers know no passkeys for addresses of numbers.
    url = live_server.url.replace("127.0.0.1", "localhost")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    first_step(page, url)
    expect(page).to_have_url(f"{url}/staff/account/second-factor")
    page.get_by_label("Name of the passkey").fill("Office laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page).to_have_url(f"{url}/staff/account/recovery-codes")
    page.get_by_role("button", name="Make recovery codes").click()
    expect(page.locator(".app-codes li")).to_have_count(10)
    page.goto(f"{url}/staff/account")
    expect(page.locator("main")).to_contain_text("Office laptop")

    log_out(page, url)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{url}/staff/")

    log_out(page, url)
    first_step(page, url)
    expect(page).to_have_url(f"{url}/login/second-step?next=/staff/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{url}/staff/")
    ways = session.scalars(sa.select(UserSession.way).order_by(UserSession.id)).all()
    assert list(ways) == ["password", "passkey", "password"]
    passkey = session.scalars(sa.select(Passkey)).one()
    assert (passkey.name, passkey.sign_count > 1) == ("Office laptop", True)
    session.close()

    # Somebody who is not verified by the device stays outside, and is told so.
    log_out(page, url)
    devtools.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": added["authenticatorId"], "isUserVerified": False},
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    expect(page).to_have_url(f"{url}/login")


@pytest.mark.usefixtures("administrator")
def test_at_an_address_of_numbers_the_person_is_told_where_passkeys_work(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/login?lang=en")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("[data-passkey-elsewhere]")).to_be_visible()
