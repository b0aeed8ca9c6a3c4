"""Forget the answers that were kept for requests sent twice. Never commits."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import AnsweredRequest

# Whoever sends a request again does it within minutes, or after a night; a body may tell of a case.
KEPT = dt.timedelta(hours=48)
MOST_PER_PASS = 1000


def forget_answers(session: Session, now: dt.datetime) -> int:
    """Delete the oldest answers of more than ``KEPT`` ago, a pass's worth; return how many there were."""
    old = sa.select(AnsweredRequest.id).where(AnsweredRequest.answered_at <= now - KEPT)
    ids = session.scalars(old.order_by(AnsweredRequest.answered_at).limit(MOST_PER_PASS)).all()
    if ids:
        session.execute(sa.delete(AnsweredRequest).where(AnsweredRequest.id.in_(ids)))
    return len(ids)
