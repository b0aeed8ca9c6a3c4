"""Mails that told nobody because their recipient left: what they told is looked at again, for a successor."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.alerts.models import AlertMark, OutboxMail
from casetracker.alerts.reasons import RECIPIENT_GONE


def untell(session: Session, mail: OutboxMail, now: dt.datetime) -> None:
    """Let the planner look again at what a cancelled mail told; of a digest, at each of its lines."""
    merged = [line["mail"] for line in mail.variables.get("lines", ())]
    told = [mail]
    if merged:
        lines = sa.select(OutboxMail).where(OutboxMail.id.in_(merged), OutboxMail.state == "merged")
        told += session.scalars(lines.order_by(OutboxMail.id).with_for_update()).all()
    for each in told[1:]:
        each.state, each.last_error = "cancelled", RECIPIENT_GONE
    ids = {each.variables["deadline_id"] for each in told if "deadline_id" in each.variables}
    if ids:
        marks = sa.update(AlertMark).where(AlertMark.deadline_id.in_(ids))
        session.execute(marks.values(notice_at=now, change_at=now))
