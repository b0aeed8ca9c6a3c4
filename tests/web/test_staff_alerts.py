"""The pages of alerts: what goes out, what failed, the rules of a body and the choice of a user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from casetracker.alerts.actions import note_heartbeat, plan_alerts
from casetracker.alerts.delivery import deliver
from casetracker.alerts.faults import Fault, note_faults
from casetracker.alerts.models import AlertFault, AlertPreference, OutboxMail
from casetracker.audit.models import AuditRow
from casetracker.db import now
from casetracker.runtime import settings
from tests.builders.desk import Desk, Visitor
from tests.builders.registry import CENTRAL
from tests.support.mail import SmtpServer

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

TOKEN = "collects measurements 372"
LAST_DAY = dt.datetime(2022, 11, 24, 3, 0, tzinfo=dt.UTC)  # Thursday, 09:00 in Astana
RULES = {
    **{"half": "true", "hours_before": "48, 2", "strict_day": "true", "last_day": "true", "changes": "true"},
    **{"immediate_every": "1", "overdue_days": "7", "supervisor_after": "1", "higher_after": "3"},
    **{"hearing_hours": "24", "unserved_hours": "0", "unpublished_hours": "72", "quiet_off_days": "3"},
    **{"quiet_from": "21:00", "quiet_to": "08:00"},
}


@pytest.fixture
def environ(environ: dict[str, str], smtp_server: SmtpServer) -> dict[str, str]:
    return environ | smtp_server.environ() | {"METRICS_TOKEN": TOKEN}


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    """Give the desk on the last day of a case, with a lawyer."""
    with time_machine.travel(LAST_DAY, tick=True):
        desk = Desk(app)
        desk.lawyer = desk.user("lawyer")  # type: ignore[attr-defined]
        desk.case()
        yield desk


def english(visitor: Visitor) -> Visitor:
    """Let a visitor read English from now on."""
    visitor.get("/staff/?lang=en")
    return visitor


def states(desk: Desk) -> list[str]:
    return desk.work(
        lambda session: list(session.scalars(sa.select(OutboxMail.state).order_by(OutboxMail.id)))
    )


def plan(desk: Desk) -> None:
    desk.work(lambda session: plan_alerts(session, now()))


def send(desk: Desk) -> None:
    with desk.app.app_context():
        deliver(settings(), "test")


def measured(visitor: Visitor) -> dict[str, float]:
    answer = visitor.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    lines = [line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_mail_that_failed_is_shown_and_sent_again_with_one_click(desk: Desk, smtp_server: SmtpServer) -> None:
    supervisor = english(desk.person("supervisor"))
    page = supervisor.get("/staff/alerts").text
    assert "Nothing failed." in page
    assert "the scheduler has not reported" in page
    # What comes next is told before anything is decided.
    assert "A time limit is near" in page
    plan(desk)
    smtp_server.plan("550 5.1.1 No such user")
    send(desk)
    assert states(desk) == ["failed"]
    page = supervisor.get("/staff/alerts").text
    assert "550 5.1.1 No such user" in page
    assert measured(supervisor)['casetracker_mails{state="failed"}'] == 1
    assert measured(supervisor)["casetracker_alerts_late"] == 1
    assert measured(supervisor)["casetracker_counter_store_up"] == 1
    assert supervisor.send("/staff/alerts", "/staff/alerts/mails/1/resend").status_code == 303
    desk.work(lambda session: note_heartbeat(session, "test", now()))
    assert "the scheduler has not reported" not in supervisor.get("/staff/alerts").text
    send(desk)
    assert states(desk) == ["sent"]
    assert measured(supervisor)["casetracker_alerts_late"] == 0
    actions = desk.work(lambda session: session.scalars(sa.select(AuditRow.action)).all())
    assert "mail.resent" in actions


def test_mails_of_another_body_are_not_sent_again(desk: Desk, smtp_server: SmtpServer) -> None:
    plan(desk)
    smtp_server.plan("550 5.1.1 No such user")
    send(desk)
    elsewhere = desk.person("supervisor", "kz-rec-almaty")
    assert elsewhere.send("/staff/alerts", "/staff/alerts/mails/1/resend").status_code == 404
    assert elsewhere.send("/staff/alerts", "/staff/alerts/resend").status_code == 303
    assert "No such user" not in elsewhere.get("/staff/alerts").text
    assert states(desk) == ["failed"]


def test_metrics_are_for_whoever_shows_the_token(desk: Desk) -> None:
    visitor = desk.visitor()
    assert visitor.get("/metrics").status_code == 404
    assert visitor.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "stops"), [("kz-rec-astana", True), (CENTRAL, True), ("kz-rec-almaty", False)]
)
def test_pause_holds_back_the_mails_of_a_body_and_all_below_it(
    desk: Desk, smtp_server: SmtpServer, body: str, stops: bool
) -> None:
    supervisor = desk.person("supervisor", body)
    assert supervisor.send("/staff/alerts", "/staff/alerts/pause", reason="").status_code == 422
    assert (
        supervisor.send("/staff/alerts", "/staff/alerts/pause", reason="The mail server moves").status_code
        == 303
    )
    assert "The mail server moves" in supervisor.get("/staff/alerts").text
    assert supervisor.send("/staff/alerts", "/staff/alerts/pause", reason="Once more").status_code == 422
    plan(desk)
    send(desk)
    assert states(desk) == ["pending" if stops else "sent"]
    supervisor.send("/staff/alerts", "/staff/alerts/continue")
    send(desk)
    assert states(desk) == ["sent"]


def test_rules_of_a_body_are_changed_and_hold_for_what_runs(desk: Desk) -> None:
    supervisor, auditor = english(desk.person("supervisor")), desk.person("auditor")
    page = "/staff/alerts/rules"
    assert "24, 2" in supervisor.get(page).text
    wrong = RULES | {"hours_before": "soon", "quiet_from": "25:00"}
    refused = supervisor.send(page, **wrong)
    assert refused.status_code == 422
    for told in (
        "whole numbers from 1 to 240",
        "an hour of the day",
        'value="soon"',
    ):
        assert told in refused.text
    stale = supervisor.form(page)
    assert supervisor.send(page, **RULES).status_code == 303
    assert "48, 2" in auditor.get(page).text
    faster = supervisor.client.post(page, data=stale | RULES | {"hours_before": "5"})
    assert faster.status_code == 409
    assert 'value="5"' in faster.text
    assert auditor.client.post(page, data=auditor.form(page) | RULES).status_code == 403
    refused = supervisor.send(page, **RULES | {"higher_after": "9"})
    assert "repeated for 7 days only" in refused.text
    # Nothing before the end may not be chosen.
    nothing = RULES | {"half": "", "hours_before": "", "last_day": ""}
    assert supervisor.send(page, **nothing).status_code == 422
    assert supervisor.send(page, do="drop").status_code == 303
    assert "24, 2" in supervisor.get(page).text


def test_user_chooses_the_way_and_the_cases(desk: Desk) -> None:
    person = desk.visitor()
    person.log_in(desk.lawyer)  # type: ignore[attr-defined]
    english(person)
    page = "/staff/account/alerts"
    assert person.send(page, way="pigeon", scope="below", digest_hour="24").status_code == 422
    assert person.send(page, way="digest", scope="below", digest_hour="9").status_code == 303
    assert "By mail, once a day" in person.get("/staff/account").text
    chosen = desk.work(lambda session: session.scalars(sa.select(AlertPreference)).one())
    assert (chosen.way, chosen.scope, chosen.digest_hour) == ("digest", "below", 9)
    # It is nine in the morning of the last day: the next digest comes too late for it.
    plan(desk)
    assert states(desk) == ["pending"]
    coming = english(desk.person("supervisor")).get("/staff/alerts/coming").text
    assert "In the daily mail" in coming  # that the time limit passed, tomorrow at nine
    assert coming.count("A time limit has passed") == 2  # the supervisor is told at once


def test_what_does_not_work_is_told_and_a_returned_mail_taken_off_the_list(desk: Desk) -> None:
    found = [
        Fault("poll", "bounces", "bounces", "FileNotFoundError: No such file or directory: /mail"),
        Fault("clock", "1", "2022-pres/KZ/000001", "ZoneInfoNotFoundError", CENTRAL),
        Fault("returned-mail", "1669.host", "1669.host", "RuntimeError"),
    ]
    desk.work(lambda session: note_faults(session, found, now()))
    page = english(desk.person("administrator", CENTRAL)).get("/staff/alerts").text
    told = ("Mails that came back are not read.", "No such file or directory: /mail", "2022-pres/KZ/000001")
    assert all(words in page for words in told)
    # What is not of a body is told to all; a case only to those who may see it.
    below = english(desk.person("supervisor"))
    number = desk.work(
        lambda session: session.scalar(sa.select(AlertFault.id).where(AlertFault.kind == "returned-mail"))
    )
    assert "2022-pres/KZ/000001" not in below.get("/staff/alerts").text
    below.send("/staff/alerts", f"/staff/alerts/faults/{number}/settle")
    page = below.get("/staff/alerts").text
    assert "The returned mail is off the list." in page
    assert "1669.host" not in page
