"""Mails that come back: which report of which server marks which address, and which marks none."""

from __future__ import annotations

import dataclasses
import shutil
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.addresses import envelope_sender
from casetracker.alerts.bounces.actions import clear_bounces, note_report
from casetracker.alerts.bounces.models import MailBounce
from casetracker.alerts.bounces.queries import bounce_of, undeliverable_users
from casetracker.alerts.bounces.reading import LONGEST, read_report
from casetracker.alerts.bounces.receiving import receive
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.subscriptions.models import Subscription
from casetracker.cli.alerts import alerts
from casetracker.db import now, unit_of_work
from config.settings import Settings
from tests.builders.subscriptions import ADDRESS, box, create_subscription

DATA = Path(__file__).parent / "data" / "bounces"
FIRST = "5f1d7c3a9b2e4f60817263544536271809fedcba"
ADDRESSEE = "lawyer@commission.example"
UNKNOWN_USER = (DATA / "postfix-unknown-user.eml").read_bytes()


@pytest.fixture
def mail(registry: Session, lawyer: User) -> OutboxMail:
    """Give a mail that was sent to a lawyer."""
    with unit_of_work(registry):
        lawyer.email = ADDRESSEE
        sent = OutboxMail(
            key="deadline:1/x",
            message_id=f"<{FIRST}@commission.example>",
            intent="deadline-reminder",
            body_id=lawyer.body_id,
            user_id=lawyer.id,
            recipient="Lawyer@commission.example",
            language="ru",
            variables={},
            state="sent",
            attempts=1,
            created_at=now(),
            next_attempt_at=now(),
            sent_at=now(),
        )
        registry.add(sent)
    return sent


def note(session: Session, raw: bytes) -> list[str]:
    report = read_report(raw)
    if report is None:
        return ["no-report"]
    with unit_of_work(session):
        return list(note_report(session, box(), report, now=now()))


@pytest.mark.parametrize(
    ("file", "noted", "state", "told", "is_marked"),
    [
        ("postfix-unknown-user", "permanent", "failed", "5.1.1 550 5.1.1", True),
        ("exim-delayed", "delayed", "sent", None, False),
        ("exchange-several-recipients", "permanent", "failed", "5.2.1 550 5.2.1 Mailbox disabled", True),
        ("postfix-given-up-without-headers", "expired", "failed", "4.4.1 connect to", False),
        ("list-member-unknown", "unknown", "sent", None, False),
    ],
)
def test_report_when_read_then_marks_what_it_says_once(
    registry: Session,
    lawyer: User,
    mail: OutboxMail,
    file: str,
    noted: str,
    state: str,
    told: str | None,
    is_marked: bool,
) -> None:
    raw = (DATA / f"{file}.eml").read_bytes()
    assert note(registry, raw) == [noted]
    assert note(registry, raw) == ["known" if noted != "unknown" else "unknown"]
    with unit_of_work(registry):
        registry.refresh(mail)
        assert mail.state == state
        assert told is None or (mail.last_error or "").startswith(told)
        assert (bounce_of(registry, lawyer) is not None) is is_marked
        assert undeliverable_users(registry, sa.true()) == [lawyer] * is_marked


def test_mark_when_address_changed_or_works_again_then_gone(
    registry: Session, lawyer: User, mail: OutboxMail
) -> None:
    assert note(registry, UNKNOWN_USER) == ["permanent"]
    with unit_of_work(registry):
        lawyer.email = "other@commission.example"
        registry.flush()
        assert bounce_of(registry, lawyer) is None
        lawyer.email = mail.recipient.lower()
        registry.flush()
        assert bounce_of(registry, lawyer) is not None
        assert clear_bounces(registry, lawyer, actor="user:1", now=now()) == 1
        assert clear_bounces(registry, lawyer, actor="user:1", now=now()) == 0
        assert bounce_of(registry, lawyer) is None


