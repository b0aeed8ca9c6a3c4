"""What is sealed stays sealed: no page of the staff, log, audit row, mail or API answer tells who it is."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Event
from casetracker.models import metadata
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, create_decision
from tests.builders.desk import Desk, Visitor
from tests.builders.publication import publish_case
from tests.builders.registry import ASTANA, CENTRAL
from tests.external.test_leaks import WITHOUT_DATA, addresses

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

# A word of its own for each private field, so that a leak says where it comes from.
COMPLAINANT = {"complainant_name": "Есімқұпиясов Сынақ", "complainant_contact": "baylanys@qupiya.example"}
PROXY = {
    "role": "proxy",
    "kind": "voter",
    "represents": "1",
    "name": "Өкілқұпиясов",
    "contact": "okil@qupiya.example",
    "iin": "900101300017",
    "standing": "мәртебеқұпиясы",
}
NEW_NAME, WHY = "Жаңақұпиясов", "себепқұпиясы"
SEALED = (*COMPLAINANT.values(), PROXY["name"], PROXY["contact"], PROXY["iin"], PROXY["standing"], NEW_NAME)
ROLES = (("supervisor", ASTANA), ("publisher", ASTANA), ("administrator", CENTRAL), ("auditor", ASTANA))
# It masks the parties' names in a text, and so must know them; the look is recorded.
COMPARES = "staff.publish_case"


@pytest.fixture
def desk(app: Flask, caplog: pytest.LogCaptureFixture) -> Desk:
    """A published case with two sealed parties, one corrected; and a second case of the same person."""
    caplog.set_level(logging.DEBUG)
    desk = Desk(app)

    def publish_one(session: Session) -> str:
        case = create_case(session, **COMPLAINANT)
        publish_case(session, case, create_decision(session, case))
        create_case(session, **COMPLAINANT)
        create_user(session, role="clerk")
        return f"/staff/cases/{case.slug}"

    case, lawyer = desk.work(publish_one), desk.person("lawyer")
    assert lawyer.send(f"{case}/parties/new", **PROXY).status_code == 303
    corrected = {"role": "complainant", "kind": "observer", "name": NEW_NAME, "reason": WHY}
    assert lawyer.send(f"{case}/parties/1/correct", **corrected).status_code == 303
    refused = corrected | {"name": "", "reason": f"{PROXY['name']} айтты"}
    assert lawyer.send(f"{case}/parties/1/correct", **refused).status_code == 422
    assert lawyer.send(case, f"{case}/unmask", reason="hearing").status_code == 200
    assert lawyer.send("/staff/persons", who=NEW_NAME, reason="asked for their cases").status_code == 200
    return desk


def leaks(text: str) -> list[str]:
    return [secret for secret in SEALED if secret.lower() in text.lower()]


def walk(desk: Desk, visitor: Visitor) -> dict[str, str]:
    """Return what every address answers to somebody who asks for no name."""
    rules = [rule for rule in desk.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    wanted = [rule for rule in rules if rule.endpoint not in WITHOUT_DATA | {COMPARES}]
    asked = [address for rule in wanted for address in addresses(rule) if address != "/logout"]
    return {address: visitor.get(address).text for address in asked}


@pytest.mark.parametrize(("role", "body"), ROLES)
def test_no_page_tells_who_a_party_is_without_asking(desk: Desk, role: str, body: str) -> None:
    pages = walk(desk, desk.person(role, body))
    assert "2022-PRES/REC-ASTANA/0001" in pages["/staff/cases"]
    assert {address: leaks(text) for address, text in pages.items() if leaks(text)} == {}


def test_neither_rows_of_the_database_nor_logs_hold_what_is_sealed(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def every_row(session: Session) -> str:
        tables = [table for table in metadata.sorted_tables if table.name != "cases"]
        return " ".join(str(row) for table in tables for row in session.execute(sa.select(table)))

    told = desk.work(every_row)
    assert "party-corrected" in told
    assert leaks(told) == []
    assert leaks(caplog.text) == []


def test_reason_of_a_correction_stands_in_the_history_of_the_staff_only(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    events = desk.work(lambda session: [str(data) for data in session.scalars(sa.select(Event.data))])
    rows = desk.work(lambda session: [str(data) for data in session.scalars(sa.select(AuditRow.details))])
    assert sum(WHY in told for told in events) == 1
    assert [told for told in rows if WHY in told] == []
    assert WHY not in caplog.text
    pages = walk(desk, desk.visitor())
    assert {address for address, text in pages.items() if WHY in text or leaks(text)} == set()
