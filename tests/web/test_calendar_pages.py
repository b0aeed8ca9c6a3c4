"""The address of a calendar: made once, read by programs, revoked; and nobody on the way learns of it."""

from __future__ import annotations

import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.accounts.models import CalendarFeed, User
from tests.alerts.test_calendars import events_of
from tests.builders.accounts import create_user
from tests.builders.cases import COMPLAINT, create_case
from tests.builders.desk import Desk, Visitor
from tests.builders.hearings import cancel, create_hearing

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

MONDAY = "2022-11-21T06:00Z"
NEW = "/staff/account/calendars/new"
ADDRESS = re.compile(r"/calendars/[\w-]+\.ics")


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def made(visitor: Visitor, **fields: str) -> str:
    page = visitor.send(NEW, **({"kind": "mine", "language": "en"} | fields))
    assert page.status_code == 200
    found = ADDRESS.search(page.text)
    assert found is not None
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == (
        "private, no-store",
        "no-referrer",
    )
    return found[0]


@time_machine.travel(MONDAY, tick=False)
def test_calendar_when_made_then_programs_read_it_until_it_is_revoked(desk: Desk) -> None:
    def fill(session: Session) -> str:
        case = create_case(session)
        create_hearing(session, case, agenda="Үлгіов")
        cancel(session, create_hearing(session, case, starts_at="2022-11-23T10:00"))
        return case.reference

    reference = desk.work(fill)
    visitor, program = desk.person(), desk.app.test_client()
    address = made(visitor, kind="case", case=reference.lower())
    answer = program.get(address, headers={"Accept-Language": "kk"})
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Language"] == "en"
    told = {name: answer.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
    assert told == {
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
    }
    events = events_of(answer.data)
    states = [str(it["STATUS"]) for it in events if "LOCATION" in it]
    assert sorted(states) == ["CANCELLED", "CONFIRMED"]
    assert len(events) > 2
    words = answer.data.decode().replace("\r\n ", "")
    for secret in ("Үлгіов", "person.example", COMPLAINT["text"], address[11:31]):
        assert secret not in words
    again = program.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    listed = visitor.get("/staff/account").text
    assert reference in listed
    assert address[11:31] not in listed
    number = desk.work(lambda session: session.query(CalendarFeed).one().id)
    assert visitor.send("/staff/account", f"/staff/account/calendars/{number}/revoke").status_code == 303
    gone = program.get(address)
    assert gone.status_code == 404
    assert gone.headers["Referrer-Policy"] == "no-referrer"


@time_machine.travel(MONDAY, tick=False)
def test_calendar_when_its_user_lost_the_scope_then_there_is_none(desk: Desk) -> None:
    reference = desk.work(lambda session: create_case(session).reference)
    visitor, program = desk.person(), desk.app.test_client()
    address = made(visitor, kind="case", case=reference)
    assert program.get(address).status_code == 200

    def move(session: Session) -> None:
        other = create_user(session, body_id="kz-siac-astana")
        session.query(User).filter(User.role == "lawyer", User.id != other.id).update(
            {"body_id": other.body_id}
        )

    desk.work(move)
    assert program.get(address).status_code == 404


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "body", "body": "CEC"}, "This body is outside your scope."),
        ({"kind": "body", "body": "NO-SUCH"}, "There is no body with this code."),
        (
            {"kind": "case", "case": "2022-PRES/CEC/9999"},
            "There is no case with this reference in your scope.",
        ),
        ({"kind": "everything"}, "There is a problem"),
    ],
)
def test_calendar_when_asked_for_wrongly_then_told_and_kept(
    desk: Desk, fields: dict[str, str], told: str
) -> None:
    page = desk.person().send(f"{NEW}?lang=en", NEW, **({"language": "ru"} | fields))
    assert page.status_code == 422
    assert told in page.text
    assert re.search(r'value="ru" selected', page.text)
