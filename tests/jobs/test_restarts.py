"""PostgreSQL is restarted while the scheduler plans, and while it sends."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker import migrating
from casetracker.alerts.letters import Letter
from casetracker.alerts.passes import Pass
from casetracker.alerts.transport import SmtpTransport
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.jobs import polls
from config.settings import Settings
from tests.alerts.conftest import Outbox
from tests.builders.cases import create_case
from tests.jobs.test_scheduler import LAST_DAY, _states, running
from tests.support.mail import SmtpServer
from tests.support.postgres import PostgresServer, Restart, restarting_server
from tests.support.waiting import wait_until

MAILS = 8


@pytest.fixture(scope="module")
def own_server() -> Iterator[tuple[PostgresServer, Restart]]:
    # What was committed is on the disk, as it is where nobody is in haste.
    with restarting_server(synchronous_commit="on") as both:
        yield both


@pytest.fixture
def database_engine() -> str:
    return "postgresql"


@pytest.fixture
def database_url(own_server: tuple[PostgresServer, Restart]) -> str:
    server, _restart = own_server
    url = server.url_of(server.create_database())
    migrating.upgrade(url)
    return url


def test_database_restarted_while_planning_and_while_sending_loses_and_doubles_nothing(
    own_server: tuple[PostgresServer, Restart],
    case: Case,
    app: Flask,
    session: Session,
    smtp_settings: Settings,
    smtp_server: SmtpServer,
    outbox: Outbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _server, restart = own_server
    with unit_of_work(session):
        for _ in range(MAILS - 1):
            create_case(session)
    session.close()
    restarted: list[str] = []
    plan, send = polls.plan_pass, SmtpTransport.send

    def planned(*arguments: object, **options: object) -> Pass:
        done = plan(*arguments, **options)  # type: ignore[arg-type]
        if "planning" not in restarted:
            # Nothing of this pass is committed yet.
            restarted.append("planning")
            restart()
        return done

    def sent(transport: SmtpTransport, letter: Letter, sender: str) -> None:
        send(transport, letter, sender)
        if "sending" not in restarted and len(smtp_server.received) >= MAILS // 2:
            # The server has this mail, and nobody has noted it.
            restarted.append("sending")
            restart()

    monkeypatch.setattr(polls, "plan_pass", planned)
    monkeypatch.setattr(SmtpTransport, "send", sent)
    with time_machine.travel(LAST_DAY, tick=True), running(app, smtp_settings) as process:
        smtp_server.wait_for(MAILS, timeout=60)
        wait_until(lambda: _states(outbox) == ["sent"] * MAILS)
        # Nobody started it again: it leads and works by itself.
        wait_until(lambda: process._led and not process._failing)
    assert restarted == ["planning", "sending"]
    ids = sorted(_message_id(mail.message) for mail in smtp_server.received)
    assert ids == sorted(mail.message_id for mail in outbox())


def _message_id(message: EmailMessage) -> str:
    return str(message["Message-ID"])
