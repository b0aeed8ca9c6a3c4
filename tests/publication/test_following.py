"""Published clocks follow the case."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.events import add_event
from casetracker.cases.models import Case, CaseDeadline
from casetracker.db import unit_of_work
from casetracker.publication.following import follow_clocks
from tests.builders.cases import create_case, create_decision
from tests.builders.proceedings import correct, create_stay
from tests.builders.publication import publish_case
from tests.builders.registry import create_registry

COLUMNS = [each.key for each in sa.inspect(CaseDeadline).column_attrs if each.key not in ("id", "case_id")]


def replace_clock(case: Case, **changes: object) -> None:
    """Do what a recomputation does."""
    old = next(clock for clock in case.deadlines if clock.role == "review")
    old.state = "replaced"
    columns = {name: getattr(old, name) for name in COLUMNS}
    new = columns | {"state": "running", "set_at": db.now(), "replaces_id": old.id} | changes
    case.deadlines.append(CaseDeadline(**new))
    add_event(case, "deadline-moved", db.now(), "user:1", reason="a person's own words")


def follow(session: Session) -> int:
    with unit_of_work(session):
        return follow_clocks(session, db.now())


def test_a_moved_clock_is_shown_and_then_left_alone(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session)
        public = publish_case(session, case)
    assert follow(session) == 0
    with unit_of_work(session):
        replace_clock(case, due_on=dt.date(2022, 12, 1), state="stayed", stayed_on=dt.date(2022, 11, 23))
    assert follow(session) == 1
    [shown] = [clock for clock in public.clocks if clock["role"] == "review"]
    assert (shown["due_on"], shown["state"], shown["stayed_on"]) == ("2022-12-01", "stayed", "2022-11-23")
    assert [item["kind"] for item in public.timeline].count("deadline-moved") == 1
    assert "own words" not in str(public.timeline) + str(public.clocks)
    assert follow(session) == 0


def test_a_decision_that_is_not_published_does_not_show_in_the_clocks(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session)
        public = publish_case(session, case)
    with unit_of_work(session):
        replace_clock(case, due_on=dt.date(2022, 12, 1))
        create_decision(session, case)
    follow(session)
    assert {clock["state"] for clock in public.clocks if clock["role"] == "review"} == {"running"}
    assert "decision-taken" not in {item["kind"] for item in public.timeline}


def test_a_decision_that_ends_a_stay_is_not_told_before_it_is_published(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session)
        create_stay(session, case)
        public = publish_case(session, case)
    told = (public.clocks, public.timeline, public.updated_at)
    with unit_of_work(session):
        decision = create_decision(session, case)
    assert follow(session) == 1
    assert (public.clocks, public.timeline, public.updated_at) == told
    with unit_of_work(session):
        publish_case(session, case, decision)
    assert {"resumed", "decision-taken"} <= {item["kind"] for item in public.timeline}


def test_who_was_called_late_by_mistake_is_cleared_in_public(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session, received_at="2022-12-02T10:00")
        public = publish_case(session, case)
        create_decision(session, case, taken_at="2022-12-04T10:00")
    assert public.is_late
    with unit_of_work(session):
        correct(session, case, received_at="2022-11-22T10:00")
    follow(session)
    [filing] = [clock for clock in public.clocks if clock["role"] == "filing"]
    assert (public.is_late, filing["state"], public.received_at) == (False, "met", case.received_at)
    assert "filed-late" not in {item["kind"] for item in public.timeline}


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_a_clock_set_by_a_transaction_that_ends_later_is_followed_too(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session)
        public = publish_case(session, case)
    with unit_of_work(session):
        replace_clock(case, due_on=dt.date(2022, 12, 1))
    with Session(db.db.engine) as other:
        replace_clock(other.get_one(Case, case.id), due_on=dt.date(2022, 12, 5))
        other.flush()
        assert follow(session) == 1
        other.commit()
    session.expire_all()
    assert follow(session) == 1
    assert "2022-12-05" in {clock["due_on"] for clock in public.clocks}
