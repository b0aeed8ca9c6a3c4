"""A sender that is killed at any step: no mail is lost, and a doubled one is recognisable."""

from __future__ import annotations

import datetime as dt
import signal

import pytest
import time_machine
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.actions import plan_alerts
from casetracker.alerts.choosing import choose_preference
from casetracker.alerts.delivery import deliver
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from config.settings import Settings
from tests.alerts.conftest import Outbox
from tests.support.mail import SmtpServer
from tests.support.shifted_processes import StartAt

LAST_DAY = "2022-11-24T09:00:00+06:00"  # Thursday
LATER = dt.datetime.fromisoformat(LAST_DAY) + dt.timedelta(minutes=30)


@pytest.mark.parametrize(
    ("point", "copies"),
    [
        ("casetracker.alerts.claims:claim_mails:after", 1),  # claimed, not committed
        ("casetracker.alerts.delivery:_Sender.send_all:before", 1),  # the claim is committed
        ("casetracker.alerts.transport:SmtpTransport.send:after", 2),  # sent, not marked
        ("casetracker.alerts.claims:mark_sent:before", 2),  # about to be marked
        ("casetracker.alerts.claims:mark_sent:after", 1),  # the mark is a transaction of its own
    ],
)
def test_sender_killed_anywhere_loses_nothing(
    case: Case,
    session: Session,
    start_at: StartAt,
    smtp_settings: Settings,
    smtp_server: SmtpServer,
    outbox: Outbox,
    point: str,
    copies: int,
) -> None:
    with unit_of_work(session):
        plan_alerts(session, dt.datetime.fromisoformat(LAST_DAY))
    killed = start_at(LAST_DAY, "alerts", "deliver", die=point, **smtp_server.environ())
    assert killed.process.wait(timeout=60) == -signal.SIGKILL, killed.output()
    with time_machine.travel(LATER, tick=True):
        deliver(smtp_settings, "the next")
    (mail,) = outbox()
    assert mail.state == "sent"
    assert [each.message["Message-ID"] for each in smtp_server.received] == [mail.message_id] * copies


UNCOMMITTED = (
    "casetracker.alerts.actions:make_digests:before",
    "casetracker.alerts.actions:make_digests:after",
    "casetracker.alerts.passes:insert_new:after",
    "casetracker.alerts.actions:mark_notices:after",
    "casetracker.alerts.actions:changes_to_look_at:after",
    "casetracker.alerts.passes:Pass.note_faults:after",
    "casetracker.alerts.actions:plan_pass:after",
    "casetracker.alerts.actions:plan_occasions:after",
    "casetracker.cli.alerts:plan_alerts:after",
    "sqlalchemy.orm.session:Session.commit:before",
)
COMMITTED = "sqlalchemy.orm.session:Session.commit:after"
# What was held was overtaken by the last day, which cannot wait for the next digest.
PLANNED = [("deadline-strict", "cancelled"), ("deadline-reminder", "pending")]


def test_planner_killed_anywhere_in_its_cycle_loses_and_doubles_nothing(
    case: Case, lawyer: User, session: Session, start_at: StartAt, outbox: Outbox
) -> None:
    with unit_of_work(session):
        choose_preference(session, lawyer, {"way": "digest", "scope": "own-body", "digest_hour": "9"})
    with unit_of_work(session):
        # Wednesday, the strict last day: held for the digest of Thursday at nine.
        assert plan_alerts(session, dt.datetime.fromisoformat("2022-11-23T10:00:00+06:00")) == 1
    killed = start_at(LAST_DAY, "alerts", "plan", die=",".join(UNCOMMITTED))
    assert killed.process.wait(timeout=60) == 0, killed.output()
    assert [mail.state for mail in outbox()] == ["held"]
    killed = start_at(LAST_DAY, "alerts", "plan", die=COMMITTED)
    assert killed.process.wait(timeout=60) == -signal.SIGKILL, killed.output()
    assert [(mail.intent, mail.state) for mail in outbox()] == PLANNED
    for _again in range(2):
        with unit_of_work(session):
            assert plan_alerts(session, LATER) == 0
    assert [(mail.intent, mail.state) for mail in outbox()] == PLANNED
