"""Four planners and two senders at once on PostgreSQL: one mail each."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.alerts.actions import plan_alerts
from casetracker.alerts.delivery import deliver
from casetracker.alerts.looking import forget_marks
from casetracker.db import now, unit_of_work
from config.settings import Settings
from tests.alerts.conftest import Outbox
from tests.alerts.test_choices import prefer
from tests.builders.accounts import create_user
from tests.builders.cases import create_case
from tests.builders.hearings import create_hearing
from tests.builders.proceedings import on
from tests.support.mail import SmtpServer

MORNING = on("2022-11-25T08:00")  # Friday: overdue since Thursday at midnight
CASES = 15


@pytest.fixture
def database_engine() -> str:
    return "postgresql"


def test_planners_and_senders_in_a_crowd_send_each_mail_once(
    registry: Session, app: Flask, smtp_settings: Settings, smtp_server: SmtpServer, outbox: Outbox
) -> None:
    with unit_of_work(registry):
        at_once, daily = (create_user(registry, role="lawyer") for _ in range(2))
        prefer(registry, daily, way="digest")
        cases = [create_case(registry) for _ in range(CASES)]
        create_hearing(registry, cases[0], starts_at="2022-11-25T15:00")
    with unit_of_work(registry):
        plan_alerts(registry, MORNING - dt.timedelta(minutes=30))
    assert len(outbox()) == 2 * CASES + 2
    settings = dataclasses.replace(smtp_settings, smtp_timeout_seconds=10.0)
    together, faults = threading.Barrier(6), list[BaseException]()

    def work(name: str) -> None:
        with app.app_context():
            together.wait()
            try:
                for _ in range(3):
                    if name.startswith("sender"):
                        deliver(settings, name)
                        continue
                    with unit_of_work() as own:
                        # As if each of them had just taken the lead.
                        forget_marks(own)
                        plan_alerts(own, now())
            except BaseException as fault:
                faults.append(fault)

    names = [*(f"planner {number}" for number in range(4)), *(f"sender {number}" for number in range(2))]
    with time_machine.travel(MORNING, tick=True):
        threads = [threading.Thread(target=work, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        deliver(settings, "the last")
    assert faults == []
    mails = outbox()
    merged = [mail for mail in mails if mail.state == "merged"]
    assert {mail.user_id for mail in merged} == {daily.id}
    lines = [line["mail"] for mail in mails for line in mail.variables.get("lines", ())]
    assert sorted(lines) == sorted(mail.id for mail in merged)
    assert len(merged) == CASES + 1
    sent = [mail.message_id for mail in mails if mail.state == "sent"]
    assert len(sent) + len(merged) == len(mails)
    assert {mail.user_id for mail in mails} == {at_once.id, daily.id}
    received = [mail.message["Message-ID"] for mail in smtp_server.received]
    assert sorted(received) == sorted(sent)
