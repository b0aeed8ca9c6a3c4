"""From the outbox to a real SMTP server: each mail once, whatever the server answers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email
import email.policy
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts import delivery, reasons
from casetracker.alerts.actions import plan_alerts
from casetracker.alerts.claims import LADDER, MOST_TRIES, claim_mails, mark_sent
from casetracker.alerts.delivery import Delivered, deliver
from casetracker.alerts.models import OutboxMail
from casetracker.cases.models import Case
from casetracker.db import now, unit_of_work
from config.settings import Settings
from tests.alerts.conftest import Outbox
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, create_decision
from tests.builders.registry import CENTRAL
from tests.support.mail import Misbehaviour, SmtpServer

LAST_DAY = dt.datetime(2022, 11, 24, 3, 0, tzinfo=dt.UTC)  # Thursday, 09:00 in Astana
SOON = LAST_DAY + dt.timedelta(minutes=1)
LEASE = dt.timedelta(minutes=10)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Let it be the last day; the test may move on."""
    with time_machine.travel(LAST_DAY, tick=True) as clock:
        yield clock


@pytest.fixture
def planned(clock: time_machine.Traveller, case: Case, session: Session) -> Case:
    """Give the case whose lawyer is to be reminded: one mail waits."""
    with unit_of_work(session):
        assert plan_alerts(session, now()) == 1
    return case


def state_of(outbox: Outbox) -> tuple[str, int, str | None]:
    (mail,) = outbox()
    return mail.state, mail.attempts, mail.last_error


def test_mail_arrives_once_and_is_marked(
    planned: Case, lawyer: User, smtp_settings: Settings, smtp_server: SmtpServer, outbox: Outbox
) -> None:
    assert deliver(smtp_settings, "one") == Delivered(sent=1)
    assert deliver(smtp_settings, "two") == Delivered()
    (mail,) = outbox()
    assert (mail.state, mail.attempts, mail.claimed_by, mail.last_error) == ("sent", 1, None, None)
    assert mail.sent_at is not None
    (received,) = smtp_server.received
    assert (received.sender, received.recipients) == ("register@commission.example", (lawyer.email,))
    assert received.message["Message-ID"] == mail.message_id
    assert received.message["Subject"].startswith(planned.reference)
    text = received.message.get_body(("plain",))
    assert text is not None
    assert "24 ноября 2022 года (четверг)" in text.get_content()


def test_without_a_mail_server_mails_become_files(planned: Case, settings: Settings, outbox: Outbox) -> None:
    assert deliver(settings, "one").sent == 1
    (path,) = (settings.var_dir / "mail").iterdir()
    assert path.suffix == ".eml"
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["Message-ID"] == outbox()[0].message_id
    assert planned.reference in message["Subject"]


@pytest.mark.parametrize(
    ("answer", "state", "told"),
    [
        ("451 4.3.0 Try again later", "pending", "451 4.3.0 Try again later"),
        ("550 5.1.1 No such user", "failed", "550 5.1.1 No such user"),
        ("421 4.3.2 Shutting down", "pending", "421 4.3.2 Shutting down"),
        (Misbehaviour.HANG, "pending", None),
        (Misbehaviour.DROP_BEFORE_ACCEPT, "pending", None),
    ],
)
def test_what_the_server_answers_decides_about_another_try(
    planned: Case,
    clock: time_machine.Traveller,
    smtp_settings: Settings,
    smtp_server: SmtpServer,
    outbox: Outbox,
    answer: str | Misbehaviour,
    state: str,
    told: str | None,
) -> None:
    smtp_server.plan(answer)
    deliver(smtp_settings, "one")
    assert state_of(outbox)[:2] == (state, 1)
    assert state_of(outbox)[2] == told if told else state_of(outbox)[2]
    assert smtp_server.received == []
    assert deliver(smtp_settings, "one") == Delivered()
    clock.shift(LADDER[0])
    deliver(smtp_settings, "one")
    assert len(smtp_server.received) == (1 if state == "pending" else 0)


def test_mail_that_was_taken_without_an_answer_is_sent_again_with_the_same_id(
    planned: Case,
    clock: time_machine.Traveller,
    smtp_settings: Settings,
    smtp_server: SmtpServer,
    outbox: Outbox,
) -> None:
    smtp_server.plan(Misbehaviour.DROP_AFTER_ACCEPT)
    deliver(smtp_settings, "one")
    clock.shift(LADDER[0])
    deliver(smtp_settings, "one")
    first, second = smtp_server.received
    assert first.message["Message-ID"] == second.message["Message-ID"] == outbox()[0].message_id
    assert state_of(outbox) == ("sent", 2, None)


