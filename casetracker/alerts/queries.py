"""Read the outbox, and whether a scheduler is alive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.alerts.models import Heartbeat, OutboxMail
from casetracker.registry.models import Body

SCHEDULER = "scheduler"
LATE_AFTER = dt.timedelta(minutes=3)
PAGE_SIZE = 50


def outbox_page(
    session: Session, scope: sa.ColumnElement[bool], *, state: str | None = None, page: int = 1
) -> tuple[Sequence[OutboxMail], int]:
    """Return one page of the outbox inside a scope, newest first, and how many mails there are.

    *scope* is a condition on ``Body``, from ``accounts.policy.scope_of``; *state* a slug of
    ``MAIL_STATES``, None for all; pages count from 1.
    """
    inside = _inside(scope) if state is None else _inside(scope).where(OutboxMail.state == state)
    total = session.scalar(
        sa.select(sa.func.count()).select_from(inside.with_only_columns(OutboxMail.id).subquery())
    )
    ordered = inside.order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
    rows = session.scalars(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return rows, int(total or 0)


def outbox_mail(session: Session, scope: sa.ColumnElement[bool], mail_id: int) -> OutboxMail | None:
    """Return a mail of the outbox, or None when there is none inside the scope."""
    return session.scalars(_inside(scope).where(OutboxMail.id == mail_id)).one_or_none()


def outbox_counts(session: Session, scope: sa.ColumnElement[bool]) -> dict[str, int]:
    """Return how many mails inside a scope are in each state; a state without any is left out."""
    counted = _inside(scope).with_only_columns(OutboxMail.state, sa.func.count())
    return {state: int(count) for state, count in session.execute(counted.group_by(OutboxMail.state))}


def _inside(scope: sa.ColumnElement[bool]) -> sa.Select[OutboxMail]:
    return sa.select(OutboxMail).join(Body, OutboxMail.body_id == Body.id).where(scope)


def queue_counts(session: Session) -> dict[str, int]:
    """Return how many mails are in each state, all bodies together, of those not settled well."""
    unsettled = OutboxMail.state.in_(("pending", "sending", "held", "failed"))
    counted = sa.select(OutboxMail.state, sa.func.count()).where(unsettled).group_by(OutboxMail.state)
    return {state: int(count) for state, count in session.execute(counted)}


def oldest_waiting(session: Session, now: dt.datetime) -> dt.datetime | None:
    """Return since when the mail waits that has waited longest beyond its time; None when none does."""
    waits = sa.select(sa.func.min(OutboxMail.next_attempt_at))
    return session.scalar(waits.where(OutboxMail.state == "pending", OutboxMail.next_attempt_at <= now))


def last_heartbeat(session: Session, name: str = SCHEDULER) -> Heartbeat | None:
    """Return when the leading process of a name was last heard of, and which it was."""
    return session.get(Heartbeat, name, populate_existing=True)


def scheduler_is_late(session: Session, now: dt.datetime) -> bool:
    """Tell whether no scheduler has said for three minutes that it is alive."""
    beat = last_heartbeat(session)
    return beat is None or now - beat.at > LATE_AFTER
