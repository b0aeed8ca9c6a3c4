"""Read case files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, defer, joinedload, lazyload, selectinload

from casetracker.accounts.models import User
from casetracker.cases.awaiting import awaiting
from casetracker.cases.models import Awaited, Case, CaseDeadline, CaseStay, Decision
from casetracker.cases.models.awaited import CLOCK, SERVICE
from casetracker.cases.statuses import OPEN
from casetracker.registry.models import Body

PAGE_SIZE = 50
# The figures of a day are told up to here, and "more than" beyond.
MOST_COUNTED = 500
MOST_LISTED = 2_000
# So many cases are named to the database one by one.
MOST_NAMED = 1_000
# Texts and reasons are long, and no list shows them.
LONG_TEXTS = (defer(Case.text), defer(Case.relief))
UNLISTED = ("facts", "provisions", "cited", "application", "operative", "dissent", "appeal_route")


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
            joinedload(Case.assignee).lazyload(User.body),
        )
    )
    return session.scalars(statement).one_or_none()


def named_when_few(
    session: Session, scope: sa.ColumnElement[bool], *more: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """Return a condition on ``Case`` and ``Body`` that names the cases when few are meant.

    *scope* is a condition on ``Body``, *more* are those on ``Case``. To find a few cases a database would
    walk through the clocks or the decisions of everybody, in the order that is asked for.
    """
    bodies = sa.select(Body.id).where(scope)
    statement = sa.select(Case.id).where(Case.body_id.in_(bodies), *more).limit(MOST_NAMED + 1)
    found = session.scalars(statement).all()
    if not found:
        return sa.false()
    return Case.id.in_(found) if len(found) <= MOST_NAMED else sa.and_(of_many(scope), *more)


def of_many(scope: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return a scope in which there are many cases, so that a database does not begin with its bodies.

    It supposes that few bodies have few cases; then it would read and sort all of them for the first page.
    """
    return sa.func.coalesce(scope, sa.false())


def running_clocks(
    session: Session, scope: sa.ColumnElement[bool], *more: sa.ColumnElement[bool], limit: int = 200
) -> Sequence[CaseDeadline]:
    """Return the running clocks of review inside a scope, what is due first (so the overdue lead).

    *scope* is a condition on ``Body``, from ``accounts.policy.scope_of``; *more* narrow it further.
    """
    statement = (
        sa.select(CaseDeadline)
        .join(CaseDeadline.case)
        .join(Body, Case.body_id == Body.id)
        .where(CaseDeadline.state == "running", CaseDeadline.role == "review", scope, *more)
        .options(
            # Traces and texts are long, and no list shows them.
            defer(CaseDeadline.trace),
            defer(CaseDeadline.citations),
            contains_eager(CaseDeadline.case).options(
                contains_eager(Case.body), lazyload(Case.election), defer(Case.text), defer(Case.relief)
            ),
        )
        .order_by(CaseDeadline.due_at, CaseDeadline.id)
        .limit(limit)
    )
    return session.scalars(statement).all()


@dataclass(frozen=True)
class ClockFigures:
    """How many clocks of review run, and how many of those have passed, as ``count_some`` counts."""

    running: int
    overdue: int


