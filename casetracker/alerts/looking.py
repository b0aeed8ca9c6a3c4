"""Which clocks are to be looked at now. Marks say when each is due again; a clock without one is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from casetracker.alerts.models import AlertMark
from casetracker.alerts.tellings import CHUNK, inserting
from casetracker.cases.models import Case, CaseDeadline
from casetracker.registry.models import Body, Election

TOLD_STATES = ("running", "stayed")
# The limit that a body decides within; those of the parties concern nobody in the body.
TOLD_ROLE = "review"
TIMES = ("started_at", "strict_on", "due_on", "warn_on", "due_at", "set_at", "zone", "immediate", "state")

Look = sa.Row[Any]


def clocks_to_look_at(session: Session, now: dt.datetime, limit: int) -> Sequence[Look]:
    """Return the clocks that are due to be looked at, narrow, first due first: never looked at, or marked."""
    new = _looks().outerjoin(AlertMark, AlertMark.deadline_id == CaseDeadline.id)
    new = new.where(AlertMark.deadline_id.is_(None), *_told())
    looks = session.execute(_in_order(new).limit(limit)).all()
    if len(looks) < limit:
        due = _looks().join(AlertMark, AlertMark.deadline_id == CaseDeadline.id)
        due = due.where(AlertMark.notice_at <= now, CaseDeadline.state == "running", *_told())
        looks = [*looks, *session.execute(_in_order(due).limit(limit - len(looks))).all()]
    return sorted(looks, key=lambda look: (look.due_at, look.id))


def clocks_ahead(
    session: Session, until: dt.datetime, scope: sa.ColumnElement[bool], limit: int
) -> Sequence[Look]:
    """Return the running clocks of a scope (a condition on ``Body``) that tell something before *until*.

    Of very many those whose turn comes first.
    """
    statement = _looks().outerjoin(AlertMark, AlertMark.deadline_id == CaseDeadline.id)
    is_ahead = sa.or_(AlertMark.deadline_id.is_(None), AlertMark.notice_at <= until)
    ahead = statement.where(is_ahead, scope, CaseDeadline.state == "running", *_told())
    return session.execute(ahead.order_by(AlertMark.notice_at, CaseDeadline.id).limit(limit)).all()


def _looks() -> sa.Select[Any]:
    columns = [CaseDeadline.id, *(getattr(CaseDeadline, name) for name in TIMES)]
    return (
        sa.select(*columns, Case.reference, Case.body_id, Body.path, Election.voting_on)
        .join(CaseDeadline.case)
        .join(Body, Case.body_id == Body.id)
        .join(Election, Case.election_id == Election.id)
    )


def _told() -> list[sa.ColumnElement[bool]]:
    return [CaseDeadline.state.in_(TOLD_STATES), CaseDeadline.role == TOLD_ROLE]


def _in_order(statement: sa.Select[Any]) -> sa.Select[Any]:
    return statement.order_by(CaseDeadline.due_at, CaseDeadline.id)


def changes_to_look_at(session: Session, now: dt.datetime, limit: int) -> Sequence[int]:
    """Return the ids of the clocks of which nobody has yet looked whether a change was told."""
    statement = sa.select(AlertMark.deadline_id).where(AlertMark.change_at <= now)
    return session.scalars(statement.order_by(AlertMark.deadline_id).limit(limit)).all()


def clocks_in_full(session: Session, ids: Sequence[int]) -> Sequence[CaseDeadline]:
    """Return clocks with their cases and bodies, first due first."""
    statement = (
        sa.select(CaseDeadline)
        .where(CaseDeadline.id.in_(ids))
        .options(joinedload(CaseDeadline.case))
        .order_by(CaseDeadline.due_at, CaseDeadline.id)
    )
    return session.scalars(statement).all()


def mark_notices(session: Session, moments: Mapping[int, dt.datetime | None], now: dt.datetime) -> None:
    """Note when the next notice of each clock begins; a change of a new clock is to be looked at, too."""
    rows = [{"deadline_id": id_, "notice_at": at, "change_at": now} for id_, at in moments.items()]
    if rows:
        statement = inserting(session, AlertMark.__table__)
        kept = {"notice_at": statement.excluded.notice_at}
        # A statement for each row, prepared once: faster than one with thousands of parameters.
        session.connection().execute(
            statement.on_conflict_do_update(index_elements=["deadline_id"], set_=kept), rows
        )


def mark_changes(session: Session, moments: Mapping[int, dt.datetime | None]) -> None:
    """Note when to look again whether a change was told; None when there is nothing left to tell."""
    for at in set(moments.values()):
        ids = [id_ for id_, moment in moments.items() if moment == at]
        for start in range(0, len(ids), CHUNK):
            which = AlertMark.deadline_id.in_(ids[start : start + CHUNK])
            session.execute(sa.update(AlertMark).where(which).values(change_at=at))


def forget_marks(session: Session, *conditions: sa.ColumnElement[bool]) -> None:
    """Let clocks be looked at anew: all of them, or those whose case and body meet *conditions*."""
    statement = sa.delete(AlertMark)
    if conditions:
        ids = sa.select(CaseDeadline.id).join(CaseDeadline.case).join(Body, Case.body_id == Body.id)
        statement = statement.where(AlertMark.deadline_id.in_(ids.where(*conditions)))
    session.execute(statement.execution_options(synchronize_session=False))


def next_look(session: Session, scope: sa.ColumnElement[bool] | None = None) -> dt.datetime | None:
    """Return when the next notice of a running clock begins, as far as the marks tell."""
    statement = (
        sa.select(sa.func.min(AlertMark.notice_at))
        .join(CaseDeadline, CaseDeadline.id == AlertMark.deadline_id)
        .where(CaseDeadline.state == "running")
    )
    if scope is not None:
        statement = statement.join(CaseDeadline.case).join(Body, Case.body_id == Body.id).where(scope)
    return session.scalar(statement)
