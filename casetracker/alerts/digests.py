"""The daily digest: what was held for a user becomes one mail when the user's hour has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.intents import DIGEST
from casetracker.alerts.leavers import untell
from casetracker.alerts.message_ids import message_id_of
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.needless import Needs
from casetracker.alerts.pausing import is_paused
from casetracker.alerts.planning import CHANGES, OVERDUE, REMINDER, stem_of_clock
from casetracker.alerts.reasons import CHANGED_SINCE, CLOCK_ENDED, DONE_SINCE, OVERTAKEN, RECIPIENT_GONE
from casetracker.alerts.tellings import insert_new
from casetracker.alerts.wrong_clock import decide_anew, waits_in_vain, was_made_ahead

MOST_HELD = 2000
# A day, and the hour by which a zone may change.
LONGEST_WAIT = dt.timedelta(hours=26)
# What a line of a digest tells, as far as the mail that was held has it.
LINE = ("slug", "body", "due_on", "due_at", "zone", "starts_at")


def make_digests(session: Session, now: dt.datetime, domain: str) -> int:
    """Put the digests whose hour has come into the outbox; return how many that made.

    What is no longer needed by then is left out; a digest of nothing is not made.
    """
    held = session.scalars(_due(now).limit(MOST_HELD).with_for_update(skip_locked=True)).all()
    needs = Needs(session, held, now) if held else None
    made = 0
    for user_id, mails in groupby(held, key=lambda mail: mail.user_id or 0):
        needed = [
            mail for mail in mails if needs and not _is_dropped(session, mail, needs.why_not(mail), now)
        ]
        if needed:
            made += _make(session, session.get_one(User, user_id), needed, now, domain)
    return made


def _due(now: dt.datetime) -> sa.Select[OutboxMail]:
    return (
        sa.select(OutboxMail)
        .where(
            OutboxMail.state == "held",
            sa.or_(OutboxMail.next_attempt_at <= now, waits_in_vain(now, LONGEST_WAIT)),
            ~is_paused(),
        )
        .order_by(OutboxMail.user_id, OutboxMail.id)
        .execution_options(populate_existing=True)
    )


def _is_dropped(session: Session, mail: OutboxMail, reason: str | None, now: dt.datetime) -> bool:
    if was_made_ahead(mail, now):
        decide_anew(session, mail, now)
        return True
    if reason is None or (reason == OVERTAKEN and _is_all_that_is_told(session, mail, now)):
        return False
    mail.state, mail.last_error = "cancelled", reason
    if reason == RECIPIENT_GONE:
        untell(session, mail, now)
    return True


def _is_all_that_is_told(session: Session, mail: OutboxMail, now: dt.datetime) -> bool:
    """Tell whether a mail that was overtaken is true, and the user is told nothing later of its clock now.

    What overtakes it may begin at the very hour of the digest, every day: it would only be held again.
    """
    is_true = mail.intent == OVERDUE or (
        mail.intent == REMINDER and now < dt.datetime.fromisoformat(mail.variables["due_at"])
    )
    later = sa.select(OutboxMail.id).where(
        OutboxMail.case_reference == mail.case_reference,
        OutboxMail.user_id == mail.user_id,
        OutboxMail.key.startswith(stem_of_clock(mail.variables["deadline_id"])),
        OutboxMail.intent.not_in(CHANGES),
        OutboxMail.id > mail.id,
        OutboxMail.state != "cancelled",
        sa.or_(OutboxMail.state != "held", OutboxMail.next_attempt_at <= now),
    )
    return is_true and session.scalar(later.limit(1)) is None


def _make(session: Session, user: User, mails: Sequence[OutboxMail], now: dt.datetime, domain: str) -> int:
    # A mail is merged once, so the first of them makes the key of no other digest.
    key = f"digest:{mails[0].id}/{DIGEST}/user:{user.id}"
    made = insert_new(session, [_row(key, user, mails, now, domain)])
    for mail in mails:
        mail.state = "merged"
    return made


def _row(key: str, user: User, mails: Sequence[OutboxMail], now: dt.datetime, domain: str) -> dict[str, Any]:
    lines = [_line(mail) for mail in mails]
    return {
        "key": key,
        "message_id": message_id_of(key, domain),
        "intent": DIGEST,
        "case_reference": None,
        "body_id": user.body_id,
        "user_id": user.id,
        "recipient": user.email,
        "language": user.language,
        "variables": {"lines": lines, "zone": user.body.zone, "made_at": now.isoformat()},
        "state": "pending",
        "attempts": 0,
        "created_at": now,
        "next_attempt_at": now,
    }


def _line(mail: OutboxMail) -> dict[str, Any]:
    known = {name: mail.variables[name] for name in LINE if name in mail.variables}
    return {"mail": mail.id, "intent": mail.intent, "reference": mail.case_reference, **known}


def leave_out_what_is_over(session: Session, digest: OutboxMail, now: dt.datetime) -> bool:
    """Leave out of a digest that waited what is no longer so; False when nothing is left."""
    lines_now = digest.variables.get("lines", [])
    ids = [line["mail"] for line in lines_now]
    lines = sa.select(OutboxMail).where(OutboxMail.id.in_(ids), OutboxMail.state == "merged")
    merged = session.scalars(lines.order_by(OutboxMail.id).with_for_update()).all()
    needs, over = Needs(session, merged, now), set()
    for mail in merged:
        reason = needs.why_not(mail)
        if reason in (CHANGED_SINCE, CLOCK_ENDED, DONE_SINCE):
            mail.state, mail.last_error = "cancelled", reason
            over.add(mail.id)
    left = [line for line in lines_now if line["mail"] not in over]
    if over and left:
        digest.variables = digest.variables | {"lines": left}
    return bool(left) or not over
