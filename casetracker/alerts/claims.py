"""Claim mails for sending and record what became of them: short transactions around, never during, SMTP.

A claim is a lease. A process that dies between sending and marking leaves its lease to run out; the
mail is then sent again with the same Message-ID: exactly once as far as SMTP allows.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.alerts import reasons
from casetracker.alerts.digests import leave_out_what_is_over
from casetracker.alerts.intents import DIGEST, NEVER_PAUSED
from casetracker.alerts.leavers import untell
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.needless import Needs
from casetracker.alerts.pausing import is_paused
from casetracker.alerts.wrong_clock import decide_anew, waits_in_vain, was_made_ahead

MAILS = cast("sa.Table", OutboxMail.__table__)
# Said for every mail: to the table itself, because a session would look for the mail among what it keeps.
SETTLE = (
    sa.update(MAILS)
    .where(
        MAILS.c.id == sa.bindparam("its_id"),
        MAILS.c.state == "sending",
        MAILS.c.claimed_by == sa.bindparam("its_claim"),
    )
    .values(claimed_by=None, claimed_until=None)
)
MINUTE = dt.timedelta(minutes=1)
# What to wait after the first, second, … try; the try after the last of these is the tenth and last.
LADDER = (dt.timedelta(seconds=30), *(minutes * MINUTE for minutes in (1, 2, 5, 10, 20, 30, 60, 120)))
MOST_TRIES = len(LADDER) + 1


@dataclass(frozen=True)
class ClaimedMail:
    """A mail that one claimant may send until the lease ends."""

    id: int
    claim: str
    until: dt.datetime
    attempts: int
    message_id: str
    intent: str
    recipient: str
    language: str
    case_reference: str | None
    variables: dict[str, Any]


def claim_mails(
    session: Session, now: dt.datetime, process: str, *, limit: int, lease: dt.timedelta
) -> list[ClaimedMail]:
    """Claim up to *limit* mails whose time has come, skipping what another claimant is just taking.

    A mail that is no longer needed is cancelled here instead; one that ended its senders ten times
    has failed.
    """
    claim = f"{process}#{secrets.token_hex(6)}"
    mails = session.scalars(_ready(now).limit(limit).with_for_update(skip_locked=True)).all()
    needs = Needs(session, mails, now)
    claimed = []
    for mail in mails:
        if was_made_ahead(mail, now):
            decide_anew(session, mail, now)
            continue
        needless = needs.why_not(mail)
        if not needless and mail.intent == DIGEST and not leave_out_what_is_over(session, mail, now):
            needless = reasons.DONE_SINCE
        if needless:
            _cancel(session, mail, needless, now)
        elif mail.attempts >= MOST_TRIES:
            _end(mail, "failed", reasons.ENDED_IN_SENDING)
        else:
            claimed.append(_claimed(mail, claim, now + lease))
    return claimed


def _ready(now: dt.datetime) -> sa.Select[OutboxMail]:
    """Select what waits, and what is being sent by somebody whose lease has run out, unless paused."""
    return (
        sa.select(OutboxMail)
        .where(
            OutboxMail.state.in_(("pending", "sending")),
            sa.or_(
                OutboxMail.next_attempt_at <= now,
                sa.and_(OutboxMail.state == "pending", waits_in_vain(now, LADDER[-1])),
            ),
            sa.or_(OutboxMail.intent.in_(NEVER_PAUSED), ~is_paused()),
        )
        .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
        .execution_options(populate_existing=True)
    )


def _cancel(session: Session, mail: OutboxMail, reason: str, now: dt.datetime) -> None:
    _end(mail, "cancelled", reason)
    if reason == reasons.RECIPIENT_GONE:
        untell(session, mail, now)


def _end(mail: OutboxMail, state: str, reason: str) -> None:
    mail.state, mail.last_error, mail.claimed_by, mail.claimed_until = state, reason, None, None


def _claimed(mail: OutboxMail, claim: str, until: dt.datetime) -> ClaimedMail:
    mail.state, mail.claimed_by, mail.claimed_until = "sending", claim, until
    # The end of the lease is the next attempt: one index finds both.
    mail.next_attempt_at = until
    mail.attempts += 1
    plain = ("id", "attempts", "message_id", "intent", "recipient", "language", "case_reference", "variables")
    return ClaimedMail(claim=claim, until=until, **{name: getattr(mail, name) for name in plain})


def mark_sent(connection: sa.Connection, mail: ClaimedMail, now: dt.datetime) -> bool:
    """Record that a mail was taken by the mail server; False when the claim had been lost."""
    return _settle(connection, mail, state="sent", sent_at=now, last_error=None)


def mark_failed(session: Session, mail: ClaimedMail, reason: str) -> bool:
    """Record that a mail will never arrive, and why; False when the claim had been lost."""
    return _settle(session.connection(), mail, state="failed", last_error=reason)


def mark_for_retry(session: Session, mail: ClaimedMail, now: dt.datetime, reason: str) -> bool:
    """Put a mail on the next rung of the ladder, or give it up after the last; False as above."""
    if mail.attempts >= MOST_TRIES:
        return mark_failed(session, mail, reason)
    next_attempt_at = now + LADDER[mail.attempts - 1]
    values = {"state": "pending", "next_attempt_at": next_attempt_at, "last_error": reason}
    return _settle(session.connection(), mail, **values)


def release(session: Session, mail: ClaimedMail, next_attempt_at: dt.datetime) -> bool:
    """Give back a mail that nobody tried to send; the try is not counted. False as above."""
    attempts = mail.attempts - 1
    values = {"state": "pending", "next_attempt_at": next_attempt_at, "attempts": attempts}
    return _settle(session.connection(), mail, **values)


def _settle(connection: sa.Connection, mail: ClaimedMail, **values: Any) -> bool:
    mine = {"its_id": mail.id, "its_claim": mail.claim}
    return connection.execute(SETTLE, values | mine).rowcount == 1