@pytest.mark.parametrize(("status", "left"), [("5.1.1", "ended"), ("4.2.2", "active")])
def test_subscriber_when_address_takes_no_mail_then_subscription_ends_and_nothing_is_kept(
    registry: Session, status: str, left: str
) -> None:
    with unit_of_work(registry):
        subscription = create_subscription(registry)
        sent = registry.scalars(sa.select(OutboxMail)).one()
        sent.state = "sent"
        message_id = sent.message_id
    raw = UNKNOWN_USER.replace(f"<{FIRST}@commission.example>".encode(), message_id.encode())
    raw = raw.replace(b"Status: 5.1.1", f"Status: {status}".encode())
    assert note(registry, raw) == ["unknown"]
    note(registry, raw.replace(ADDRESSEE.encode(), ADDRESS.encode()))
    with unit_of_work(registry):
        row = registry.scalars(sa.select(MailBounce)).one()
        again = registry.get_one(Subscription, subscription.id)
        assert (again.state, row.told, row.status, row.user_id) == (left, "", status, None)
        assert (again.sealed is None) is (left == "ended")


HOSTILE = {
    "empty": b"",
    "noise": bytes(range(256)) * 20,
    "no report": b"Subject: hello\r\n\r\nYour mail was a joy.\r\n",
    "deep": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(4000)),
    "blocks without an end": b"Content-Type: message/delivery-status\n\n"
    + b"Final-Recipient: x\n\n" * 20_000,
    "unknown charset": b'Content-Type: multipart/report; boundary="b"; charset=x-none\n\n--b\n'
    b"Content-Type: message/delivery-status; charset=x-none\n\n\xff\xfe: 1\n",
    "too long": b"X: " + b"y" * (2 * LONGEST),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_message_when_hostile_or_malformed_then_no_report(name: str) -> None:
    assert read_report(HOSTILE[name]) is None


def test_report_when_its_words_are_hostile_then_plain_and_short(
    registry: Session, lawyer: User, mail: OutboxMail
) -> None:
    words = b"Diagnostic-Code: smtp; 550 <script>\x00\x1b[31m " + "\u202e".encode() + b"z" * 5000
    raw = UNKNOWN_USER.replace(b"Diagnostic-Code: smtp; 550", words, 1)
    assert note(registry, raw) == ["permanent"]
    with unit_of_work(registry):
        found = bounce_of(registry, lawyer)
        assert found is not None
        assert len(found.told) <= 300
        assert found.told.isprintable()


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_command_when_it_reads_a_maildir_an_mbox_and_a_file_then_tells_what_became_of_each(
    app: Flask, registry: Session, mail: OutboxMail, tmp_path: Path
) -> None:
    maildir = tmp_path / "Maildir"
    for folder in ("new", "cur", "tmp"):
        (maildir / folder).mkdir(parents=True)
    for number, file in enumerate(sorted(DATA.glob("*.eml"))):
        shutil.copy(file, maildir / "new" / f"1669.{number}.host:2,")
    (maildir / "new" / "9999.noise").write_bytes(HOSTILE["noise"])
    (maildir / "new" / "link").symlink_to(tmp_path / "elsewhere")
    mbox = tmp_path / "mbox"
    mbox.write_bytes(b"From MAILER-DAEMON Mon Nov 21 05:02:07 2022\n" + UNKNOWN_USER + b"\n")
    registry.close()
    found = receive(maildir, box())
    assert found == Counter(
        {"permanent": 1, "known": 1, "delayed": 1, "expired": 1, "unknown": 1, "no-report": 1}
    )
    assert [file.name for file in (maildir / "new").iterdir()] == ["link"]
    assert len(list((maildir / "cur").glob("*:2,S"))) == 6
    assert receive(maildir, box()) == Counter()
    runner = CliRunner()
    for path in (mbox, DATA / "postfix-unknown-user.eml"):
        done = runner.invoke(alerts, ["bounces", str(path)])
        assert done.output == "1 known from before\n"
    done = runner.invoke(alerts, ["bounces", "-"], input=b"Subject: hello\n\n")
    assert done.output == "1 not a report of delivery that can be read\n"
    assert runner.invoke(alerts, ["bounces", str(tmp_path / "none")]).exit_code == 2


def test_sender_when_an_address_for_returns_is_set_then_carries_the_sign_of_the_mail(
    settings: Settings,
) -> None:
    message_id = f"<{FIRST}@commission.example>"
    assert envelope_sender(settings, message_id) == "casetracker@localhost"
    chosen = dataclasses.replace(settings, bounce_address="bounces@commission.example")
    assert envelope_sender(chosen, message_id) == f"bounces+{FIRST}@commission.example"
