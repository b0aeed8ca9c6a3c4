"""Cases before bodies for which nobody works here: filed, counted, and on nobody's desk.

Their content stays where it is: only that they wait, where, and since when is told to those who oversee the
whole country, so that somebody gives the body its accounts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.queries import staffed_among
from casetracker.cases.models import Case, HandOver
from casetracker.cases.statuses import OPEN
from casetracker.registry.models import Body


@dataclass(frozen=True)
class Unstaffed:
    """A body with open cases that nobody here works on, and since when the oldest of them waits.

    What was handed over and is to be received there counts as a case.
    """

    body: Body
    cases: int
    since: dt.datetime


def unstaffed_bodies(session: Session, *conditions: sa.ColumnElement[bool]) -> list[Unstaffed]:
    """Return the bodies with open cases for which nobody works, neither there nor above, by code.

    *conditions* on ``Body`` narrow them down.
    """
    has_cases = sa.or_(
        sa.exists().where(Case.body_id == Body.id, Case.status.in_(OPEN)),
        sa.exists().where(HandOver.body_id == Body.id, HandOver.received_case_id.is_(None)),
    )
    waiting = session.scalars(sa.select(Body).where(*conditions, has_cases).order_by(Body.code)).all()
    staffed = staffed_among(session, {place for body in waiting for place in body.places})
    bodies = [body for body in waiting if staffed.isdisjoint(body.places)]
    return _with_figures(session, bodies) if bodies else []


def _with_figures(session: Session, bodies: Sequence[Body]) -> list[Unstaffed]:
    ids = [body.id for body in bodies]
    waiting = sa.union_all(
        sa.select(Case.body_id, Case.received_at.label("since")).where(
            Case.body_id.in_(ids), Case.status.in_(OPEN)
        ),
        sa.select(HandOver.body_id, HandOver.prepared_at).where(
            HandOver.body_id.in_(ids), HandOver.received_case_id.is_(None)
        ),
    ).subquery()
    body_id, since = waiting.c.body_id, waiting.c.since
    counted = sa.select(body_id, sa.func.count(), sa.func.min(since)).group_by(body_id)
    figures = {place: (cases, first) for place, cases, first in session.execute(counted)}
    return [Unstaffed(body, *figures[body.id]) for body in bodies]
