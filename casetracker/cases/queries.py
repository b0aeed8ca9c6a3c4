"""Read case files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from casetracker.cases.models import Case, CaseDeadline, CaseStay, Event
from casetracker.registry.models import Body

PAGE_SIZE = 50


def case_by_reference(session: Session, reference: str) -> Case | None:
    """Return a case with all that its page shows, or None."""
    statement = (
        sa.select(Case)
        .where(Case.reference == reference.upper())
        .options(
            selectinload(Case.parties),
            selectinload(Case.events),
            selectinload(Case.deadlines),
            selectinload(Case.stays),
            selectinload(Case.decisions),
            selectinload(Case.hearings),
            joinedload(Case.contested_body),
        )
    )
    return session.scalars(statement).one_or_none()


def running_clocks(
    session: Session, scope: sa.ColumnElement[bool], limit: int = 200
) -> Sequence[CaseDeadline]:
    """Return the running clocks of review inside a scope, what is due first (so the overdue lead).

    *scope* is a condition on ``Body``, from ``accounts.policy.scope_of``.
    """
    statement = (
        sa.select(CaseDeadline)
        .join(CaseDeadline.case)
        .join(Body, Case.body_id == Body.id)
        .where(CaseDeadline.state == "running", CaseDeadline.role == "review", scope)
        .options(joinedload(CaseDeadline.case))
        .order_by(CaseDeadline.due_at, CaseDeadline.id)
        .limit(limit)
    )
    return session.scalars(statement).all()


@dataclass(frozen=True)
class ClockFigures:
    """How many clocks of review run, and how many of those have passed."""

    running: int
    overdue: int


def clock_figures(session: Session, scope: sa.ColumnElement[bool], now: dt.datetime) -> ClockFigures:
    """Return the figures of the running clocks of review inside a scope."""
    overdue = sa.func.count(sa.case((CaseDeadline.due_at <= now, 1)))
    statement = (
        sa.select(sa.func.count(CaseDeadline.id), overdue)
        .join(CaseDeadline.case)
        .join(Body, Case.body_id == Body.id)
        .where(CaseDeadline.state == "running", CaseDeadline.role == "review", scope)
    )
    return ClockFigures(*session.execute(statement).one())


def list_cases(
    session: Session, scope: sa.ColumnElement[bool], *, status: str | None = None, page: int = 1
) -> tuple[Sequence[Case], int]:
    """Return one page of the cases inside a scope, newest first, and how many there are."""
    conditions = [scope] + ([Case.status == status] if status else [])
    inside = sa.select(Case).join(Body, Case.body_id == Body.id).where(*conditions)
    total = session.scalar(
        sa.select(sa.func.count()).select_from(inside.with_only_columns(Case.id).subquery())
    )
    statement = (
        inside.order_by(Case.received_at.desc(), Case.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return session.scalars(statement).all(), int(total or 0)


def similar_cases(
    session: Session, *, contested_body_id: str, contested_on: dt.date | None
) -> Sequence[Case]:
    """Return the cases that contest an act of the same body on the same day: likely duplicates."""
    statement = (
        sa.select(Case)
        .where(Case.contested_body_id == contested_body_id, Case.contested_on == contested_on)
        .order_by(Case.received_at)
        .limit(10)
    )
    return session.scalars(statement).all()


def open_stays(session: Session, scope: sa.ColumnElement[bool], limit: int = 100) -> Sequence[CaseStay]:
    """Return the stays in which cases inside a scope stand still, the longest first."""
    statement = (
        sa.select(CaseStay)
        .join(CaseStay.case)
        .join(Body, Case.body_id == Body.id)
        .where(CaseStay.ending.is_(None), Case.status == "registered", scope)
        .options(joinedload(CaseStay.case))
        .order_by(CaseStay.from_at, CaseStay.id)
        .limit(limit)
    )
    return session.scalars(statement).all()


def cases_without_clock(session: Session, scope: sa.ColumnElement[bool], limit: int = 20) -> Sequence[Case]:
    """Return the open cases inside a scope that lack a clock that could not be computed, newest first."""
    # Of the event's own case: a condition on Case would not reach through two levels of EXISTS.
    clock = sa.exists().where(
        CaseDeadline.case_id == Event.case_id,
        CaseDeadline.state != "replaced",
        CaseDeadline.rule_id == Event.data["rule"].as_string(),
    )
    tried = sa.exists().where(Event.case_id == Case.id, Event.kind == "clock-not-computed", ~clock)
    statement = (
        sa.select(Case)
        .join(Body, Case.body_id == Body.id)
        .where(Case.status == "registered", tried, scope)
        .order_by(Case.id.desc())
        .limit(limit)
    )
    return session.scalars(statement).all()