def test_ladder_ends_after_ten_tries(
    planned: Case,
    clock: time_machine.Traveller,
    smtp_settings: Settings,
    smtp_server: SmtpServer,
    outbox: Outbox,
) -> None:
    smtp_server.plan(*["451 4.3.0 Later"] * (MOST_TRIES + 1))
    for wait in LADDER:
        assert deliver(smtp_settings, "one").retried == 1
        clock.shift(wait - dt.timedelta(seconds=10))
        assert deliver(smtp_settings, "one") == Delivered()
        clock.shift(dt.timedelta(seconds=10))
    assert deliver(smtp_settings, "one") == Delivered(failed=1)
    assert state_of(outbox) == ("failed", 10, "451 4.3.0 Later")
    assert (LADDER[0], LADDER[-1], smtp_server.attempts) == (
        dt.timedelta(seconds=30),
        dt.timedelta(hours=2),
        10,
    )


def test_server_that_is_down_costs_the_others_no_try(
    planned: Case, session: Session, clock: time_machine.Traveller, smtp_settings: Settings, outbox: Outbox
) -> None:
    with unit_of_work(session):
        create_case(session)
        assert plan_alerts(session, now()) == 1
    closed = dataclasses.replace(smtp_settings, smtp_port=1)
    assert deliver(closed, "one") == Delivered(retried=1, released=1)
    assert [(mail.state, mail.attempts) for mail in outbox()] == [("pending", 1), ("pending", 0)]
    assert "refused" in (outbox()[0].last_error or "")
    clock.shift(LADDER[0])
    assert deliver(smtp_settings, "one").sent == 2


def test_bad_address_and_spoilt_facts_hold_up_nobody_else(
    planned: Case, session: Session, smtp_settings: Settings, smtp_server: SmtpServer, outbox: Outbox
) -> None:
    with unit_of_work(session):
        for _ in range(2):
            create_case(session)
        assert plan_alerts(session, now()) == 2
        first, second, _third = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id))
        first.recipient = "nobody\r\nBcc: all@host.kz"
        second.variables = {"deadline_id": second.variables["deadline_id"]}
    assert deliver(smtp_settings, "one") == Delivered(sent=1, failed=2)
    assert [mail.last_error for mail in outbox()] == [reasons.BAD_ADDRESS, reasons.NOT_RENDERED, None]
    assert len(smtp_server.received) == 1


def test_mail_about_a_case_decided_meanwhile_is_cancelled(
    planned: Case, session: Session, smtp_settings: Settings, smtp_server: SmtpServer, outbox: Outbox
) -> None:
    with unit_of_work(session):
        create_decision(session, planned)
    assert deliver(smtp_settings, "one") == Delivered()
    assert state_of(outbox) == ("cancelled", 0, reasons.CLOCK_ENDED)
    assert smtp_server.attempts == 0


def test_reminder_that_waited_until_the_end_is_replaced_by_the_notice_of_the_end(
    planned: Case,
    session: Session,
    clock: time_machine.Traveller,
    smtp_settings: Settings,
    smtp_server: SmtpServer,
    outbox: Outbox,
) -> None:
    clock.shift(dt.timedelta(days=1))
    with unit_of_work(session):
        assert plan_alerts(session, now()) == 1
    assert deliver(smtp_settings, "one") == Delivered(sent=1)
    assert [(mail.intent, mail.state) for mail in outbox()] == [
        ("deadline-reminder", "cancelled"),
        ("deadline-overdue", "sent"),
    ]


@pytest.mark.parametrize("change", ["disabled", "moved"])
def test_person_who_may_no_longer_see_the_case_is_not_written_to(
    planned: Case, lawyer: User, session: Session, smtp_settings: Settings, outbox: Outbox, change: str
) -> None:
    with unit_of_work(session):
        if change == "disabled":
            lawyer.is_enabled = False
        else:
            lawyer.body_id = "kz-rec-abai"
    assert deliver(smtp_settings, "one") == Delivered()
    assert state_of(outbox) == ("cancelled", 0, reasons.RECIPIENT_GONE)


