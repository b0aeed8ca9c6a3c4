"""Names are erased when their time ended, two persons agreed and the matter is closed; the case stays."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.audit.models import AuditRow
from casetracker.audit.queries import chain_faults
from casetracker.cases import retention
from casetracker.cases.blind_index import cases_of_person, typed_words
from casetracker.cases.erasing import run_erasures
from casetracker.cases.errors import InvalidInput
from casetracker.cases.identities import look
from casetracker.cases.models import Case, Decision, Erasure, Event, Identity, IdentityMark
from casetracker.db import unit_of_work
from casetracker.registry.models import Election
from tests.builders.accounts import create_user
from tests.builders.cases import COMPLAINT, create_case, create_decision, vault
from tests.builders.registry import CENTRAL, PRESIDENTIAL, create_registry

MONTHS = 36
NAME = str(COMPLAINT["complainant_name"])


def person(session: Session, body: str, role: str = "supervisor") -> User:
    return create_user(session, role=role, body_id=body)


@pytest.fixture
def office(session: Session) -> Session:
    """Three decided cases of Astana, one that is open, and one whose matter is open."""
    with unit_of_work(session):
        create_registry(session)
        for _number in range(3):
            create_decision(session, create_case(session))
        create_case(session)
        decided, open_one = create_case(session), create_case(session)
        create_decision(session, decided)
        open_one.matter_id = decided.matter_id
        for name in ("first", "second"):
            create_user(session, role="supervisor", body_id=CENTRAL, name=name)
    return session


def users(session: Session) -> tuple[User, User]:
    first, second = session.scalars(sa.select(User).order_by(User.id)).unique().all()
    return first, second


def election(session: Session) -> Election:
    return session.get_one(Election, PRESIDENTIAL)


def refused(app: Flask, session: Session, do: object, *values: object) -> str:
    with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as told:  # noqa: SIM117
        with unit_of_work(session):
            do(session, *values)  # type: ignore[operator]
    return str(told.value.errors["_schema"][0])


def test_reviewed_by_one_confirmed_by_another_erased_in_batches_and_the_cases_stay(
    app: Flask, office: Session
) -> None:
    first, second = users(office)
    [kept] = retention.kept_names(office, sa.true(), MONTHS)
    assert (kept.names, kept.erasable, kept.ends_on) == (6, 3, dt.date(2025, 11, 22))
    with unit_of_work(office):
        erasure = retention.review_erasure(office, first, election(office), MONTHS)
    assert "already" in refused(app, office, retention.review_erasure, second, election(office), MONTHS)
    assert "yourself" in refused(app, office, retention.confirm_erasure, first, erasure, MONTHS)
    run_erasures()
    assert office.scalar(sa.select(sa.func.count(Identity.sealed))) == 6
    with unit_of_work(office):
        retention.confirm_erasure(office, second, erasure, MONTHS)
    assert "no longer waits" in refused(app, office, retention.drop_erasure, first, erasure)

    stops = iter([False, True])
    run_erasures(should_stop=lambda: next(stops), batch=2)  # killed after the first batch
    assert office.scalar(sa.select(sa.func.count(Identity.sealed))) == 4
    run_erasures(batch=2)
    run_erasures(batch=2)
    office.expire_all()
    done = office.get_one(Erasure, erasure.id)
    assert (done.state, done.erased, done.kept) == ("done", 3, 3)
    assert office.scalar(sa.select(sa.func.count(sa.distinct(IdentityMark.identity_id)))) == 3
    found = cases_of_person(office, vault().box, typed_words(NAME), sa.true())
    assert sorted(it.case.serial for it in found) == [4, 5, 6]

    assert office.scalar(sa.select(sa.func.count(Case.id))) == 6
    assert office.scalar(sa.select(sa.func.count(Decision.id))) == 4
    told = sa.select(sa.func.count(Event.id)).where(Event.kind == "names-erased")
    assert office.scalar(told) == 3
    case = office.scalars(sa.select(Case).where(Case.serial == 1)).one()
    with unit_of_work(office):
        assert look(office, vault(), case, actor="test", reason="test") == {}
    rows = office.scalars(sa.select(AuditRow).where(AuditRow.action == "identities.erased")).all()
    assert [row.details["erased"] for row in rows] == [2, 1]
    assert {(row.details["reviewed_by"], row.details["confirmed_by"]) for row in rows} == {
        (first.ref, second.ref)
    }
    assert list(chain_faults(office)) == []


def test_nothing_is_erased_before_its_time(app: Flask, office: Session) -> None:
    first, _second = users(office)
    with unit_of_work(office):
        retention.change_period(office, election(office), 600, actor="test", reason="test")
    assert "not ended" in refused(app, office, retention.review_erasure, first, election(office), MONTHS)
    with unit_of_work(office):
        found = election(office)
        found.retention_months, found.results_on, found.results_at = None, None, None
    assert "not ended" in refused(app, office, retention.review_erasure, first, election(office), MONTHS)


def test_case_that_was_opened_again_meanwhile_keeps_its_names(office: Session) -> None:
    first, second = users(office)
    with unit_of_work(office):
        erasure = retention.review_erasure(office, first, election(office), MONTHS)
        retention.confirm_erasure(office, second, erasure, MONTHS)
        office.execute(sa.update(Case).where(Case.serial == 2).values(status="reopened"))
    run_erasures()
    office.expire_all()
    assert (erasure.erased, erasure.kept) == (2, 4)


@pytest.mark.parametrize(
    ("results_on", "months", "end"),
    [
        (dt.date(2022, 11, 22), 36, dt.date(2025, 11, 22)),
        (dt.date(2023, 3, 31), 6, dt.date(2023, 9, 30)),
        (dt.date(2022, 12, 31), 2, dt.date(2023, 2, 28)),
        (dt.date(2022, 12, 1), 1, dt.date(2023, 1, 1)),
        (None, 1, None),
    ],
)
def test_period_ends_on_the_same_day_months_later(
    results_on: dt.date | None, months: int, end: dt.date | None
) -> None:
    held = Election(results_on=results_on, zone="Asia/Almaty", retention_months=months)
    assert retention.last_day(held, 99) == end
