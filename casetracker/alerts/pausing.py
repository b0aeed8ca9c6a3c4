"""Pause the mails of a body and all below it, with a reason; what is due meanwhile waits or is overtaken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, aliased

from casetracker.alerts.models import AlertPause, OutboxMail
from casetracker.audit.actions import record
from casetracker.registry.errors import InvalidInput
from casetracker.registry.models import Body


def is_paused() -> sa.ColumnElement[bool]:
    """Return the condition on ``OutboxMail`` that its body, or one above it, is paused."""
    below, above = aliased(Body), aliased(Body)
    return (
        sa.exists()
        .where(
            AlertPause.ended_at.is_(None),
            above.id == AlertPause.body_id,
            below.id == OutboxMail.body_id,
            # Ids hold no wildcards of LIKE.
            below.path.like(above.path.concat("%")),
        )
        .correlate(OutboxMail)
    )


def pauses_over(session: Session, body: Body) -> Sequence[AlertPause]:
    """Return the pauses that hold for a body: its own and those of bodies above it."""
    ids = body.path.strip("/").split("/")
    statement = sa.select(AlertPause).where(AlertPause.ended_at.is_(None), AlertPause.body_id.in_(ids))
    return session.scalars(statement.order_by(AlertPause.id)).all()


def pause(session: Session, body: Body, reason: str, *, actor: str, now: dt.datetime) -> AlertPause:
    """Pause the mails of a body and all below it. Raises :class:`InvalidInput` when they already are."""
    if any(it.body_id == body.id for it in pauses_over(session, body)):
        raise InvalidInput({"reason": [_("Mails are paused already.")]})
    paused = AlertPause(body_id=body.id, reason=reason, paused_at=now, paused_by=actor)
    session.add(paused)
    record(session, actor=actor, action="alerts.paused", thing=f"body:{body.id}", details={"reason": reason})
    return paused


def end_pauses(session: Session, body: Body, *, actor: str, now: dt.datetime) -> int:
    """Let the mails of a body go out again; return how many pauses that ended. Those above it stay."""
    own = [it for it in pauses_over(session, body) if it.body_id == body.id]
    for each in own:
        each.ended_at, each.ended_by = now, actor
        record(session, actor=actor, action="alerts.resumed", thing=f"body:{body.id}")
    return len(own)
