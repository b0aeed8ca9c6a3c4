"""What was decided or put off while the wall clock of the machine was ahead, once it is put back."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.alerts.leavers import untell
from casetracker.alerts.models import OutboxMail

# The clocks of two machines may differ by so much without anybody caring.
SKEW = dt.timedelta(minutes=5)
# What such mails are about is looked at again by the planner, whatever was decided before.
LOOKED_AT = frozenset({"deadline_id", "hearing_id", "decision_id"})


def waits_in_vain(now: dt.datetime, longest: dt.timedelta) -> sa.ColumnElement[bool]:
    """Return the condition that a mail waits for an hour that was never meant, beyond the *longest* wait."""
    too_far = OutboxMail.next_attempt_at > now + longest + SKEW
    return sa.or_(OutboxMail.created_at > now + SKEW, too_far)


def was_made_ahead(mail: OutboxMail, now: dt.datetime) -> bool:
    """Tell whether a mail that nobody tried to send was decided by a clock that was ahead."""
    is_early = mail.created_at > now + SKEW and mail.attempts == 0
    return is_early and not LOOKED_AT.isdisjoint(mail.variables)


def decide_anew(session: Session, mail: OutboxMail, now: dt.datetime) -> None:
    """Forget that a mail was decided: what it tells may not be so yet, and must be told when it is."""
    untell(session, mail, now)
    session.delete(mail)
    session.flush()
