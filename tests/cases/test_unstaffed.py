"""What was filed before a body for which nobody works here is counted for those who oversee the country."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from casetracker.accounts.queries import is_staffed
from casetracker.cases.unstaffed import unstaffed_bodies
from casetracker.registry.models import Body
from tests.builders.accounts import create_user
from tests.builders.cases import create_case
from tests.builders.chains import nobody, step
from tests.builders.registry import CENTRAL, create_registry

PROSECUTOR, ALL_PROSECUTORS = "kz-po-astana", "kz-gpo"
RECEIVED = dt.datetime(2022, 11, 21, 4, tzinfo=dt.UTC)  # Monday


@pytest.mark.parametrize(
    ("role", "body", "is_staff"),
    [
        ("clerk", PROSECUTOR, True),
        ("supervisor", ALL_PROSECUTORS, True),
        # Who reads only takes up nothing, and who is elsewhere cannot see it.
        ("auditor", PROSECUTOR, False),
        ("supervisor", CENTRAL, False),
        ("clerk", "kz-po-almaty", False),
    ],
)
@pytest.mark.usefixtures("app")
def test_a_case_waits_on_nobodys_desk_until_somebody_works_for_its_body(
    session: Session, role: str, body: str, is_staff: bool
) -> None:
    create_registry(session)
    create_user(session, role=role, body_id=body)
    create_case(
        session, body=PROSECUTOR, procedure="prosecutor-application", received_at=RECEIVED.isoformat()
    )
    session.flush()
    found = [(it.body.id, it.cases, it.since) for it in unstaffed_bodies(session)]
    assert found == ([] if is_staff else [(PROSECUTOR, 1, RECEIVED)])
    assert is_staffed(session, session.get_one(Body, PROSECUTOR)) is is_staff


@pytest.mark.usefixtures("app")
def test_what_was_forwarded_there_and_nobody_receives_is_counted(session: Session) -> None:
    create_registry(session)
    create_user(session, role="clerk", body_id=CENTRAL)
    case = create_case(session)
    step(session, case, "forward", body=PROSECUTOR, procedure="prosecutor-application", may=nobody)
    session.flush()
    assert [(it.body.id, it.cases) for it in unstaffed_bodies(session)] == [(PROSECUTOR, 1)]
