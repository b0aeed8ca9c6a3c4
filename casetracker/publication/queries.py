"""Read the public projection."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from casetracker.cases.models import Case, Decision
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.registry.models import Body


def public_case(session: Session, slug: str) -> PublicCase | None:
    """Return a published (or withdrawn) case by the path of its page, such as ``2022-pres/cec-0142``."""
    statement = (
        sa.select(PublicCase).where(PublicCase.slug == slug).options(selectinload(PublicCase.decisions))
    )
    return session.scalars(statement).one_or_none()


def newest_decisions(session: Session, limit: int = 10) -> Sequence[PublicDecision]:
    """Return the decisions published last."""
    statement = (
        sa.select(PublicDecision)
        .join(PublicDecision.case)
        .where(PublicCase.state == "published")
        .order_by(PublicDecision.published_at.desc(), PublicDecision.id.desc())
        .options(selectinload(PublicDecision.case))
        .limit(limit)
    )
    return session.scalars(statement).all()


def unpublished_decisions(
    session: Session, scope: sa.ColumnElement[bool], limit: int = 100
) -> Sequence[Decision]:
    """Return the decisions inside a scope (a condition on ``Body``) not public yet, oldest first."""
    published = (
        sa.select(sa.func.count())
        .select_from(PublicDecision)
        .join(PublicCase)
        .where(PublicCase.reference == Case.reference, PublicDecision.taken_at == Decision.taken_at)
        .where(PublicDecision.number == Decision.number)
        .correlate(Case, Decision)
        .scalar_subquery()
    )
    statement = (
        sa.select(Decision)
        .join(Decision.case)
        .join(Body, Case.body_id == Body.id)
        .where(scope, published == 0)
        .order_by(Decision.taken_at)
        .options(selectinload(Decision.case))
        .limit(limit)
    )
    return session.scalars(statement).all()
