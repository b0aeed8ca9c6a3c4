"""What is put into the outbox: for whom, once, and only while it is useful."""

from __future__ import annotations

import datetime as dt
import threading
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.accounts.queries import users_responsible_for
from casetracker.alerts import actions, passes
from casetracker.alerts.actions import note_heartbeat, plan_alerts
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.queries import LATE_AFTER, outbox_counts, outbox_page, scheduler_is_late
from casetracker.alerts.recipients import RANKS, Responsible
from casetracker.cases.models import Case
from casetracker.db import db, unit_of_work
from casetracker.registry.models import Body
from tests.alerts.conftest import Outbox
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, create_decision
from tests.builders.registry import ASTANA, CENTRAL, PRECINCT_372

COURT = "kz-siac-astana"
LAST_DAY, AFTER = "2022-11-24T08:00", "2022-11-25T07:00"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Almaty"))


def plan(session: Session, moment: str) -> int:
    with unit_of_work(session):
        return plan_alerts(session, at(moment))


def told(mails: list[OutboxMail]) -> list[tuple[str, str]]:
    return [(mail.intent, mail.recipient) for mail in mails]


def test_each_notice_is_told_once_as_time_goes_on(
    case: Case, session: Session, lawyer: User, outbox: Outbox
) -> None:
    made = [plan(session, f"2022-11-{day}T{hour:02}:30") for day in range(21, 27) for hour in range(24)]
    assert told(outbox()) == [
        ("deadline-strict", lawyer.email),  # Wednesday 23
        ("deadline-reminder", lawyer.email),  # Thursday 24, the last day
        ("deadline-reminder", lawyer.email),  # two hours before its end
        ("deadline-overdue", lawyer.email),  # Friday 25
        ("deadline-overdue", lawyer.email),  # and daily from then on
    ]
    assert [mail.created_at.astimezone(at(AFTER).tzinfo).hour for mail in outbox()] == [7, 7, 22, 7, 7]
    assert sum(made) == 5


def test_scheduler_that_slept_tells_only_what_is_true_now(
    case: Case, session: Session, outbox: Outbox
) -> None:
    assert plan(session, "2022-11-28T09:00") == 1
    assert [mail.intent for mail in outbox()] == ["deadline-overdue"]


def test_mail_carries_the_facts_and_nothing_about_the_complainant(
    case: Case, session: Session, lawyer: User, outbox: Outbox
) -> None:
    plan(session, LAST_DAY)
    (mail,) = outbox()
    assert (mail.state, mail.case_reference, mail.body_id) == ("pending", case.reference, ASTANA)
    assert (mail.user_id, mail.language) == (lawyer.id, "ru")
    assert mail.variables["due_on"] == "2022-11-24"
    assert mail.key == f"deadline:{mail.variables['deadline_id']}/deadline-reminder/last-day/user:{lawyer.id}"
    everything = str(mail.variables)
    assert not any(word in everything for word in ("Үлгіов", "sample@", case.text))


def test_decided_case_is_not_told(case: Case, session: Session, outbox: Outbox) -> None:
    with unit_of_work(session):
        create_decision(session, case)
    assert plan(session, AFTER) == 0
    assert outbox() == []


def create_claim(session: Session, received_at: str) -> User:
    """Store a claim before the court of Astana, and return the court's lawyer."""
    with unit_of_work(session):
        user = create_user(session, body_id=COURT)
        create_case(
            session,
            body=COURT,
            procedure="election-claim",
            contested_on="2022-11-14",
            received_at=received_at,
        )
    return user


def test_claim_five_days_before_voting_is_told_early_and_again_on_its_last_day(
    registry: Session, outbox: Outbox
) -> None:
    # Tuesday 15 November 2022: whether the court must decide immediately is disputed.
    user = create_claim(registry, "2022-11-15T09:00")
    made = [plan(registry, f"2022-11-{day}T10:00") for day in (15, 16, 19, 20)]
    assert made == [1, 0, 1, 1]
    assert told(outbox()) == [
        ("deadline-reminder", user.email),
        ("deadline-strict", user.email),
        ("deadline-reminder", user.email),
    ]


def test_immediate_clock_is_told_at_once(registry: Session, outbox: Outbox) -> None:
    # Saturday 19 November 2022, the eve of voting: a court decides immediately.
    lawyer = create_claim(registry, "2022-11-19T16:30")
    assert plan(registry, "2022-11-19T16:30") == 1
    assert plan(registry, "2022-11-19T16:31") == 0
    assert told(outbox()) == [("deadline-immediate", lawyer.email)]


