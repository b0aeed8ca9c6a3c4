"""The pages that carry a case on, up and to other bodies."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.models import Case, HandOver, Party
from tests.builders.cases import RULING, SLIP, create_case, create_decision
from tests.builders.chains import COURT
from tests.builders.desk import Desk, Visitor
from tests.builders.forms import filled_in
from tests.builders.registry import CENTRAL

# What a page says does not depend on the database's engine.
pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
CASE = "/staff/cases/2022-pres/rec-astana-0001"
CLAIM = "/staff/cases/2022-pres/siac-astana-0001"


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


@pytest.fixture
def decided(desk: Desk) -> str:
    desk.work(
        lambda session: create_decision(session, create_case(session), outcome="refused", remedy="none")
    )
    return CASE


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def submit(visitor: Visitor, path: str, do: str = "save", **typed: str) -> str:
    """Send a form as it stands on its page, with changes; return the page that comes after it."""
    sent = filled_in(visitor.get(f"{path}?lang=en").text) | typed | {"do": do}
    answer = visitor.client.post(path, data=sent, follow_redirects=True)
    return text_of(answer.text)


def statuses(desk: Desk) -> list[str]:
    return desk.work(lambda session: list(session.scalars(sa.select(Case.status).order_by(Case.id))))


def test_only_possible_steps_are_offered_and_others_say_why(desk: Desk) -> None:
    case, lawyer = desk.case(), desk.person()
    page = lawyer.get(f"{case}?lang=en").text
    offered = set(re.findall(rf'href="{case}/([a-z-]+)"', page))
    assert {"return-for-defects", "find-admissible", "withdraw", "forward", "join"} <= offered
    assert {"mend-defects", "next-instance", "reopen", "resume"}.isdisjoint(offered)
    refused = lawyer.get(f"{case}/next-instance?lang=en")
    assert refused.status_code == 409
    assert "No decision that ends this case is recorded" in text_of(refused.text)
    clerk = desk.person("clerk").get(case).text
    assert f'href="{case}/withdraw"' not in clerk


def test_next_instance_is_proposed_prepared_and_received_by_the_court(desk: Desk, decided: str) -> None:
    lawyer, court = desk.person(), desk.person("lawyer", COURT)
    page = filled_in(lawyer.get(f"{decided}/next-instance?lang=en").text)
    assert (page["body"], page["procedure"]) == ("CEC", "commission-complaint")
    claim = {"body": "SIAC-ASTANA", "procedure": "election-claim", "filed_at": "2022-11-28T09:00"}
    told = submit(lawyer, f"{decided}/next-instance", **claim, text="Шешіммен келіспеймін.")
    assert "The next instance is opened, or prepared for its body." in told
    assert statuses(desk) == ["decided"]
    assert "2022-PRES/REC-ASTANA/0001" not in lawyer.get("/staff/hand-overs").text
    assert "2022-PRES/REC-ASTANA/0001" in court.get("/staff/hand-overs").text
    number = desk.work(lambda session: session.scalars(sa.select(HandOver.id)).one())
    assert lawyer.get(f"/staff/hand-overs/{number}").status_code == 404
    told = submit(court, f"/staff/hand-overs/{number}", received_at="2022-11-28T10:00")
    assert "Tracking code for the complainant" in told
    assert "Lower instance: 2022-PRES/REC-ASTANA/0001" in told
    # Each side sees of the other no more than that it is there.
    assert CASE not in court.get(CLAIM).text
    assert court.get(CASE).status_code == 404


def test_matter_draws_the_chain_and_opens_only_what_is_in_scope(desk: Desk, decided: str) -> None:
    test_next_instance_is_proposed_prepared_and_received_by_the_court(desk, decided)
    matter = desk.work(lambda session: session.scalars(sa.select(Case.matter_id)).first())
    page = desk.person().get(f"/staff/matters/{matter}?lang=en").text
    assert f'href="{CASE}"' in page
    assert CLAIM not in page
    assert "2022-PRES/SIAC-ASTANA/0001" in page
    assert "only its reference, body and status are told" in text_of(page)
    assert page.index("REC-ASTANA/0001") < page.index("SIAC-ASTANA/0001")
    assert desk.person("lawyer", "kz-rec-almaty").get(f"/staff/matters/{matter}").status_code == 404
    for odd in ("0", "99999999999999999999"):
        assert desk.person().get(f"/staff/matters/{odd}").status_code == 404


def test_court_registers_from_a_copy_of_the_decision(desk: Desk, decided: str) -> None:
    court = desk.person("clerk", COURT)
    path = "/staff/hand-overs/new"
    assert "Check both" in submit(court, path, "find", reference="2022-PRES/REC-ASTANA/0001", number="9")
    known = {"reference": "2022-PRES/REC-ASTANA/0001", "number": "12/3-Б"}
    form = court.client.post(
        f"{path}?lang=en", data=filled_in(court.get(path).text) | known | {"do": "find"}
    ).text
    assert "Үлгіов" not in form
    fields = filled_in(form)
    assert (fields["body"], fields["procedure"]) == ("SIAC-ASTANA", "election-claim")
    typed = {
        "received_at": "2022-11-28T10:00",
        "text": "Шешіммен келіспеймін.",
        "complainant_kind": "observer",
        "complainant_name": "Үлгіов Сынақ",
        "do": "register",
    }
    answer = court.client.post(path, data=fields | typed, follow_redirects=True)
    assert "2022-PRES/SIAC-ASTANA/0001" in answer.text
    assert "Lower instance: 2022-PRES/REC-ASTANA/0001" in text_of(court.get(f"{CLAIM}?lang=en").text)


def test_forwarding_tells_its_limit_and_that_it_is_disputed(desk: Desk) -> None:
    case = desk.case()
    lawyer = desk.person("supervisor", CENTRAL)
    page = text_of(lawyer.get(f"{case}/forward?lang=en").text)
    assert "24 November 2022" in page
    assert "whether they hold for an election dispute was not verified" in page
    typed = {"body": "REC-ALMATY", "procedure": "commission-complaint", "at": "2022-11-22T16:00"}
    told = submit(
        lawyer, f"{case}/forward", **typed, source="№ 77, 2022-11-22", received_at="2022-11-23T09:00"
    )
    assert "The complaint is forwarded" in told
    assert "Forwarded to: 2022-PRES/REC-ALMATY/0001" in told
    assert statuses(desk) == ["forwarded", "registered"]


def test_form_of_forwarding_begins_with_the_body_that_decides(desk: Desk) -> None:
    here = desk.case()
    assert filled_in(desk.person().get(f"{here}/forward").text)["body"] == ""
    # A precinct of Astana is contested before the commission of Almaty.
    wrong = f"/staff/cases/{desk.work(lambda session: create_case(session, body='kz-rec-almaty').slug)}"
    answer = desk.person("lawyer", "kz-rec-almaty").get(f"{wrong}/forward?lang=en").text
    fields = filled_in(answer)
    assert (fields["body"], fields["procedure"]) == ("REC-ASTANA", "commission-complaint")
    assert "(REC-ASTANA)" in text_of(answer)


def test_remedies_stand_in_the_case_file_with_what_is_over(desk: Desk, decided: str) -> None:
    page = text_of(desk.person().get(f"{decided}?lang=en").text)
    assert "Available remedies" in page
    assert "Safely until 2 December 2022, at last until 3 December 2022" in page.replace(
        "Friday ", ""
    ).replace("Saturday ", "")
    assert "Expired" in page


def test_party_removed_as_a_mistake_contests_nothing(desk: Desk, decided: str) -> None:
    def remove_complainant(session: Session) -> int:
        case = session.scalars(sa.select(Case)).one()
        mistaken = next(party for party in case.parties if party.role == "complainant")
        mistaken.removed_at = db.now()
        case.parties.append(Party(role="complainant", kind="observer"))
        return mistaken.id

    mistaken = desk.work(remove_complainant)
    path = f"{decided}/next-instance"
    page = desk.person("supervisor", CENTRAL).get(path).text
    assert filled_in(page)["party"] == str(mistaken + 2)
    told = submit(desk.person("supervisor", CENTRAL), path, party=str(mistaken), text="Негізсіз.")
    assert "This is no party of the case." in told


def test_interim_decision_and_correction_are_recorded_and_told_on_the_case_page(desk: Desk) -> None:
    case, lawyer = desk.case(), desk.person()
    page = submit(lawyer, f"{case}/interim-decision", "preview", **RULING)
    assert "Nothing changes: the last day stays 24 November 2022." in page
    page = submit(lawyer, f"{case}/interim-decision", **RULING)
    assert "The interim decision is recorded. The case goes on." in page
    assert "Interim decision No. 4 Interim relief is granted" in page
    assert statuses(desk) == ["registered"]
    desk.work(lambda session: create_decision(session, session.scalars(sa.select(Case)).one()))
    refused = submit(lawyer, f"{case}/correct-decision", **(SLIP | {"corrects": "9"}))
    assert "Choose the one in which the slip stands." in refused
    page = submit(lawyer, f"{case}/correct-decision", **(SLIP | {"corrects": "2"}))
    assert "Correction No. 12/3-Б-1" in page
    assert "A slip in it was corrected: Correction No. 12/3-Б-1" in page
    assert "corrects decision No. 12/3-Б" in page
