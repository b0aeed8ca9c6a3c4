"""Mails that came back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.bounces.models import PERMANENT, MailBounce
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