@pytest.mark.parametrize(
    ("people", "reminded", "overdue"),
    [
        # Each person: role, body. Who is told of a case before the Astana commission.
        ([("lawyer", ASTANA), ("clerk", ASTANA)], [0], [0]),
        ([("clerk", ASTANA), ("supervisor", ASTANA)], [0], [0, 1]),
        ([("supervisor", ASTANA), ("publisher", ASTANA), ("auditor", ASTANA)], [0], [0]),
        ([("lawyer", ASTANA), ("lawyer", ASTANA), ("supervisor", CENTRAL)], [0, 1], [0, 1, 2]),
        ([("clerk", ASTANA), ("lawyer", CENTRAL)], [0], [0]),
        ([("lawyer", CENTRAL), ("lawyer", PRECINCT_372), ("lawyer", "kz-rec-abai")], [0], [0]),
        ([("administrator", ASTANA)], [], []),
    ],
)
def test_recipients_are_the_nearest_responsible(
    registry: Session, outbox: Outbox, people: list[tuple[str, str]], reminded: list[int], overdue: list[int]
) -> None:
    with unit_of_work(registry):
        users = [create_user(registry, role=role, body_id=body) for role, body in people]
        create_user(registry, role="lawyer", is_enabled=False)
        create_case(registry)
    plan(registry, LAST_DAY)
    plan(registry, AFTER)
    by_intent = {
        intent: sorted(mail.recipient for mail in outbox() if mail.intent == intent)
        for intent in ("deadline-reminder", "deadline-overdue")
    }
    assert by_intent == {
        "deadline-reminder": sorted(users[place].email for place in reminded),
        "deadline-overdue": sorted(users[place].email for place in overdue),
    }


def test_batch_of_recipients_agrees_with_the_accounts_room(registry: Session) -> None:
    with unit_of_work(registry):
        for role, body_id in [
            ("lawyer", CENTRAL),
            ("clerk", ASTANA),
            ("clerk", ASTANA),
            ("supervisor", PRECINCT_372),
        ]:
            create_user(registry, role=role, body_id=body_id)
    responsible = Responsible.load(registry)
    for body in registry.scalars(sa.select(Body)):
        nearest = users_responsible_for(registry, body, RANKS)
        first = next((rank for rank in RANKS if any(user.role == rank for user in nearest)), None)
        expected = [user.id for user in nearest if user.role == first]
        assert [user.id for user in responsible.told_of(body, with_supervisors=False)] == expected


def test_case_before_a_body_without_people_is_told_once_somebody_is_there(
    registry: Session, outbox: Outbox
) -> None:
    with unit_of_work(registry):
        create_case(registry)
    assert plan(registry, LAST_DAY) == 0
    with unit_of_work(registry):
        user = create_user(registry)
    # Looked at again a little later: what reaches nobody must not hold up what reaches somebody.
    assert [plan(registry, f"2022-11-24T08:0{minute}") for minute in (1, 5)] == [0, 1]
    assert told(outbox()) == [("deadline-reminder", user.email)]


def test_planners_at_once_make_one_mail_each(
    case: Case, app: Flask, session: Session, outbox: Outbox
) -> None:
    with unit_of_work(session):
        create_user(session, role="supervisor")
        for _ in range(9):
            create_case(session)
    together, made = threading.Barrier(4), []

    def planner() -> None:
        with app.app_context():
            together.wait()
            with unit_of_work() as own:
                made.append(plan_alerts(own, at(AFTER)))

    threads = [threading.Thread(target=planner) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert sum(made) == len(outbox()) == 10 * 2


def test_long_sleep_is_caught_up_in_several_passes(
    registry: Session, lawyer: User, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "MOST_PER_PASS", 2)
    monkeypatch.setattr(actions, "CHUNK", 2)
    with unit_of_work(registry):
        for _ in range(5):
            create_case(registry)
    made = []
    for _ in range(4):
        with unit_of_work(registry):
            done = actions.plan_pass(registry, at(AFTER))
        made.append((done.mails, done.is_done))
    assert made == [(2, False), (2, False), (1, True), (0, True)]
    assert len({mail.case_reference for mail in outbox()}) == 5


def test_bodies_without_people_do_not_hold_up_the_others(
    registry: Session, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "MOST_PER_PASS", 1)
    monkeypatch.setattr(actions, "CHUNK", 2)
    with unit_of_work(registry):
        for _ in range(4):
            create_case(registry)
        user = create_user(registry, body_id=COURT)
        create_case(registry, body=COURT, procedure="election-claim", received_at="2022-11-21T10:00")
    assert [plan(registry, "2022-12-20T10:00") for _ in range(2)] == [1, 0]
    assert told(outbox()) == [("deadline-overdue", user.email)]


def test_planning_asks_the_database_a_fixed_number_of_times(registry: Session, lawyer: User) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    counts = []
    for cases in (1, 30):
        with unit_of_work(registry):
            for _ in range(cases):
                create_case(registry)
        registry.expunge_all()
        sa.event.listen(db.engine, "before_cursor_execute", note)
        asked.clear()
        assert plan(registry, LAST_DAY) == cases
        sa.event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_outbox_page_keeps_to_the_scope_and_the_state(case: Case, session: Session) -> None:
    plan(session, LAST_DAY)
    plan(session, AFTER)
    inside, outside = Body.id == ASTANA, Body.id == CENTRAL
    rows, total = outbox_page(session, inside)
    assert ([mail.intent for mail in rows], total) == (["deadline-overdue", "deadline-reminder"], 2)
    assert outbox_page(session, outside) == ([], 0)
    assert outbox_page(session, inside, state="sent") == ([], 0)
    assert outbox_page(session, inside, page=2) == ([], 2)
    assert outbox_counts(session, inside) == {"pending": 2}


def test_old_heartbeat_means_that_alerts_are_late(session: Session) -> None:
    now = at(AFTER)
    assert scheduler_is_late(session, now)
    for process in ("first", "second"):
        with unit_of_work(session):
            note_heartbeat(session, process, now)
    assert not scheduler_is_late(session, now + LATE_AFTER)
    assert scheduler_is_late(session, now + LATE_AFTER + dt.timedelta(seconds=1))
