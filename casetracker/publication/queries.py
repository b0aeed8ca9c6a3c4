"""Read the public projection."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from casetracker.cases.awaiting import awaiting, waits_for
from casetracker.cases.models import Case, Decision
from casetracker.cases.models.awaited import PUBLICATION
from casetracker.cases.models.decision import FINAL
from casetracker.cases.queries import awaiting_decisions, count_some
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.publication.publications import OPEN, Publication
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
        .where(PublicCase.state == "published", PublicDecision.withdrawn_at.is_(None))
        .order_by(PublicDecision.published_at.desc(), PublicDecision.id.desc())
        .options(selectinload(PublicDecision.case))
        .limit(limit)
    )
    return session.scalars(statement).all()


def last_publications(session: Session, case: Case) -> dict[int | None, Publication]:
    """Return what was begun last of each decision (None: of the case alone), whatever became of it."""
    statement = sa.select(Publication).where(Publication.case_id == case.id)
    found = session.scalars(statement.order_by(Publication.id)).unique()
    return {publication.decision_id: publication for publication in found}


def waiting_publications(
    session: Session, scope: sa.ColumnElement[bool], limit: int = 100
) -> Sequence[Publication]:
    """Return what waits for the second pair of eyes inside a scope, the oldest first."""
    statement = (
        sa.select(Publication)
        .join(Publication.case)
        .join(Body, Case.body_id == Body.id)
        .where(scope, Publication.state == "checked")
        .order_by(Publication.checked_at, Publication.id)
        .options(contains_eager(Publication.case), joinedload(Publication.decision))
        .limit(limit)
    )
    return session.scalars(statement).unique().all()


def unpublished_decisions(
    session: Session, scope: sa.ColumnElement[bool], limit: int = 100
) -> Sequence[Decision]:
    """Return the decisions inside a scope (a condition on ``Body``) not public yet, oldest first."""
    return awaiting_decisions(session, PUBLICATION, scope, limit)


def unpublished_figure(session: Session, scope: sa.ColumnElement[bool]) -> int:
    """Return how many decisions inside a scope are not public yet, as ``cases.queries.count_some`` counts."""
    return count_some(session, awaiting(PUBLICATION, scope))


def is_unpublished() -> sa.ColumnElement[bool]:
    """Return the condition on ``Case`` that a decision of it is not public yet."""
    return waits_for(PUBLICATION)


def decision_to_publish(session: Session, case: Case) -> Decision | None:
    """Return the decision whose publication is to be done first; None: there is only the case itself.

    What somebody has begun comes first, then the decision that ended the case, then what else is not public.
    """
    by_id = {decision.id: decision for decision in case.decisions}
    begun = [it for it in last_publications(session, case).values() if it.state in OPEN]
    if begun:
        newest = max(begun, key=lambda it: it.id)
        return by_id.get(newest.decision_id or 0)
    public = public_case(session, case.slug)
    known = {row.ordinal for row in public.decisions} if public else set()
    unpublished = [decision for decision in case.decisions if decision.ordinal not in known]
    finals = [decision for decision in unpublished if decision.kind == FINAL]
    for chosen in (finals[-1:], unpublished[:1], case.final_decisions[-1:], case.decisions[-1:]):
        if chosen:
            return chosen[0]
    return None
