"""A case over the whole chain: commission, court, appeal, each with its own people, until anybody reads it.

An act of a precinct is contested before the territorial commission and before the administrative court; the
commission's case stands still until the judgment, which an appeal leaves as it is, is in force.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import FilePayload, Locator, Page, expect
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from casetracker.documents.reading.following import read_documents
from casetracker.runtime import document_store
from config.document_settings import DocumentSettings
from tests.browser.conftest import ServeAt
from tests.builders import files
from tests.builders.accounts import PASSWORD, create_user
from tests.builders.chains import APPEAL_COURT, COURT
from tests.builders.registry import ASTANA, create_registry

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)]

PERSON, CONTACT = "Сынақбаева Мысалгүл", "mysalgul@person.example"
PEOPLE = {
    "clerk@commission.example": ("clerk", ASTANA),
    "lawyer@commission.example": ("lawyer", ASTANA),
    "clerk@court.example": ("clerk", COURT),
    "judge@court.example": ("lawyer", COURT),
    "publisher@court.example": ("publisher", COURT),
    "judge@appeal.example": ("lawyer", APPEAL_COURT),
}
COMPLAINT, CLAIM, APPEAL = (
    f"2022-PRES/{body}/0001" for body in ("REC-ASTANA", "SIAC-ASTANA", "APPEAL-ASTANA")
)
# Local time in Astana: Tuesday 22 November 18:00, Monday 28 November 18:00, Friday 2 December 18:00.
TUESDAY, MONDAY, FRIDAY = (f"2022-{day}T12:00:00+00:00" for day in ("11-22", "11-28", "12-02"))
SAME_ACT = {
    "election": "2022-PRES",
    "subject": "observers",
    "channel": "paper",
    "complainant_kind": "observer",
    "contested_kind": "act",
    "language": "kk",
    "contested_on": "2022-11-20",  # Sunday, voting day
    "complainant_name": PERSON,
    "complainant_contact": CONTACT,
}
PLACE = "Астана, Мысал көшесі, 1"
ANNEX = "The observer was led out of the room at nine."
JUDGMENT = {
    "number": "7119-22/4",
    "taken_at": "2022-11-24T16:00",  # Thursday
    "outcome": "satisfied",
    "remedy": "access-restored",
    "facts": f"Установлено, что председатель участковой комиссии удалил наблюдателя. Истец {PERSON}.",
    "provisions": "Пункт 2 статьи 20-1 Конституционного закона о выборах.",
    "application": "Закон гарантирует присутствие при подсчёте голосов, оснований для удаления не было.",
    "operative": "Иск удовлетворить.",
    "appeal_route": "В апелляционном порядке в суд города Астаны.",
    "language": "ru",
}
RULING = {
    "number": "2а-15/22",
    "taken_at": "2022-12-01T11:00",  # Thursday
    "outcome": "refused",
    "refusal_ground": "act-lawful",
    "ground_text": "Судебный акт первой инстанции законен.",
    "open_session": "yes",
    "facts": "Суд первой инстанции установил обстоятельства полно.",
    "provisions": "Статья 168 Административного процедурно-процессуального кодекса.",
    "application": "Доводы жалобы не опровергают выводов суда.",
    "operative": "Решение оставить без изменения, жалобу без удовлетворения.",
    "language": "ru",
}


def begins(words: str) -> re.Pattern[str]:
    """Return what matches a name that begins with these words.

    In Chromium a slash would end it, and a space stands before what is only read aloud.
    """
    return re.compile("^" + re.escape(words).replace("/", r"\/").replace(":", " ?:"))


@dataclass
class Somebody:
    """A person at a browser of their own."""

    page: Page
    address: str

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def open(self, reference: str) -> None:
        """Find a case in the list of cases, as whoever knows no address does."""
        self.follow("Cases")
        self.follow(reference)
        self.titled(reference)

    def follow(self, name: str) -> None:
        """Follow the first link that begins with these words."""
        self.page.get_by_role("link", name=begins(name)).first.click()

    def titled(self, name: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(name)

    def fill(self, values: dict[str, str]) -> None:
        """Fill in fields by their names, whatever kind each is of."""
        for name, value in values.items():
            field = self.page.locator(f"main [name={name}]:not([type=hidden])")
            kind = field.first.evaluate("it => it.type")
            if kind == "radio":
                self.page.locator(f"main [name={name}][value='{value}']:not([type=hidden])").check()
            elif kind == "select-one":
                field.select_option(value)
            else:
                field.fill(value)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def step(self, name: str, **values: str) -> str:
        """Take a step that the case file offers; return what was told before it was saved."""
        self.follow(name)
        self.fill(values)
        self.press("See what will happen")
        told = self.page.locator("#preview").inner_text()
        self.press("Save")
        expect(self.page.get_by_role("link", name="All cases")).to_be_visible()
        return told.replace("\u00a0", " ")

    def sees(self, *words: str) -> None:
        for each in words:
            expect(self.main).to_contain_text(each)


Arrive = Callable[[str], Somebody]


@pytest.fixture
def offices(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        for email, (role, body) in PEOPLE.items():
            create_user(session, email=email, role=role, body_id=body, name=email.split("@")[0].title())
    session.close()


@pytest.fixture
def at(serve_at: ServeAt, new_page: Callable[[], Page]) -> Callable[[str], Arrive]:
    """Give ``at(moment)``, which gives ``arrive(email)``: somebody logged in at that time; "" for anybody."""

    def begin(moment: str) -> Arrive:
        address = serve_at(moment)

        def arrive(email: str = "") -> Somebody:
            somebody = Somebody(new_page(), address)
            somebody.page.goto(f"{address}/{'login' if email else ''}?lang=en")
            if email:
                somebody.fill({"email": email, "password": PASSWORD})
                somebody.press("Log in")
                somebody.titled("My day")
            return somebody

        return arrive

    return begin


def register_by_keyboard(clerk: Somebody, text: str, received_at: str, body: str, procedure: str) -> str:
    """Enter a complaint, see its clocks before anything is saved, register it; return what was foreseen."""
    clerk.follow("Register a complaint")
    clerk.fill({**SAME_ACT, "received_at": received_at, "procedure": procedure, "text": text})
    for name, typed in (("body", body), ("contested_body", "учаскелик 372")):
        clerk.page.locator(f"[name={name}]").focus()
        clerk.page.keyboard.press("Control+A")
        clerk.page.keyboard.type(typed)
        offered = clerk.page.locator(f"#{name.replace('_', '-')}-offered")
        expect(offered.get_by_role("option")).to_have_count(1)
        clerk.page.keyboard.press("ArrowDown")
        clerk.page.keyboard.press("Enter")
    clerk.page.keyboard.press("Control+Enter")
    foreseen = clerk.page.locator("#preview").inner_text()
    # The hint is shown by the script that knows the keys.
    expect(clerk.page.locator("[data-keys]")).to_be_visible()
    clerk.page.locator("[name=text]").focus()
    clerk.page.keyboard.press("Control+Enter")
    clerk.titled("Complaint registered")
    return foreseen.replace("\u00a0", " ")


def begin_at_commission(clerk: Somebody, app: Flask) -> None:
    text = f"{PERSON} учаскелік комиссияның әрекетіне шағымданады: байқаушы санау кезінде шығарылды."
    foreseen = register_by_keyboard(clerk, text, "2022-11-21T10:00", "REC-ASTANA", "commission-complaint")
    assert "24 November 2022" in foreseen
    assert "The same matter elsewhere" not in foreseen
    clerk.open(COMPLAINT)
    clerk.follow("Add documents")
    clerk.fill({"kind": "evidence", "language": "ru"})
    chosen = [payload("Протокол.pdf", files.pdf(ANNEX)), payload("1.txt", b"-")]
    clerk.page.set_input_files("input[type=file]", chosen)
    clerk.press("Upload")
    clerk.sees("Протокол.pdf")
    with app.app_context():
        assert read_documents(document_store(), DocumentSettings(ocr="off")) == 2
    clerk.follow("Протокол.pdf")
    clerk.follow("Read its text")
    clerk.sees(ANNEX)


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def bring_to_court(arrive: Arrive) -> None:
    """A court gets a claim about the same act; the commission's case stands still; a hearing is set."""
    clerk = arrive("clerk@court.example")
    text = f"{PERSON} байқаушыны шығарған учаскелік комиссияның әрекетін заңсыз деп тануды сұрайды."
    foreseen = register_by_keyboard(clerk, text, "2022-11-22T12:00", "SIAC-ASTANA", "election-claim")
    assert COMPLAINT in foreseen.partition("The same matter elsewhere")[2]
    lawyer = arrive("lawyer@commission.example")
    lawyer.open(COMPLAINT)
    lawyer.sees("The same matter elsewhere", CLAIM)
    told = lawyer.step("A court has the same matter", court_case=CLAIM)
    assert "stands still" in told.lower()
    lawyer.sees("Stands still", "The case stands still since", CLAIM)
    expect(lawyer.page.get_by_role("link", name="Stay the case", exact=True)).to_have_count(0)
    judge = arrive("judge@court.example")
    judge.open(CLAIM)
    hearing = {"starts_at": "2022-11-24T10:00", "place": PLACE, "room": "3", "minutes": "60"}
    judge.step("Set a hearing", **hearing, is_open="yes", language="ru")
    judge.sees(PLACE)
    anybody = arrive("")
    anybody.page.goto(f"{anybody.address}/hearings?lang=en")
    anybody.sees(PLACE, CLAIM)
    tells_nobody(anybody)


