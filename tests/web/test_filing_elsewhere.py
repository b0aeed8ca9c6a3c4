"""A complaint to a prosecutor: proposed, filed, found on the desk, forwarded, and followed all the way."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.builders.desk import Desk, Visitor
from tests.builders.filings import ANSWERS
from tests.builders.forms import filled_in
from tests.builders.registry import ASTANA, CENTRAL

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

NOW = "2022-11-21T04:00:00Z"  # Monday, the day after voting
CODE = re.compile(r'id="tracking-code"[^>]*>([0-9A-Z-]{19})<')
VIOLATION = ANSWERS | {"contested": "violation", "by": "voter", "subject": "ballot-stuffing"}
NOBODY_THERE = "Nobody at this body works with this service yet."


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    made = Desk(app)
    with time_machine.travel(NOW, tick=False):
        yield made


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def answer(citizen: Visitor, page: str, **sent: str) -> None:
    asked = filled_in(citizen.get(f"/file/{page}?lang=en").text)
    known = {name: VIOLATION[name] for name in asked if name in VIOLATION}
    assert citizen.client.post(f"/file/{page}", data=asked | known | sent).status_code == 303, page


def checked(citizen: Visitor, body: str) -> str:
    """Answer everything, send it to *body*; return the last page before it is sent."""
    answer(citizen, "what", contested_kind="act")
    answer(citizen, "whose", contested_body="PEC-ASTANA-372")
    offered = citizen.get("/file/where?lang=en").text
    assert re.findall(r'name="body"[^>]*value="((?:PO|GPO|PD|MIA)[A-Z-]*)"', offered) == [
        "PO-ASTANA",
        "GPO",
        "PD-ASTANA",
        "MIA",
    ]
    # What is disputed stands beside both bodies of the police and among what the law says.
    assert text_of(offered).count("Disputed: By when a law-enforcement body examines") == 3
    answer(citizen, "where", body=body)
    answer(citizen, "who", language="kk")
    answer(citizen, "text")
    return citizen.get("/file/check?lang=en").text


def sent(citizen: Visitor, body: str) -> str:
    """File it; return its tracking code."""
    citizen.client.post("/file/send", data=filled_in(checked(citizen, body)))
    found = CODE.search(citizen.get("/file/sent?lang=en").text)
    assert found
    return found[1]


def test_a_complaint_to_a_prosecutor_arrives_on_the_desk_and_is_forwarded_from_a_wrong_address(
    desk: Desk,
) -> None:
    lawyer, above = desk.person("lawyer", "kz-po-astana"), desk.person("supervisor", "kz-gpo")
    citizen = desk.visitor()
    assert NOBODY_THERE not in checked(citizen, "PO-ASTANA")
    code = sent(desk.visitor(), "PO-ASTANA")
    for person in (lawyer, above):
        page = text_of(person.get("/staff/?lang=en").text)
        assert "2022-PRES/PO-ASTANA/0001" in page
        assert "Ballot stuffing Filed online" in page
        assert "26 November 2022" in page  # Saturday: five days to decide
    assert "PO-ASTANA" not in desk.person("supervisor", CENTRAL).get("/staff/cases?lang=en").text
    case = "/staff/cases/2022-pres/po-astana-0001"
    # It is no court: nothing of it is put in force, and no commission waits for it.
    assert "/await-court" not in lawyer.get(case).text
    form = filled_in(lawyer.get(f"{case}/forward?lang=en").text)
    typed = {"body": "REC-ASTANA", "procedure": "violation-application", "at": "2022-11-21T10:00"}
    forwarded = lawyer.client.post(
        f"{case}/forward",
        data=form | typed | {"source": "№ 7, 2022-11-21", "do": "save"},
        follow_redirects=True,
    )
    assert "The complaint is forwarded" in text_of(forwarded.text)
    commission = desk.person("lawyer", ASTANA)
    page = commission.get("/staff/hand-overs?lang=en").text
    (hand_over,) = set(re.findall(r"/staff/hand-overs/\d+", page))
    commission.client.post(hand_over, data=filled_in(commission.get(hand_over).text))
    followed = citizen.client.post(
        "/track?lang=en", data=filled_in(citizen.get("/track").text) | {"code": code}
    )
    assert "2022-PRES/REC-ASTANA/0001" in followed.text


def test_where_nobody_works_the_citizen_and_those_above_all_commissions_are_told(desk: Desk) -> None:
    citizen = desk.visitor()
    assert NOBODY_THERE in checked(citizen, "PD-ASTANA")
    sent(desk.visitor(), "PD-ASTANA")
    told = "Police Department of the City of Astana: open cases 1, the oldest received 21 November 2022"
    assert told in text_of(desk.person("supervisor", CENTRAL).get("/staff/?lang=en").text)
    for role, body in (("lawyer", CENTRAL), ("supervisor", ASTANA)):
        assert told not in text_of(desk.person(role, body).get("/staff/?lang=en").text)
    police = desk.person("clerk", "kz-pd-astana")
    page = text_of(police.get("/staff/?lang=en").text)
    assert "Open cases for which the law names no time limit" in page
    assert "2022-PRES/PD-ASTANA/0001" in page
    assert told not in text_of(desk.person("supervisor", CENTRAL).get("/staff/?lang=en").text)
