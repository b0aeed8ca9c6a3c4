"""The whole way once: registered, clocks explained, reminded once, decided, published, found."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from tests.browser.conftest import ServeAt
from tests.builders.accounts import PASSWORD, create_user
from tests.builders.registry import create_registry
from tests.support.mail import SmtpServer

pytestmark = pytest.mark.browser

PERSON = "Сынақбаева Мысалгүл"
CONTACT = "mysalgul@person.example"
LAWYER = "lawyer@astana.example"
PUBLISHER = "publisher@astana.example"
SCHEDULER = ("scheduler", "--plan-seconds", "0.5", "--deliver-seconds", "0.5")

COMPLAINT = {
    "body": "REC-ASTANA",
    "received_at": "2022-11-21T10:00",  # Monday
    "contested_body": "kz-pec-astana-372",
    "contested_on": "2022-11-20",  # Sunday, voting day
    "text": f"{PERSON} учаскелік комиссияның әрекетіне шағымданады: байқаушы дауыс санау кезінде шығарылды.",
    "complainant_name": PERSON,
    "complainant_contact": CONTACT,
}
DECISION = {
    "number": "14/2",
    "taken_at": "2022-11-24T15:00",  # Thursday, the last day
    "facts": f"Установлено, что председатель участковой комиссии удалил наблюдателя. Заявитель {PERSON}.",
    "provisions": "Пункт 2 статьи 20-1 Конституционного закона о выборах.",
    "application": "Закон гарантирует присутствие при подсчёте голосов, оснований для удаления не было.",
    "operative": "Жалобу удовлетворить.",
}


@pytest.fixture
def environ(environ: dict[str, str], smtp_server: SmtpServer) -> dict[str, str]:
    return environ | smtp_server.environ()


@pytest.fixture
def office(session: Session) -> None:
    """The register, a lawyer and a publisher of the commission of Astana."""
    with unit_of_work(session):
        create_registry(session)
        create_user(session, email=LAWYER, role="lawyer", language="kk")
        create_user(session, email=PUBLISHER, role="publisher", language="ru")
    session.close()


def log_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/login?lang=en")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page).to_have_url(f"{address}/staff/")


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def register(page: Page, address: str) -> str:
    """Fill in the form, see the clocks before anything is saved, register; return the reference."""
    page.goto(f"{address}/staff/cases/new")
    fill(page, COMPLAINT)
    page.locator("[name=election]").select_option("2022-PRES")
    page.locator("[name=procedure]").select_option("commission-complaint")
    page.locator("[name=subject]").select_option("observers")
    page.locator("[name=channel]").select_option("paper")
    page.locator("[name=complainant_kind]").select_option("observer")
    page.locator("[name=contested_kind][value=act]").check()
    page.locator("[name=language][value=kk]").check()
    page.locator("button[value=preview]").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("24 November 2022")
    preview.get_by_text("How was this computed?").last.click()
    expect(preview).to_contain_text("Article 49")
    page.locator("button[value=register]").first.click()
    expect(page.get_by_role("heading", name="Complaint registered")).to_be_visible()
    assert len(page.locator("#tracking-code").inner_text()) == 19
    return page.locator(".govuk-panel__body").inner_text().strip()


def reminded_once(smtp_server: SmtpServer, start_at: Callable[..., object]) -> None:
    """Two schedulers run as the quiet hours of the last day are over: one reminder, without a name."""
    for _process in range(2):
        start_at("2022-11-24T01:05:00+00:00", *SCHEDULER)
    smtp_server.wait_for(1, timeout=30)
    # Several further passes of both processes: a second mail would come now.
    time.sleep(3)
    [mail] = smtp_server.received
    assert mail.recipients == (LAWYER,)
    text = mail.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "2022-PRES/REC-ASTANA/0001" in text
    assert "24 қараша" in text.replace("\u00a0", " ")
    assert PERSON.split()[0] not in mail.message.as_string()


def decide_and_publish(page: Page, address: str) -> None:
    case = f"{address}/staff/cases/2022-pres/rec-astana-0001"
    log_in(page, address, LAWYER)
    page.goto(f"{case}/decision")
    fill(page, DECISION)
    page.locator("[name=open_session][value=yes]").check()
    page.locator("[name=outcome]").select_option("satisfied")
    page.locator("[name=remedy]").select_option("access-restored")
    page.locator("[name=language][value=ru]").check()
    page.get_by_role("button", name="Record the decision").click()
    expect(page).to_have_url(case)
    page.goto(f"{case}/publish")
    expect(page.locator("[name=facts]")).to_have_value(DECISION["facts"].replace(PERSON, "[…]"))
    # Selecting words of the original fills the field of what is to be masked.
    page.locator("[data-markable]").last.select_text()
    expect(page.locator("[name=phrase]")).to_have_value(DECISION["operative"])
    page.locator("[name=phrase]").fill("участковой комиссии")
    page.locator("[name=kind]").select_option("other")
    page.locator("button[value=mark]").click()
    expect(page.locator("[name=facts]")).to_have_value(
        "Установлено, что председатель […] удалил наблюдателя. Заявитель […]."
    )
    page.locator("button[value=submit]").click()
    expect(page).to_have_url(case)
    log_out(page)
    log_in(page, address, PUBLISHER)
    page.goto(f"{case}/publish")
    page.locator("button[value=publish]").click()
    expect(page).to_have_url(case)
    log_out(page)


@pytest.mark.usefixtures("office")
def test_complaint_goes_the_whole_way(
    page: Page, serve_at: ServeAt, smtp_server: SmtpServer, start_at: Callable[..., object]
) -> None:
    address = serve_at("2022-11-21T06:00:00+00:00")  # Monday
    log_in(page, address, LAWYER)
    assert register(page, address) == "2022-PRES/REC-ASTANA/0001"
    log_out(page)
    page.goto(f"{address}/cases/2022-pres/rec-astana-0001")
    expect(page.locator("main")).not_to_contain_text("шығарылды")

    reminded_once(smtp_server, start_at)

    address = serve_at("2022-11-24T12:00:00+00:00")  # Thursday
    decide_and_publish(page, address)

    # No word stands in the texts in this form; the first, another word for observer, leads to the second.
    for word in ("бақылаушыларға", "байқаушылардың", "председателями"):
        page.goto(f"{address}/")
        page.locator("main [name=q]").fill(word)
        page.locator("main [name=q]").press("Enter")
        found = page.locator("main a[href*='/cases/2022-pres/rec-astana-0001']")
        expect(found.first).to_be_visible()
        found.first.click()
        expect(page.locator("main")).to_contain_text("Жалобу удовлетворить.")
        source = page.content()
        for private in (*PERSON.split(), CONTACT, LAWYER, PUBLISHER):
            assert private not in source
