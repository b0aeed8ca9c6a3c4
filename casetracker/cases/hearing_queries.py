"""Read hearings: those of a span of time, and those whose result is still owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from casetracker.cases.models import Case, Hearing
from casetracker.cases.queries import LONG_TEXTS
from casetracker.registry.models import Body


def hearings_between(
    session: Session,
    scope: sa.ColumnElement[bool],
    begin: dt.datetime,
    end: dt.datetime,
    limit: int = 200,
) -> Sequence[Hearing]:
    """Return the hearings inside a scope that start from *begin* on and before *end*, in their order.

    *scope* is a condition on ``Body``, from ``accounts.policy.scope_of``. Cancelled and adjourned ones
    are among them, with their result.
    """
    statement = _inside(scope).where(Hearing.starts_at >= begin, Hearing.starts_at < end)
    return session.scalars(statement.order_by(Hearing.starts_at, Hearing.id).limit(limit)).all()


def hearings_without_result(
    session: Session, scope: sa.ColumnElement[bool], now: dt.datetime, limit: int = 100
) -> Sequence[Hearing]:
    """Return the hearings inside a scope that have begun and whose result nobody recorded, oldest first."""
    statement = _inside(scope).where(Hearing.result.is_(None), Hearing.starts_at < now)
    return session.scalars(statement.order_by(Hearing.starts_at, Hearing.id).limit(limit)).all()


def hearings_in_the_room(session: Session, hearing: Hearing) -> Sequence[Hearing]:
    """Return what else is set in the same room at the same time: told to people, never refused."""
    if not hearing.room:
        return []
    here = _room(hearing)
    statement = (
        sa.select(Hearing)
        .where(
            Hearing.id != hearing.id,
            Hearing.result.is_(None),
            Hearing.room.is_not(None),
            Hearing.starts_at > hearing.starts_at - LONGEST,
            Hearing.starts_at < _end(hearing),
        )
        .options(joinedload(Hearing.case))
        .order_by(Hearing.starts_at, Hearing.id)
    )
    # SQLite folds the case of Latin letters only, so rooms are compared here.
    return [it for it in session.scalars(statement) if _end(it) > hearing.starts_at and _room(it) == here]


# What lasts longer is set as two hearings; where no end is expected, an hour is supposed.
LONGEST = dt.timedelta(hours=24)
SUPPOSED = dt.timedelta(hours=1)


def _end(hearing: Hearing) -> dt.datetime:
    return hearing.ends_at or hearing.starts_at + SUPPOSED


def _room(hearing: Hearing) -> tuple[str, str]:
    return hearing.place.casefold(), (hearing.room or "").casefold()


def _inside(scope: sa.ColumnElement[bool]) -> sa.Select[Hearing]:
    # Whatever is heard together is before the same body: the case that it was set under is enough.
    return (
        sa.select(Hearing)
        .join(Hearing.case)
        .join(Body, Case.body_id == Body.id)
        .where(scope)
        .options(
            joinedload(Hearing.case).options(*LONG_TEXTS), selectinload(Hearing.cases).options(*LONG_TEXTS)
        )
    )
