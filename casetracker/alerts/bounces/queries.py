"""Read whose mails come back."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.bounces.models import PERMANENT, MailBounce
from casetracker.alerts.models import OutboxMail
from casetracker.registry.models import Body

MOST = 50


def bounce_of(session: Session, user: User) -> MailBounce | None:
    """Return the newest report that the present address of a user takes no mail, or None."""
    newest = _undeliverable().where(User.id == user.id).order_by(MailBounce.id.desc()).limit(1)
    return session.scalars(newest).unique().one_or_none()


def undeliverable_users(session: Session, among: sa.ColumnElement[bool]) -> list[User]:
    """Return the users whose mails come back, by address; *among* is a condition on ``Body`` or ``User``."""
    wanted = (
        sa.select(User)
        .join(Body, User.body_id == Body.id)
        .where(among, User.is_enabled.is_(True), User.id.in_(_undeliverable().with_only_columns(User.id)))
        .order_by(User.email)
        .limit(MOST)
    )
    return list(session.scalars(wanted).unique())


def _undeliverable() -> sa.Select[MailBounce]:
    """Select the reports that still hold: not cleared, and about the address that the user has now."""
    return (
        sa.select(MailBounce)
        .join(OutboxMail, OutboxMail.id == MailBounce.mail_id)
        .join(User, User.id == MailBounce.user_id)
        .where(
            MailBounce.kind == PERMANENT,
            MailBounce.cleared_at.is_(None),
            sa.func.lower(OutboxMail.recipient) == sa.func.lower(User.email),
        )
    )
