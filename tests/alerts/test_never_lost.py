"""What once could be lost or told twice: digests, pauses, people who come back, clocks that were put back."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.delivery import deliver
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.pausing import end_pauses, pause
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.law import Period
from casetracker.registry.models import Body
from casetracker.runtime import lawbook
from config.settings import Settings
from tests.alerts.conftest import Outbox
from tests.alerts.test_changes import REVIEW, compute_again
from tests.alerts.test_choices import REMINDED, plan, prefer
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, create_decision
from tests.builders.hearings import create_hearing
from tests.builders.lawbooks import with_edition
from tests.builders.proceedings import on
from tests.builders.registry import CENTRAL
from tests.builders.subscriptions import create_subscription


def send(settings: Settings, moment: str) -> int:
    with time_machine.travel(on(moment), tick=True):
        return deliver(settings, "one").sent


def test_digest_at_the_hour_at_which_the_next_notice_begins_tells_what_was_held(
    case: Case, session: Session, lawyer: User, outbox: Outbox
) -> None:
    with unit_of_work(session):
        # Overdue is told when the quiet hours end: at seven.
        prefer(session, lawyer, way="digest", digest_hour="7")
    made = [plan(session, f"2022-11-{day}T07:00") for day in (25, 26, 27)]
    intents = [[intent for intent, _recipient in each] for each in made]
    assert intents == [
        ["deadline-overdue"],
        ["alert-digest", "deadline-overdue"],
        ["alert-digest", "deadline-overdue"],
    ]


def test_digest_whose_recipient_left_is_told_to_the_successor(
    case: Case, session: Session, lawyer: User, settings: Settings
) -> None:
    with unit_of_work(session):
        prefer(session, lawyer, way="digest")
    plan(session, "2022-11-25T07:30")
    assert ("alert-digest", lawyer.email) in plan(session, "2022-11-25T08:00")
    with unit_of_work(session):
        lawyer.is_enabled = False
        successor = create_user(session, role="lawyer")
    assert send(settings, "2022-11-25T08:01") == 0
    assert plan(session, "2022-11-25T08:02") == [("deadline-overdue", successor.email)]


def test_held_whose_recipient_left_is_told_to_the_successor(
    case: Case, session: Session, lawyer: User, settings: Settings
) -> None:
    with unit_of_work(session):
        prefer(session, lawyer, way="digest")
    plan(session, "2022-11-25T07:30")
    with unit_of_work(session):
        lawyer.is_enabled = False
        successor = create_user(session, role="lawyer")
    made = plan(session, "2022-11-25T08:00") + plan(session, "2022-11-25T08:01")
    assert made == [("deadline-overdue", successor.email)]


def test_person_who_comes_back_is_told_what_nobody_was_told_meanwhile(
    case: Case, session: Session, lawyer: User, settings: Settings, outbox: Outbox
) -> None:
    plan(session, REMINDED)
    with unit_of_work(session):
        lawyer.is_enabled = False
    assert send(settings, "2022-11-24T09:01") == 0
    plan(session, "2022-11-24T09:02")
    with unit_of_work(session):
        lawyer.is_enabled = True
    plan(session, "2022-11-24T09:10")
    assert send(settings, "2022-11-24T09:11") == 1


def test_digests_of_paused_days_go_out_as_one(
    case: Case, session: Session, lawyer: User, settings: Settings
) -> None:
    with unit_of_work(session):
        prefer(session, lawyer, way="digest")
        body = session.get_one(Body, CENTRAL)
        pause(session, body, "test", actor="test", now=on(REMINDED))
    for day in range(25, 30):
        for hour in ("07:30", "08:00"):
            plan(session, f"2022-11-{day}T{hour}")
    with unit_of_work(session):
        end_pauses(session, body, actor="test", now=on("2022-11-29T12:00"))
    plan(session, "2022-11-29T12:00")
    assert send(settings, "2022-11-29T12:01") == 1


def test_move_held_for_a_digest_is_told_although_computed_again(
    case: Case, session: Session, lawyer: User, settings: Settings
) -> None:
    with unit_of_work(session):
        prefer(session, lawyer, way="digest")
    book = with_edition(lawbook(), REVIEW, period=Period(5))
    compute_again(session, book)
    plan(session, "2022-11-21T12:00")
    compute_again(session, with_edition(book, REVIEW, valid_from=dt.date(2022, 1, 1)))
    plan(session, "2022-11-21T13:00")
    plan(session, "2022-11-22T08:00")
    assert send(settings, "2022-11-22T08:01") == 1


def test_move_in_the_night_is_told_although_computed_again_twice(
    case: Case, session: Session, lawyer: User
) -> None:
    book = with_edition(lawbook(), REVIEW, period=Period(5))
    compute_again(session, book)
    for year in (2021, 2022):
        compute_again(session, with_edition(book, REVIEW, valid_from=dt.date(year, 1, 1)))
    assert [it for it, _ in plan(session, "2022-11-21T12:00")] == ["deadline-moved"]


@pytest.mark.parametrize("way", ["at-once", "digest"])
def test_what_a_clock_that_was_ahead_decided_is_decided_anew(
    case: Case, session: Session, lawyer: User, settings: Settings, way: str
) -> None:
    with unit_of_work(session):
        prefer(session, lawyer, way=way)
    assert plan(session, "2022-11-25T07:30") == [("deadline-overdue", lawyer.email)]
    # It was Thursday in truth, the last day.
    assert send(settings, "2022-11-24T07:30") == 0
    plan(session, "2022-11-24T07:31")
    plan(session, "2022-11-24T08:00")
    assert send(settings, "2022-11-24T08:01") == 1
    plan(session, "2022-11-25T07:30")
    plan(session, "2022-11-25T08:00")
    assert send(settings, "2022-11-25T08:01") == 1


def test_mail_that_was_put_off_by_a_clock_that_was_ahead_does_not_wait_for_its_hour(
    case: Case, session: Session, lawyer: User, settings: Settings
) -> None:
    plan(session, REMINDED)
    with unit_of_work(session):
        session.execute(sa.update(OutboxMail).values(next_attempt_at=on("2022-12-24T09:00"), attempts=1))
    assert send(settings, "2022-11-24T09:01") == 1


def test_subscription_that_cannot_be_told_holds_up_nobody_else(
    case: Case, session: Session, lawyer: User, settings: Settings
) -> None:
    with unit_of_work(session), time_machine.travel(on("2022-11-24T08:59"), tick=True):
        create_subscription(session).asked = {"subject": 5}
    plan(session, REMINDED)
    assert send(settings, "2022-11-24T09:01") == 1
    states = {mail.intent: mail.state for mail in session.scalars(sa.select(OutboxMail))}
    assert states == {"subscription-confirmation": "failed", "deadline-reminder": "sent"}


def test_hearing_that_was_moved_and_moved_back_is_told_again(
    case: Case, session: Session, lawyer: User
) -> None:
    with unit_of_work(session):
        hearing = create_hearing(session, case, starts_at="2022-11-23T10:00")
    assert plan(session, "2022-11-22T10:00") == [("hearing-soon", lawyer.email)]
    for turn, moment in enumerate(("2022-11-23T18:00", "2022-11-23T10:00")):
        with unit_of_work(session):
            hearing.starts_at, hearing.sequence = on(moment), turn + 1
        assert plan(session, f"2022-11-22T18:0{turn}") == [("hearing-soon", lawyer.email)]


def test_overdue_climbs_to_supervisors_who_want_no_mails_when_there_is_no_other(
    case: Case, session: Session, lawyer: User
) -> None:
    with unit_of_work(session):
        supervisor = create_user(session, role="supervisor")
        boss = create_user(session, role="supervisor", body_id=CENTRAL)
        for each in (supervisor, boss):
            prefer(session, each, way="calendar")
    told = {recipient for _intent, recipient in plan(session, "2022-11-26T09:00")}
    assert told == {lawyer.email, supervisor.email, boss.email}


def test_administrator_who_cannot_be_reached_is_told_of_to_the_supervisor(
    case: Case, session: Session, lawyer: User
) -> None:
    with unit_of_work(session):
        administrator = create_user(session, role="administrator")
        supervisor = create_user(session, role="supervisor")
    plan(session, REMINDED)
    with unit_of_work(session):
        session.execute(sa.update(OutboxMail).values(state="failed", user_id=administrator.id))
    assert plan(session, "2022-11-24T09:05") == [("mail-undeliverable", supervisor.email)]


def test_digest_that_waited_for_a_mail_server_leaves_out_what_is_over(
    case: Case, session: Session, lawyer: User, settings: Settings, outbox: Outbox
) -> None:
    with unit_of_work(session):
        prefer(session, lawyer, way="digest")
        other = create_case(session)
    for hour in ("07:30", "08:00"):
        plan(session, f"2022-11-25T{hour}")
    with unit_of_work(session):
        create_decision(session, case)
    assert send(settings, "2022-11-25T09:00") == 1
    [digest] = [mail for mail in outbox() if mail.intent == "alert-digest"]
    assert [line["reference"] for line in digest.variables["lines"]] == [other.reference]
    plan(session, "2022-11-26T07:30")
    plan(session, "2022-11-26T08:00")
    with unit_of_work(session):
        create_decision(session, other)
    assert send(settings, "2022-11-26T09:00") == 0