def test_successor_of_a_person_who_left_is_told(
    planned: Case, lawyer: User, session: Session, smtp_settings: Settings, smtp_server: SmtpServer
) -> None:
    with unit_of_work(session):
        lawyer.is_enabled = False
    assert deliver(smtp_settings, "one") == Delivered()
    with unit_of_work(session):
        successor = create_user(session, role="lawyer", body_id=planned.body_id)
    with unit_of_work(session):
        assert plan_alerts(session, now()) == 1
    assert deliver(smtp_settings, "one") == Delivered(sent=1)
    assert smtp_server.received[0].recipients == (successor.email,)


def test_person_who_moved_up_is_still_written_to(
    planned: Case, lawyer: User, session: Session, smtp_settings: Settings
) -> None:
    with unit_of_work(session):
        lawyer.body_id = CENTRAL
    assert deliver(smtp_settings, "one") == Delivered(sent=1)


def test_claim_is_a_lease_that_is_lost_when_it_runs_out(planned: Case, session: Session) -> None:
    with unit_of_work(session):
        (first,) = claim_mails(session, SOON, "one", limit=5, lease=LEASE)
    with unit_of_work(session):
        assert claim_mails(session, SOON + LEASE - dt.timedelta(seconds=1), "two", limit=5, lease=LEASE) == []
    with unit_of_work(session):
        (second,) = claim_mails(session, SOON + LEASE, "two", limit=5, lease=LEASE)
    with unit_of_work(session):
        assert not mark_sent(session.connection(), first, SOON)
        assert mark_sent(session.connection(), second, SOON)
    assert (first.message_id, first.attempts, second.attempts) == (second.message_id, 1, 2)


def test_mail_that_ends_its_senders_again_and_again_is_given_up(
    planned: Case, session: Session, outbox: Outbox
) -> None:
    for turn in range(MOST_TRIES + 1):
        with unit_of_work(session):
            claimed = claim_mails(session, SOON + turn * LEASE, "one", limit=5, lease=LEASE)
        if turn == MOST_TRIES:
            assert claimed == []
    # Eleven leases are less than the hours left of the last day.
    assert state_of(outbox) == ("failed", MOST_TRIES, reasons.ENDED_IN_SENDING)


def test_stopping_gives_back_what_was_claimed(planned: Case, smtp_settings: Settings, outbox: Outbox) -> None:
    answers = iter([False, True])
    assert deliver(smtp_settings, "one", should_stop=lambda: next(answers)) == Delivered(released=1)
    assert state_of(outbox) == ("pending", 0, None)


def test_very_many_mails_are_sent_by_several_senders_each_once(
    case: Case,
    clock: time_machine.Traveller,
    session: Session,
    smtp_settings: Settings,
    smtp_server: SmtpServer,
    outbox: Outbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 5)
    with unit_of_work(session):
        for _ in range(29):
            create_case(session)
        assert plan_alerts(session, now()) == 30
    smtp_server.plan("550 5.1.1 No such user", "451 4.3.0 Later")
    assert deliver(dataclasses.replace(smtp_settings, smtp_timeout_seconds=10), "one") == Delivered(
        sent=28, retried=1, failed=1
    )
    ids = [mail.message["Message-ID"] for mail in smtp_server.received]
    assert len(ids) == len(set(ids)) == 28
    assert Counter(mail.state for mail in outbox()) == {"sent": 28, "failed": 1, "pending": 1}


def test_deliverers_at_once_send_each_mail_once(
    case: Case,
    clock: time_machine.Traveller,
    app: Flask,
    session: Session,
    smtp_settings: Settings,
    smtp_server: SmtpServer,
    outbox: Outbox,
) -> None:
    with unit_of_work(session):
        create_user(session)
        for _ in range(29):
            create_case(session)
        assert plan_alerts(session, now()) == 60
    together, sent = threading.Barrier(3), []

    def deliverer(name: str) -> None:
        with app.app_context():
            together.wait()
            sent.append(deliver(smtp_settings, name).sent)

    threads = [threading.Thread(target=deliverer, args=(f"d{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [mail.message["Message-ID"] for mail in smtp_server.received]
    assert sum(sent) == len(ids) == len(set(ids)) == 60
    assert {mail.state for mail in outbox()} == {"sent"}
