"""Real scheduler processes on one database, with a real mail server."""

from __future__ import annotations

import signal

import pytest
from sqlalchemy.orm import Session

from casetracker.alerts.queries import last_heartbeat
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from tests.alerts.conftest import Outbox
from tests.builders.cases import create_case
from tests.support.mail import SmtpServer
from tests.support.shifted_processes import ShiftedCommand, StartAt
from tests.support.waiting import wait_until

LAST_DAY = "2022-11-24T09:00:00+06:00"  # Thursday
QUICK = ("scheduler", "--plan-seconds", "0.2", "--deliver-seconds", "0.2")


def leader_among(processes: list[ShiftedCommand], session: Session) -> ShiftedCommand | None:
    """Return the process that the heartbeat names."""
    with unit_of_work(session):
        beat = last_heartbeat(session)
    number = int(beat.process.split(":")[1]) if beat else 0
    return next((each for each in processes if each.process.pid == number), None)


@pytest.mark.slow
def test_two_processes_send_one_mail_each_and_the_second_takes_over(
    case: Case, session: Session, start_at: StartAt, smtp_server: SmtpServer, outbox: Outbox
) -> None:
    processes = [start_at(LAST_DAY, *QUICK, **smtp_server.environ()) for _ in range(2)]
    smtp_server.wait_for(1, timeout=60)
    wait_until(lambda: [mail.state for mail in outbox()] == ["sent"])
    wait_until(lambda: leader_among(processes, session) is not None, seconds=40)
    leader = leader_among(processes, session)
    assert leader is not None
    (standby,) = [each for each in processes if each is not leader]

    leader.process.send_signal(signal.SIGKILL)
    leader.process.wait()
    with unit_of_work(session):
        create_case(session)
    smtp_server.wait_for(2, timeout=60)
    wait_until(lambda: [mail.state for mail in outbox()] == ["sent", "sent"])
    wait_until(lambda: leader_among([standby], session) is standby, seconds=40)

    assert standby.stop() == 0, standby.output()
    ids = [mail.message["Message-ID"] for mail in smtp_server.received]
    assert sorted(ids) == sorted({mail.message_id for mail in outbox()})