def clock_figures(session: Session, scope: sa.ColumnElement[bool], now: dt.datetime) -> ClockFigures:
    """Return the figures of the running clocks of review inside a scope."""
    # The overdue ones are the first in the order of the index: one walk counts both.
    first = (
        sa.select(CaseDeadline.due_at)
        .join(CaseDeadline.case)
        .join(Body, Case.body_id == Body.id)
        .where(CaseDeadline.state == "running", CaseDeadline.role == "review", scope)
        .order_by(CaseDeadline.due_at, CaseDeadline.id)
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    overdue = sa.func.count(sa.case((first.c.due_at <= now, 1)))
    running, passed = session.execute(sa.select(sa.func.count(), overdue).select_from(first)).one()
    return ClockFigures(running, passed)


def count_some(session: Session, statement: sa.Select[Any], most: int = MOST_COUNTED) -> int:
    """Return how many rows a statement gives; ``most + 1`` stands for more, so that counting ends."""
    some = statement.limit(most + 1).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def list_cases(
    session: Session, scope: sa.ColumnElement[bool], *, status: str | None = None, page: int = 1
) -> tuple[Sequence[Case], int]:
    """Return one page of the cases inside a scope, newest first, and how many there are."""
    conditions = [scope] + ([Case.status == status] if status else [])
    inside = sa.select(Case).join(Body, Case.body_id == Body.id).where(*conditions)
    total = count_some(session, inside.with_only_columns(Case.id), MOST_LISTED)
    statement = (
        inside.options(
            contains_eager(Case.body), lazyload(Case.election), defer(Case.text), defer(Case.relief)
        )
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return session.scalars(statement).all(), total


def open_among_few() -> sa.ColumnElement[bool]:
    """Return the condition that a case is open, for statements in which few cases are looked at.

    It uses no index: a database that knows no statistics would begin with every open case otherwise.
    """
    return sa.func.coalesce(Case.status, "").in_(OPEN)


def open_stays(session: Session, scope: sa.ColumnElement[bool], limit: int = 100) -> Sequence[CaseStay]:
    """Return the stays in which cases inside a scope stand still, the longest first."""
    statement = (
        sa.select(CaseStay)
        .join(CaseStay.case)
        .join(Body, Case.body_id == Body.id)
        .where(CaseStay.ending.is_(None), open_among_few(), scope)
        .options(_as_listed(CaseStay.case))
        .order_by(CaseStay.from_at, CaseStay.id)
        .limit(limit)
    )
    return session.scalars(statement).all()


def cases_without_clock(session: Session, scope: sa.ColumnElement[bool], limit: int = 20) -> Sequence[Case]:
    """Return the open cases inside a scope that lack a clock that could not be computed, newest first."""
    statement = (
        sa.select(Case)
        .join(Awaited, Awaited.case_id == Case.id)
        .join(Body, Case.body_id == Body.id)
        .where(Awaited.what == CLOCK, open_among_few(), scope)
        .options(contains_eager(Case.body), lazyload(Case.election), *LONG_TEXTS)
        .order_by(Awaited.case_id.desc())
        .limit(limit)
    )
    return session.scalars(statement).all()


def cases_without_limit(
    session: Session, scope: sa.ColumnElement[bool], procedures: Collection[str], limit: int
) -> Sequence[Case]:
    """Return the open cases inside a scope in *procedures* for which the law names no limit, oldest first."""
    statement = (
        sa.select(Case)
        .join(Body, Case.body_id == Body.id)
        .where(Case.procedure.in_(procedures), open_among_few(), scope)
        .options(contains_eager(Case.body), lazyload(Case.election), *LONG_TEXTS)
        .order_by(Case.received_at, Case.id)
        .limit(limit)
    )
    return session.scalars(statement).all()


def unserved_decisions(
    session: Session, scope: sa.ColumnElement[bool], limit: int = 100
) -> Sequence[Decision]:
    """Return the decisions inside a scope that wait for their service, what was decided first leading."""
    return awaiting_decisions(session, SERVICE, scope, limit)


def unserved_figure(session: Session, scope: sa.ColumnElement[bool]) -> int:
    """Return how many decisions inside a scope wait for their service, as ``count_some`` counts."""
    return count_some(session, awaiting(SERVICE, scope))


def awaiting_decisions(
    session: Session, what: str, scope: sa.ColumnElement[bool], limit: int
) -> Sequence[Decision]:
    """Return the decisions inside a scope that wait for something, what was decided first leading."""
    statement = (
        sa.select(Decision)
        .select_from(Awaited)
        .join(Case, Awaited.case_id == Case.id)
        .join(Body, Case.body_id == Body.id)
        .join(Decision, Decision.id == Awaited.decision_id)
        .where(Awaited.what == what, scope)
        .options(_as_listed(Decision.case), *(defer(getattr(Decision, name)) for name in UNLISTED))
        .order_by(Awaited.since, Awaited.decision_id)
        .limit(limit)
    )
    return session.scalars(statement).all()


def _as_listed(relation: Any) -> Any:
    """Return the option that loads a case with its body, without its long texts."""
    return contains_eager(relation).options(contains_eager(Case.body), lazyload(Case.election), *LONG_TEXTS)


@dataclass(frozen=True)
class Entered:
    """What somebody chose when they last registered a complaint."""

    body_id: str
    procedure: str
    channel: str
    language: str


def last_entered(session: Session, actor: str) -> Entered | None:
    """Return what a person chose last time: the next complaint is often of the same sort."""
    columns = (Case.body_id, Case.procedure, Case.channel, Case.language)
    statement = sa.select(*columns).where(Case.created_by == actor).order_by(Case.id.desc()).limit(1)
    row = session.execute(statement).one_or_none()
    return Entered(*row) if row else None
