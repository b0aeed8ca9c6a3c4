"""The same matter before a commission and before a court: the court's decision comes first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.alerts.actions import plan_alerts
from casetracker.alerts.models import OutboxMail
from casetracker.cases.awaiting import renew_courts
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.models import Awaited, Case
from casetracker.cases.models.awaited import COURT
from casetracker.cases.parallel import parallel_of, put_before_court, waiting_for_court
from casetracker.cases.serving import record_in_force, record_service
from casetracker.db import unit_of_work
from casetracker.registry.models import Body
from casetracker.runtime import lawbook
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, create_decision
from tests.builders.proceedings import create_claim, create_stay, end_stayed, on, resume, review_clocks
from tests.builders.registry import ASTANA, create_registry

COMMISSION, CLAIM = "2022-PRES/REC-ASTANA/0001", "2022-PRES/SIAC-ASTANA/0001"
EVERYWHERE = sa.true()


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


@pytest.fixture
def case(registry: Session) -> Case:
    """Received Monday 21 November 2022: to be decided by the end of Thursday 24."""
    with unit_of_work(registry):
        return create_case(registry)


@pytest.fixture
def claim(case: Case, registry: Session) -> Case:
    """The same matter, before the court on Tuesday 22 November."""
    with unit_of_work(registry):
        return create_claim(registry)


def before_court(session: Session, case: Case, claim: Case, version: int | None = None) -> None:
    with unit_of_work(session):
        put_before_court(session, lawbook(), case, claim, actor="test", version=version)


def waiting(session: Session, scope: sa.ColumnElement[bool] = EVERYWHERE) -> list[tuple[str, str, str]]:
    """Return what waits for people; first make sure that it is the same when it is all found anew."""
    rows = (
        sa.select(Awaited.case_id, Awaited.decision_id).where(Awaited.what == COURT).order_by(Awaited.case_id)
    )
    kept = session.execute(rows).all()
    renew_courts(session, sa.select(Case.id))
    assert session.execute(rows).all() == kept
    session.rollback()
    return [
        (each.case.reference, each.court_reference, f"{each.number} {each.in_force_on:%a %d %b}")
        for each in waiting_for_court(session, scope)
    ]


def told(session: Session, moment: str) -> list[str]:
    """Return the intents of the mails that a pass of the planner makes at a moment in Astana."""
    before = session.scalar(sa.select(sa.func.coalesce(sa.func.max(OutboxMail.id), 0)))
    with unit_of_work(session):
        plan_alerts(session, on(moment))
    return list(session.scalars(sa.select(OutboxMail.intent).where(OutboxMail.id > before)))


def test_commission_waits_for_the_court_and_goes_on_when_its_decision_is_in_force(
    registry: Session, case: Case
) -> None:
    """Election law, Article 20(9), from the complaint to its decision."""
    session = registry
    with unit_of_work(session):
        create_user(session, role="lawyer")
    # Monday 21 November: the complaint. Three days, so until Thursday 24.
    assert review_clocks(case) == ["running Thu 24 Nov"]

    # Tuesday 22: the same matter is brought before the court.
    with unit_of_work(session):
        claim = create_claim(session, complainant_name=None)
    [suggested] = parallel_of(session, case)
    assert (suggested.reference, suggested.reasons) == (CLAIM, ("same-body", "same-day"))
    before_court(session, case, claim)
    [stayed] = [clock for clock in case.deadlines if clock.state == "stayed"]
    # Tuesday, Wednesday and Thursday are left.
    assert (stayed.role, stayed.remaining) == ("review", 3)
    assert (case.stays[0].source, case.stays[0].from_at) == (CLAIM, claim.received_at)
    assert case.matter_id == claim.matter_id

    # It is told once, and as long as it stands still nothing is near and nothing is overdue.
    assert told(session, "2022-11-22T13:00") == ["clock-stayed"]
    assert [told(session, f"2022-11-{day}T08:00") for day in (23, 24, 25, 29)] == [[], [], [], []]
    assert waiting(session) == []

    # Friday 25: the court decides. As long as that is not in force, nobody need do anything.
    with unit_of_work(session):
        judgment = create_decision(session, claim, number="15", taken_at="2022-11-25T16:00")
        record_service(session, lawbook(), judgment, on("2022-11-26T10:00"), actor="test")
    assert waiting(session) == []

    # Wednesday 30: in force, since nobody appealed. The commission is told so; nothing goes on by itself.
    with unit_of_work(session):
        record_in_force(session, lawbook(), judgment, dt.date(2022, 11, 30), actor="test")
    assert waiting(session) == [(COMMISSION, CLAIM, "15 Wed 30 Nov")]
    assert review_clocks(case)[-1] == "stayed Thu 24 Nov"

    # Thursday 1 December: resumed. Tuesday, Wednesday and Thursday were left: now Thursday to Saturday 3.
    with unit_of_work(session):
        resume(session, case, until_at="2022-12-01T10:00", source=CLAIM)
    assert review_clocks(case)[-1] == "running Sat 03 Dec"
    assert waiting(session) == []
    assert told(session, "2022-12-01T10:05") == ["clock-resumed"]
    assert told(session, "2022-12-03T08:00") == ["deadline-reminder"]

    # Saturday 3: decided in time.
    with unit_of_work(session):
        create_decision(session, case, taken_at="2022-12-03T18:00")
    assert review_clocks(case)[-1] == "met Sat 03 Dec"


def test_commission_may_end_its_case_when_the_court_has_decided(
    registry: Session, case: Case, claim: Case
) -> None:
    before_court(registry, case, claim)
    with unit_of_work(registry):
        judgment = create_decision(registry, claim, taken_at="2022-11-25T16:00")
        record_in_force(registry, lawbook(), judgment, dt.date(2022, 11, 30), actor="test")
    with unit_of_work(registry):
        end_stayed(registry, case, until_at="2022-12-01T10:00", source=CLAIM)
    assert (case.status, review_clocks(case)[-1]) == ("terminated", "moot Thu 24 Nov")
    assert waiting(registry) == []


def test_parallel_cases_are_about_the_same_act_on_the_other_side(registry: Session, case: Case) -> None:
    rows: list[tuple[dict[str, Any], bool]] = [
        # What the claim says differently, and whether it is suggested for the commission's case.
        ({}, True),
        ({"contested_number": "17"}, True),  # the commission's case names none
        ({"contested_on": "2022-11-19"}, False),
        ({"contested_body": ASTANA}, False),
        ({"contested_body": None}, False),
    ]
    for changes, is_suggested in rows:
        with unit_of_work(registry):
            claim = create_claim(registry, **changes)
        suggested = [each.reference for each in parallel_of(registry, case)]
        assert (claim.reference in suggested) is is_suggested, changes
        # It is seen from both sides.
        assert (case.reference in [each.reference for each in parallel_of(registry, claim)]) is is_suggested
    with unit_of_work(registry):
        same_side = create_case(registry)
        no_day = create_case(registry, contested_on=None)
    assert same_side.reference not in [each.reference for each in parallel_of(registry, case)]
    assert parallel_of(registry, no_day) == []
    with unit_of_work(registry):
        create_decision(registry, case)
    assert parallel_of(registry, case) == []


def test_numbers_of_the_act_must_agree_where_both_name_one(registry: Session) -> None:
    with unit_of_work(registry):
        case = create_case(registry, contested_number="17")
        same, other, none = (create_claim(registry, contested_number=number) for number in ("17", "18", None))
    assert [(each.reference, each.reasons[-1]) for each in parallel_of(registry, case)] == [
        (same.reference, "same-number"),
        (none.reference, "same-day"),
    ]
    assert other.contested_number == "18"


def test_court_is_awaited_until_its_decision_is_in_force(registry: Session, case: Case, claim: Case) -> None:
    with unit_of_work(registry):
        judgment = create_decision(registry, claim, taken_at="2022-11-25T16:00")
    assert [each.reference for each in parallel_of(registry, case)] == [CLAIM]
    assert [each.reference for each in parallel_of(registry, claim)] == [COMMISSION]
    with unit_of_work(registry):
        record_in_force(registry, lawbook(), judgment, dt.date(2022, 11, 30), actor="test")
    assert parallel_of(registry, case) == parallel_of(registry, claim) == []


def test_suggestion_tells_nothing_that_the_reader_may_not_see(
    case: Case, claim: Case, registry: Session
) -> None:
    [suggested] = parallel_of(registry, claim)
    assert set(vars(suggested)) == {"reference", "body", "received_at", "contested_number", "reasons"}


def test_either_order_stays_the_case_of_the_commission_and_once_is_enough(
    registry: Session, case: Case, claim: Case
) -> None:
    before_court(registry, claim, case)
    first = [(event.kind, event.data) for event in case.events]
    before_court(registry, case, claim)
    before_court(registry, claim, case)
    assert [(event.kind, event.data) for event in case.events] == first
    assert (len(case.stays), claim.stays) == (1, [])
    joined = [(event.kind, event.data) for event in claim.events if event.kind == "joined"]
    assert joined == [("joined", {"reference": COMMISSION})]
    assert parallel_of(registry, case)[0].reasons[-1] == "joined"


def test_commission_that_gets_the_matter_later_stands_still_from_its_receipt(registry: Session) -> None:
    with unit_of_work(registry):
        claim = create_claim(registry, received_at="2022-11-21T09:00")
        case = create_case(registry, received_at="2022-11-22T15:00")
    before_court(registry, case, claim)
    assert case.stays[0].from_at == case.received_at


def test_what_does_not_fit_is_refused(app: Flask, registry: Session, case: Case, claim: Case) -> None:
    with unit_of_work(registry):
        another = create_case(registry)
    with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:
        before_court(registry, case, another)
    assert "One of the two cases" in refusal.value.errors["court_case"][0]
    with unit_of_work(registry):
        create_stay(registry, case, ground="other")
    with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:
        before_court(registry, case, claim)
    assert "This case is stayed" in refusal.value.errors["_schema"][0]
    with pytest.raises(StaleCase):
        before_court(registry, case, claim, version=case.version - 1)


def test_decision_of_a_later_instance_counts_and_the_last_one_in_force_is_named(
    registry: Session, case: Case, claim: Case
) -> None:
    before_court(registry, case, claim)
    with unit_of_work(registry):
        # The appeal, a case of its own in the same matter.
        appeal = create_claim(registry, received_at="2022-11-28T10:00")
        appeal.matter_id = case.matter_id
        first = create_decision(registry, claim, number="15", taken_at="2022-11-25T16:00")
        second = create_decision(registry, appeal, number="16", taken_at="2022-11-30T16:00")
        record_in_force(registry, lawbook(), second, dt.date(2022, 11, 30), actor="test")
    assert waiting(registry) == [(COMMISSION, appeal.reference, "16 Wed 30 Nov")]
    assert first.in_force_on is None
    # Who may not see the commission's case is told nothing.
    assert waiting(registry, Body.id == "kz-siac-astana") == []
    assert len(waiting(registry, Body.id == ASTANA)) == 1