def decide_at_court(arrive: Arrive) -> None:
    judge = arrive("judge@court.example")
    judge.open(CLAIM)
    judge.step("Record how it ended", result="held", ended_at="2022-11-24T11:00")
    record_decision(judge, JUDGMENT, hearing="1")
    judge.step("Record:", served_at="2022-11-25T10:00", how="in-person")
    judge.sees("Handed over")


def record_decision(judge: Somebody, decision: dict[str, str], **more: str) -> None:
    judge.press("Record the decision")
    judge.fill(decision | more)
    judge.press("Record the decision")
    judge.sees(f"Decision No. {decision['number']}")


def appeal(arrive: Arrive) -> None:
    """The court hands the appeal over with its decision; the court above receives it as a case of its own."""
    judge = arrive("judge@court.example")
    judge.open(CLAIM)
    text = "Комиссия шешіммен келіспейді."
    judge.step("Open the next instance", filed_at="2022-11-28T09:00", text=text, channel="paper")
    above = arrive("judge@appeal.example")
    above.follow("To be received")
    above.follow(CLAIM)
    above.fill({"received_at": "2022-11-28T15:00"})
    above.press("Register the case")
    above.titled(APPEAL)
    above.sees("Tracking code for the complainant", f"Lower instance: {CLAIM}")


