"""The pages of the desk ask the database as often for three rows as for sixty."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.cases.models import Case, Event, HandOver
from casetracker.db import now
from casetracker.registry.models import Body
from tests.builders.cases import create_case, create_decision
from tests.builders.desk import INTAKE, Desk, Visitor
from tests.builders.hearings import create_hearing
from tests.builders.proceedings import create_stay
from tests.builders.registry import CENTRAL
from tests.support.statements import Counting

FEW, MANY = 3, 60
NEW = "/staff/cases/new"
FILE = "/staff/cases/2022-pres/rec-astana-0001"
# No page needs more; whoever adds one must say so here.
MOST = {
    "/staff/": 23,
    "/staff/?whose=me": 22,
    "/staff/board": 9,
    "/staff/board?clock=any&only=unpublished&only=unserved": 9,
    "/staff/board?assignee=me&body=CEC": 10,
    "/staff/cases": 3,
    FILE: 21,
    "/staff/bodies?q=комиссия": 2,
    NEW: 6,
}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def fill(session: Session, first: int, last: int) -> None:
    """Register cases before as many bodies as there are, a third of them stayed, a third of them decided."""
    regions = session.scalars(sa.select(Body.id).where(Body.level == "territorial-region").order_by(Body.id))
    places = ["kz-rec-astana", *regions.all()]
    users = session.scalars(sa.select(User).order_by(User.id)).all()
    for number in range(first, last):
        case = create_case(session, body=places[number % len(places)])
        case.assignee = users[number % len(users)]
        create_hearing(session, case).starts_at = now()
        hand_over(session, case, session.get_one(Body, places[(number + 1) % len(places)]))
        if number % 3 == 1:
            create_stay(session, case)
        elif number % 3 == 2:
            create_decision(session, case)


def hand_over(session: Session, case: Case, body: Body) -> None:
    """Prepare a case for another body, as if it had been forwarded."""
    told = {"kind": "forwarded", "procedure": case.procedure, "prepared_at": now(), "prepared_by": "test"}
    session.add(HandOver(case=case, body=body, filed_at=case.filed_at, **told))


def lengthen(session: Session, events: int) -> None:
    """Give the first case a longer history."""
    case = session.scalars(sa.select(Case).order_by(Case.id)).first()
    assert case is not None
    actors = session.scalars(sa.select(User.id)).all()
    moment = now()
    for number in range(events):
        told = {"kind": "assigned", "at": moment, "recorded_at": moment, "data": {}}
        session.add(Event(case_id=case.id, actor=f"user:{actors[number % len(actors)]}", **told))


def counted(visitor: Visitor, statements: Counting) -> dict[str, int]:
    """Return how many statements each page sends, the intake form with its preview among them."""
    found = {}
    for path in MOST:
        visitor.get(path)
        with statements() as sent:
            assert visitor.get(path).status_code == 200, path
        found[path] = len(sent)
    form = visitor.form(NEW) | INTAKE | {"do": "preview"}
    with statements() as sent:
        assert visitor.client.post(NEW, data=form).status_code == 200
    return found | {"preview": len(sent)}


def test_pages_ask_as_often_for_many_rows_as_for_few(desk: Desk, statements: Counting) -> None:
    visitor = desk.person("supervisor", CENTRAL)
    for _each in range(3):
        desk.user("lawyer", CENTRAL)
    desk.work(lambda session: fill(session, 0, FEW))
    few = counted(visitor, statements)
    desk.work(lambda session: fill(session, FEW, MANY))
    desk.work(lambda session: lengthen(session, MANY))
    assert counted(visitor, statements) == few
    assert {path: few[path] for path, most in MOST.items() if few[path] > most} == {}
