"""Send a mail again that failed for good: from the first rung of the ladder, with the same Message-ID."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.tellings import CHUNK
from casetracker.audit.actions import record
from casetracker.registry.models import Body


def resend(session: Session, mails: Iterable[OutboxMail], *, actor: str, now: dt.datetime) -> int:
    """Put failed mails into the queue again, to the address of their recipients now; return how many."""
    # Read anew and locked: of two who ask for it at once only one finds that it has failed.
    asked, failed = sorted(mail.id for mail in mails), list[OutboxMail]()
    for start in range(0, len(asked), CHUNK):
        wanted = sa.select(OutboxMail).where(OutboxMail.id.in_(asked[start : start + CHUNK]))
        locked = wanted.where(OutboxMail.state == "failed").order_by(OutboxMail.id).with_for_update()
        failed += session.scalars(locked.execution_options(populate_existing=True))
    ids = {mail.user_id for mail in failed if mail.user_id}
    addresses = {
        id_: email for id_, email in session.execute(sa.select(User.id, User.email).where(User.id.in_(ids)))
    }
    for mail in failed:
        mail.state, mail.attempts, mail.next_attempt_at = "pending", 0, now
        mail.recipient = addresses.get(mail.user_id or 0, mail.recipient)
        record(session, actor=actor, action="mail.resent", thing=mail.ref)
    return len(failed)


def failed_mails(
    session: Session, scope: sa.ColumnElement[bool] | None = None, limit: int | None = None
) -> sa.ScalarResult[OutboxMail]:
    """Return the mails that failed, the newest first; inside a scope (a condition on ``Body``) if given."""
    statement = sa.select(OutboxMail).where(OutboxMail.state == "failed").order_by(OutboxMail.id.desc())
    if scope is not None:
        statement = statement.join(Body, OutboxMail.body_id == Body.id).where(scope)
    return session.scalars(statement.limit(limit))
