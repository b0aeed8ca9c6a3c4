"""Moved, stayed and resumed clocks: told once to those responsible, and never a word about the wrong date."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts import reasons
from casetracker.alerts.actions import plan_alerts
from casetracker.alerts.claims import claim_mails
from casetracker.alerts.models import OutboxMail
from casetracker.cases.models import Case
from casetracker.cases.recomputing import request_recomputation, run_recomputations
from casetracker.db import db, unit_of_work
from casetracker.law import Period
from casetracker.lawbook import LawBook
from casetracker.runtime import lawbook
from tests.alerts.conftest import Outbox
from tests.builders.cases import create_case, create_decision
from tests.builders.lawbooks import with_edition
from tests.builders.proceedings import correct, create_stay, end_stayed, on, resume

REVIEW = "commission-complaint.higher.review"


def plan(session: Session, moment: str) -> list[str]:
    """Return the intents of the mails that a pass makes at a moment in Astana."""
    seen = session.scalar(sa.select(sa.func.coalesce(sa.func.max(OutboxMail.id), 0)))
    with unit_of_work(session):
        plan_alerts(session, on(moment))
    return list(session.scalars(sa.select(OutboxMail.intent).where(OutboxMail.id > seen)))


def test_moved_clock_is_told_once_with_the_day_before_and_why(
    case: Case, session: Session, lawyer: User, outbox: Outbox
) -> None:
    assert plan(session, "2022-11-21T12:00") == []
    with unit_of_work(session):
        correct(session, case, received_at="2022-11-22T10:00")  # Tuesday: now until Friday 25
    assert [plan(session, f"2022-11-22T{hour}:00") for hour in (12, 13)] == [["deadline-moved"], []]
    [mail] = outbox()
    assert (mail.recipient, mail.user_id) == (lawyer.email, lawyer.id)
    told = [mail.variables[key] for key in ("from_due_on", "due_on", "reason")]
    assert told == ["2022-11-24", "2022-11-25", "facts-corrected"]
    assert mail.key == f"deadline:{mail.variables['deadline_id']}/deadline-moved/once/user:{lawyer.id}"
    everything = str(mail.variables)
    assert not any(word in everything for word in ("Үлгіов", "sample@", case.text, "misread"))


def test_moved_clock_gets_the_notices_of_its_new_dates(case: Case, session: Session, lawyer: User) -> None:
    """The old dates were Wednesday 23 (strict) and Thursday 24."""
    assert plan(session, "2022-11-23T08:00") == ["deadline-strict"]
    with unit_of_work(session):
        correct(session, case, received_at="2022-11-22T10:00")
    # Now Thursday 24 (strict) and Friday 25.
    assert plan(session, "2022-11-23T09:00") == ["deadline-moved"]
    passes = [plan(session, f"2022-11-{day}T08:00") for day in (24, 25, 26)]
    assert passes == [["deadline-strict"], ["deadline-reminder"], ["deadline-overdue"]]


@pytest.mark.parametrize(
    ("received", "told"),
    [
        ("2022-11-18T10:00", ["deadline-overdue", "deadline-moved"]),  # Friday: the last day was Monday 21
        ("2022-11-19T10:00", ["deadline-reminder", "deadline-moved"]),  # Saturday: Tuesday 22, the same day
    ],
)
def test_clock_that_moved_into_the_past_or_near_is_told_both(
    registry: Session, lawyer: User, received: str, told: list[str]
) -> None:
    with unit_of_work(registry):
        case = create_case(registry, contested_on="2022-11-15")
    with unit_of_work(registry):
        correct(registry, case, received_at=received)
    assert plan(registry, "2022-11-22T08:00") == told


def test_stayed_clock_is_told_once_and_then_nothing_until_it_is_resumed(
    case: Case, session: Session, lawyer: User, outbox: Outbox
) -> None:
    assert plan(session, "2022-11-22T08:00") == []
    with unit_of_work(session):
        create_stay(session, case)  # Tuesday, three days left
    passes = [
        plan(session, f"2022-{day}T12:30") for day in ("11-22", "11-22", "11-23", "11-24", "11-25", "12-20")
    ]
    assert passes == [["clock-stayed"], [], [], [], [], []]
    with unit_of_work(session):
        resume(session, case)  # Monday 28: until Wednesday 30, strictly Tuesday 29
    passes = [plan(session, f"2022-{day}T12:30") for day in ("11-28", "11-28", "11-29", "11-30", "12-01")]
    assert passes == [["clock-resumed"], [], ["deadline-strict"], ["deadline-reminder"], ["deadline-overdue"]]
    stayed, resumed = outbox()[:2]
    assert stayed.variables["from_due_on"] == resumed.variables["from_due_on"] == "2022-11-24"
    assert resumed.variables["due_on"] == "2022-11-30"


def test_what_nobody_could_be_told_in_time_is_told_as_it_is_now(
    registry: Session, outbox: Outbox, lawyer: User
) -> None:
    with unit_of_work(registry):
        case = create_case(registry)
    for act in (create_stay, resume):
        with unit_of_work(registry):
            act(registry, case)
    # The scheduler slept through the stay.
    assert plan(registry, "2022-11-28T12:00") == ["clock-resumed"]


@pytest.mark.parametrize("act", [create_decision, end_stayed])
def test_nobody_is_told_of_a_change_in_a_case_that_is_over(case: Case, session: Session, act: object) -> None:
    with unit_of_work(session):
        create_stay(session, case)
    with unit_of_work(session):
        assert callable(act)
        act(session, case)
    assert plan(session, "2022-12-20T12:00") == []


def test_clock_that_was_computed_again_and_kept_its_dates_is_not_told(case: Case, session: Session) -> None:
    with unit_of_work(session):
        # Tuesday 22, from noon to the evening: no day is gained.
        create_stay(session, case)
    with unit_of_work(session):
        resume(session, case, until_at="2022-11-22T18:00")
        correct(session, case, contested_on="2022-11-19")
    told = plan(session, "2022-11-22T19:00")
    assert told == ["clock-resumed"]
    assert plan(session, "2022-11-22T20:00") == []


def compute_again(session: Session, book: LawBook) -> None:
    """Do what is asked of the scheduler when rules are applied to what runs."""
    with unit_of_work(session):
        request_recomputation(session, cause="law-changed", election_id=None, reason="test", actor="test")
    run_recomputations(book)
    session.expire_all()


@pytest.mark.parametrize("is_planned_between", [False, True])
def test_move_is_told_although_the_clock_was_computed_again_before_it_could_be(
    case: Case, session: Session, is_planned_between: bool
) -> None:
    five_days = with_edition(lawbook(), REVIEW, period=Period(5))
    compute_again(session, five_days)
    if is_planned_between:  # and the mail waits for a mail server
        assert plan(session, "2022-11-21T12:00") == ["deadline-moved"]
    compute_again(session, with_edition(five_days, REVIEW, valid_from=dt.date(2022, 1, 1)))
    assert plan(session, "2022-11-21T12:01") == ["deadline-moved"]
    assert claimed(session, "2022-11-21T12:02") == ["deadline-moved"]
    compute_again(session, five_days)
    assert plan(session, "2022-11-21T12:03") == []


def claimed(session: Session, moment: str) -> list[str]:
    with unit_of_work(session):
        mails = claim_mails(session, on(moment), "test", limit=20, lease=dt.timedelta(minutes=5))
    return [mail.intent for mail in mails]


def test_mail_that_was_overtaken_by_another_change_is_not_sent(
    case: Case, session: Session, outbox: Outbox
) -> None:
    plan(session, "2022-11-23T08:00")  # Wednesday: the strict last day
    with unit_of_work(session):
        create_stay(session, case, from_at="2022-11-23T09:00")
    plan(session, "2022-11-23T09:30")
    assert claimed(session, "2022-11-23T10:00") == ["clock-stayed"]
    with unit_of_work(session):
        resume(session, case)
    # Wednesday and Thursday were left: until Tuesday 29, strictly today.
    assert plan(session, "2022-11-28T12:00") == ["deadline-strict", "clock-resumed"]
    # The lease of the first has run out; what it told is no longer so.
    assert claimed(session, "2022-11-28T12:01") == ["deadline-strict", "clock-resumed"]
    told = {mail.intent: (mail.state, mail.last_error) for mail in outbox()[:2]}
    assert told["deadline-strict"] == ("cancelled", reasons.CHANGED_SINCE)
    assert told["clock-stayed"] == ("cancelled", reasons.CHANGED_SINCE)


def test_planning_of_changes_asks_the_database_a_fixed_number_of_times(
    registry: Session, lawyer: User
) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    counts = []
    for cases in (1, 15):
        with unit_of_work(registry):
            for _ in range(cases):
                create_stay(registry, create_case(registry))
        registry.expunge_all()
        sa.event.listen(db.engine, "before_cursor_execute", note)
        asked.clear()
        assert plan(registry, "2022-11-22T13:00") == ["clock-stayed"] * cases
        sa.event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1]