def decide_appeal(arrive: Arrive) -> None:
    above = arrive("judge@appeal.example")
    above.open(APPEAL)
    record_decision(above, RULING)
    above.step("Record the service", served_at="2022-12-01T12:00")
    above.step("Record the entry into force", in_force_on="2022-12-01")
    above.sees("In force from")


def end_at_commission(arrive: Arrive) -> None:
    """What the court decided is told to the commission, whose lawyer ends the case that stood still."""
    lawyer = arrive("lawyer@commission.example")
    lawyer.sees("The court decided: resume or end", APPEAL)
    lawyer.follow("Resume or end it")
    lawyer.sees(f"Decision No. {RULING['number']} in the case {APPEAL} is in force since")
    expect(lawyer.page.locator("[name=source]")).to_have_value(APPEAL)
    lawyer.fill({"how": "ended"})
    lawyer.press("See what will happen")
    expect(lawyer.page.locator("#preview")).to_be_visible()
    lawyer.press("Save")
    lawyer.sees("The stay is over.", "Ended without a decision")
    over = re.compile("^(Stay the case|Resume|Set a hearing)")
    expect(lawyer.page.get_by_role("link", name=over)).to_have_count(0)
    lawyer.follow("See the whole matter")
    lawyer.sees(COMPLAINT, CLAIM, APPEAL)


def publish(arrive: Arrive) -> None:
    judge = arrive("judge@court.example")
    judge.open(CLAIM)
    judge.press("Redact and publish")
    expect(judge.page.locator("[name=facts]")).to_have_value(JUDGMENT["facts"].replace(PERSON, "[…]"))
    judge.press("Ready for the second pair of eyes")
    judge.sees("The publication waits for the second pair of eyes.")
    judge.press("Redact and publish")
    expect(judge.page.locator("button[value=publish]")).to_have_count(0)
    publisher = arrive("publisher@court.example")
    publisher.follow("Read and publish")
    publisher.sees("[…]", "Judge")
    publisher.page.locator("button[value=publish]").click()
    publisher.sees("The case is published.")


def find(anybody: Somebody, word: str) -> None:
    """Search for a word that stands in the texts in another form, and open what is found."""
    anybody.page.goto(f"{anybody.address}/?lang=en")
    anybody.page.locator("main [name=q]").fill(word)
    anybody.page.locator("main [name=q]").press("Enter")
    anybody.page.locator("main a[href*='/cases/2022-pres/siac-astana-0001']").first.click()
    anybody.sees("Иск удовлетворить.", f"{PLACE}, Room: 3", "24 November 2022")
    tells_nobody(anybody)


def tells_nobody(anybody: Somebody) -> None:
    """Nothing private stands in the whole page, not even where nobody sees it."""
    source = anybody.page.content()
    for private in (*PERSON.split(), CONTACT, ANNEX, *(email for email in PEOPLE), "Judge", "Clerk@"):
        assert private not in source, private


@pytest.mark.usefixtures("offices")
def test_case_goes_through_commission_court_and_appeal_to_the_public(
    at: Callable[[str], Arrive], app: Flask
) -> None:
    arrive = at(TUESDAY)
    begin_at_commission(arrive("clerk@commission.example"), app)
    bring_to_court(arrive)
    arrive = at(MONDAY)
    decide_at_court(arrive)
    appeal(arrive)
    arrive = at(FRIDAY)
    decide_appeal(arrive)
    end_at_commission(arrive)
    publish(arrive)
    anybody = arrive("")
    for word in ("байқаушылардың", "председателями"):
        find(anybody, word)
    for path in ("rec-astana-0001", "appeal-astana-0001"):
        anybody.page.goto(f"{anybody.address}/cases/2022-pres/{path}?lang=en")
        tells_nobody(anybody)
