"""What users and bodies choose: who is told of which case, by which way, and what is never lost by it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts import reasons
from casetracker.alerts.actions import plan_alerts
from casetracker.alerts.choosing import change_rules, choose_preference
from casetracker.alerts.delivery import deliver
from casetracker.alerts.models import AlertMark, OutboxMail
from casetracker.alerts.pausing import pause
from casetracker.alerts.preview import coming_mails
from casetracker.alerts.rules import default_rules
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.registry.models import Body
from config.settings import Settings
from tests.alerts.conftest import Outbox
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, create_decision
from tests.builders.hearings import create_hearing
from tests.builders.proceedings import on
from tests.builders.registry import ASTANA, CENTRAL
from tests.support.mail import SmtpServer

REMINDED = "2022-11-24T09:00"  # Thursday, the last day


def prefer(session: Session, user: User, **changes: Any) -> None:
    plain: dict[str, Any] = {"way": "at-once", "scope": "own-body", "digest_hour": "8"}
    choose_preference(session, user, plain | changes)


def plan(session: Session, moment: str) -> list[tuple[str, str]]:
    """Return the intents and recipients of the mails that a pass makes at a moment in Astana."""
    seen = session.scalar(sa.select(sa.func.coalesce(sa.func.max(OutboxMail.id), 0)))
    with unit_of_work(session):
        plan_alerts(session, on(moment))
    new = session.scalars(sa.select(OutboxMail).where(OutboxMail.id > seen).order_by(OutboxMail.id))
    return [(mail.intent, mail.recipient) for mail in new]


# Who is there: a lawyer and a supervisor of Astana, a lawyer and a supervisor above them.
NAMES = ("lawyer", "second", "supervisor", "above", "boss")


@pytest.mark.parametrize(
    ("chosen", "assigned", "told"),
    [
        ({}, None, ["lawyer", "second"]),
        ({"lawyer": {"scope": "assigned"}}, None, ["second"]),
        ({"lawyer": {"scope": "assigned"}}, "lawyer", ["lawyer", "second"]),
        ({"lawyer": {"scope": "assigned"}, "second": {"scope": "assigned"}}, "second", ["second"]),
        # Nobody would be told of a case that nobody works on.
        ({"lawyer": {"scope": "assigned"}, "second": {"scope": "assigned"}}, None, ["lawyer", "second"]),
        ({"above": {"scope": "below"}}, None, ["lawyer", "second", "above"]),
        ({"lawyer": {"way": "calendar"}}, "lawyer", ["second"]),
        ({"lawyer": {"way": "calendar"}, "second": {"way": "calendar"}}, None, ["supervisor"]),
        ({name: {"way": "calendar"} for name in NAMES}, None, ["lawyer", "second"]),
        ({}, "boss", ["lawyer", "second", "boss"]),
    ],
)
def test_who_is_told_follows_from_what_everybody_chose(
    registry: Session, chosen: dict[str, dict[str, str]], assigned: str | None, told: list[str]
) -> None:
    with unit_of_work(registry):
        bodies = (ASTANA, ASTANA, ASTANA, CENTRAL, CENTRAL)
        roles = ("lawyer", "lawyer", "supervisor", "lawyer", "supervisor")
        users = {
            name: create_user(registry, role=role, body_id=body)
            for name, role, body in zip(NAMES, roles, bodies, strict=True)
        }
        for name, changes in chosen.items():
            prefer(registry, users[name], **changes)
        case = create_case(registry)
        case.assignee_id = users[assigned].id if assigned else None
    assert plan(registry, REMINDED) == [("deadline-reminder", users[name].email) for name in told]


def test_overdue_is_told_daily_and_climbs_to_the_body_above(registry: Session) -> None:
    with unit_of_work(registry):
        lawyer, supervisor = (create_user(registry, role=role) for role in ("lawyer", "supervisor"))
        boss = create_user(registry, role="supervisor", body_id=CENTRAL)
        values = default_rules().stored() | {"overdue_days": 3, "supervisor_after": 1, "higher_after": 2}
        change_rules(registry, lawyer.body, values, actor="test", now=on(REMINDED), seen=0)
        create_case(registry)
    passes = [plan(registry, f"2022-11-{day}T09:00") for day in (25, 26, 27, 28, 29, 30)]
    told = [[recipient for _intent, recipient in each] for each in passes]
    assert told[0] == [lawyer.email]
    assert told[1] == [lawyer.email, supervisor.email]
    assert told[2] == told[3] == [lawyer.email, supervisor.email, boss.email]
    assert told[4:] == [[], []]
    above = registry.scalars(sa.select(OutboxMail).where(OutboxMail.recipient == boss.email)).first()
    assert above is not None
    assert (above.variables["is_above"], above.variables["occurrence"]) == (True, "day-2")


def test_digest_tells_what_was_held_once_and_leaves_out_what_is_over(
    registry: Session, lawyer: User, outbox: Outbox, settings: Settings
) -> None:
    with unit_of_work(registry):
        prefer(registry, lawyer, way="digest")
        cases = [create_case(registry) for _ in range(3)]
    # Wednesday: the strict last day. The digest comes before the end, on Thursday at eight.
    assert [mail[0] for mail in plan(registry, "2022-11-23T09:00")] == ["deadline-strict"] * 3
    assert {mail.state for mail in outbox()} == {"held"}
    with unit_of_work(registry):
        create_decision(registry, cases[0])
    assert plan(registry, "2022-11-24T07:30")[-1][0] == "deadline-reminder"
    made = plan(registry, "2022-11-24T08:00")
    assert [mail for mail in made if mail[0] == "alert-digest"] == [("alert-digest", lawyer.email)]
    [digest] = [mail for mail in outbox() if mail.intent == "alert-digest"]
    # What was told of two of the cases on Wednesday was overtaken on Thursday at seven by the last day.
    lines = [(line["intent"], line["reference"]) for line in digest.variables["lines"]]
    assert lines == [("deadline-reminder", case.reference) for case in cases[1:]]
    assert plan(registry, "2022-11-24T08:01") == []
    with time_machine.travel(on("2022-11-24T08:02"), tick=True):
        assert deliver(settings, "one").sent == 1
    assert sorted(mail.state for mail in outbox()) == ["cancelled"] * 3 + ["merged"] * 2 + ["sent"]


def test_what_cannot_wait_for_the_digest_goes_out_at_once(
    registry: Session, lawyer: User, outbox: Outbox
) -> None:
    with unit_of_work(registry):
        prefer(registry, lawyer, way="digest", digest_hour="9")
        create_case(registry)
    plan(registry, "2022-11-24T22:30")
    assert [(mail.intent, mail.state) for mail in outbox()] == [("deadline-reminder", "pending")]


def test_changed_rules_hold_for_what_runs_in_the_body_and_below(
    case: Case, session: Session, lawyer: User
) -> None:
    assert plan(session, "2022-11-22T12:00") == []
    with unit_of_work(session):
        body = session.get_one(Body, CENTRAL)
        values = default_rules().stored() | {"hours_before": "70, 2"}
        change_rules(session, body, values, actor="test", now=on(REMINDED), seen=0)
    # Tuesday: 60 hours before the end.
    assert [mail[0] for mail in plan(session, "2022-11-22T12:01")] == ["deadline-reminder"]


def test_hearing_is_told_once_and_again_when_it_moved(
    case: Case, session: Session, lawyer: User, outbox: Outbox, settings: Settings
) -> None:
    with unit_of_work(session):
        hearing = create_hearing(session, case, starts_at="2022-11-23T10:00")
    assert plan(session, "2022-11-22T09:59") == []
    assert plan(session, "2022-11-22T10:00") == [("hearing-soon", lawyer.email)]
    assert plan(session, "2022-11-22T10:01") == []
    with unit_of_work(session):
        hearing.starts_at = on("2022-11-23T18:00")
    assert plan(session, "2022-11-22T18:00") == [("hearing-soon", lawyer.email)]
    with time_machine.travel(on("2022-11-22T18:01"), tick=True):
        assert deliver(settings, "one").sent == 1
    assert [(mail.state, mail.last_error) for mail in outbox()] == [
        ("cancelled", reasons.DONE_SINCE),
        ("sent", None),
    ]


def test_decision_that_waits_is_told_to_whoever_serves_and_whoever_publishes(
    case: Case, session: Session, lawyer: User
) -> None:
    with unit_of_work(session):
        publisher = create_user(session, role="publisher")
        with time_machine.travel(on("2022-11-23T15:30"), tick=False):
            create_decision(session, case, taken_at="2022-11-23T15:00")
    assert plan(session, "2022-11-24T15:29") == []
    told = [("decision-unserved", lawyer.email), ("decision-unpublished", publisher.email)]
    assert plan(session, "2022-11-24T15:30") == told
    assert plan(session, "2022-11-25T15:30") == []


def test_person_who_cannot_be_reached_is_told_of_once_a_day(
    case: Case, session: Session, lawyer: User, smtp_settings: Settings, smtp_server: SmtpServer
) -> None:
    with unit_of_work(session):
        administrator = create_user(session, role="administrator")
    plan(session, REMINDED)
    with time_machine.travel(on(REMINDED), tick=True):
        smtp_server.plan("550 5.1.1 No such user")
        assert deliver(smtp_settings, "one").failed == 1
    assert plan(session, "2022-11-24T09:05") == [("mail-undeliverable", administrator.email)]
    assert plan(session, "2022-11-24T09:06") == []


def test_paused_mails_wait_and_what_is_overtaken_by_then_is_not_sent(
    case: Case, session: Session, lawyer: User, settings: Settings, outbox: Outbox
) -> None:
    with unit_of_work(session):
        paused = pause(session, session.get_one(Body, CENTRAL), "test", actor="test", now=on(REMINDED))
    plan(session, REMINDED)
    with time_machine.travel(on("2022-11-24T09:01"), tick=True):
        assert deliver(settings, "one").sent == 0
    plan(session, "2022-11-25T09:00")
    with unit_of_work(session):
        paused.ended_at = on("2022-11-25T09:00")
    with time_machine.travel(on("2022-11-25T09:01"), tick=True):
        assert deliver(settings, "one").sent == 1
    assert [(mail.intent, mail.state) for mail in outbox()] == [
        ("deadline-reminder", "cancelled"),
        ("deadline-overdue", "sent"),
    ]


def test_dry_run_tells_exactly_what_then_goes_out(registry: Session, lawyer: User) -> None:
    with unit_of_work(registry):
        boss = create_user(registry, role="supervisor", body_id=CENTRAL)
        prefer(registry, boss, way="digest", digest_hour="9")
        case = create_case(registry)
        create_hearing(registry, case, starts_at="2022-11-25T12:00")
    begin, end = on("2022-11-23T12:00"), on("2022-11-26T12:00")
    plan(registry, "2022-11-23T12:00")
    marks = registry.scalar(sa.select(sa.func.count()).select_from(AlertMark))
    coming = coming_mails(registry, None, begin + dt.timedelta(minutes=1), end)
    assert marks == registry.scalar(sa.select(sa.func.count()).select_from(AlertMark))
    seen = {(it.at, it.intent, it.recipient) for it in coming if it.intent != "alert-digest"}
    assert coming_mails(registry, create_stranger(registry), begin, end) == []
    moment = begin
    while moment < end:
        moment += dt.timedelta(minutes=15)
        with unit_of_work(registry):
            plan_alerts(registry, moment)
    mails = registry.scalars(sa.select(OutboxMail).where(OutboxMail.intent != "alert-digest")).all()
    went = {(max(mail.next_attempt_at, begin), mail.intent, mail.recipient) for mail in mails}
    # What was decided already is told as waiting since now.
    waiting = {it for it in seen if it[0] == begin + dt.timedelta(minutes=1)}
    assert seen - waiting == {it for it in went if it[0] > begin}
    assert {it[1] for it in waiting} == {mail.intent for mail in mails if mail.created_at == begin}


def create_stranger(session: Session) -> User:
    with unit_of_work(session):
        return create_user(session, role="supervisor", body_id="kz-rec-almaty")
