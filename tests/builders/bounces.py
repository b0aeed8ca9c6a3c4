"""Mails that came back, and what alerts could not work with."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.bounces.models import PERMANENT, MailBounce
from casetracker.alerts.faults import CLOCK, POLL, RETURNED, Fault, note_faults
from casetracker.alerts.models import OutboxMail
from casetracker.db import now


def create_bounce(session: Session, user: User) -> MailBounce:
    """Store a mail to a user that the mail server of the address refused for good. Not committed."""
    key = f"bounced:{user.id}"
    mail = OutboxMail(
        key=key,
        message_id=f"<{key}@commission.example>",
        intent="deadline-reminder",
        user_id=user.id,
        recipient=user.email,
        language=user.language,
        variables={},
        state="failed",
        attempts=1,
        created_at=now(),
        next_attempt_at=now(),
    )
    told = "550 5.1.1 Recipient address rejected: User unknown"
    bounce = MailBounce(mail=mail, user=user, kind=PERMANENT, status="5.1.1", told=told, at=now())
    session.add(bounce)
    session.flush()
    return bounce


def create_faults(session: Session, now: dt.datetime) -> None:
    """Store a fault of each kind. Not committed."""
    missing = "FileNotFoundError: No such file or directory: /srv/mail/returned-mails-of-the-register"
    found = (
        Fault(POLL, "bounces", "bounces", missing),
        Fault(CLOCK, "1", "2022-PRES/REC-ASTANA/000001", "ZoneInfoNotFoundError"),
        Fault(RETURNED, "1", "1669000000.M20046P2137.mail.register.example", "UnicodeDecodeError"),
    )
    note_faults(session, found, now)
