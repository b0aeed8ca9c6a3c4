"""List cases page by page for whoever reads all of them: each page begins where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, selectinload

from casetracker.cases.models import Case
from casetracker.registry.models import Body


@dataclass(frozen=True)
class Wanted:
    """Which cases; None does not restrict. ``late`` is ``yes`` or ``no``."""

    election: str | None = None
    body: str | None = None
    status: str | None = None
    procedure: str | None = None
    subject: str | None = None
    late: str | None = None


def page_of_cases(
    session: Session, scope: sa.ColumnElement[bool], wanted: Wanted, *, after: int | None, limit: int
) -> Sequence[Case]:
    """Return the next cases inside a scope after a cursor, and one more when there are more.

    The newest registration comes first, so that what is registered meanwhile moves no page.
    """
    columns = {
        Case.election_id: wanted.election,
        Case.body_id: wanted.body,
        Case.status: wanted.status,
        Case.procedure: wanted.procedure,
        Case.subject: wanted.subject,
        Case.is_late: None if wanted.late is None else wanted.late == "yes",
    }
    conditions = [column == value for column, value in columns.items() if value is not None]
    conditions += [] if after is None else [Case.id < after]
    statement = (
        sa.select(Case)
        .join(Body, Case.body_id == Body.id)
        .where(scope, *conditions)
        .options(selectinload(Case.deadlines), selectinload(Case.stays), defer(Case.text), defer(Case.relief))
        .order_by(Case.id.desc())
        .limit(limit + 1)
    )
    return session.scalars(statement).unique().all()
