"""Clocks that stand still, run again or moved, and nobody was told so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from casetracker.alerts.looking import TOLD_ROLE, TOLD_STATES
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.planning import CHANGES
from casetracker.alerts.tellings import told_somebody
from casetracker.cases.models import Case, CaseDeadline
from casetracker.registry.models import Body, Election

# What waits about a clock that was replaced will be cancelled.
SENT = OutboxMail.state.not_in(("pending", "cancelled"))


def untold_changes(session: Session, ids: Sequence[int]) -> Sequence[sa.Row[Any]]:
    """Return those of the clocks that changed and nobody was told so, with the dates they had before.

    A clock that was computed again and kept its dates has nothing to tell. What only changed once more before
    anybody was told is told as it is now.
    """
    return session.execute(_changed().where(CaseDeadline.id.in_(ids))).all()


def _changed() -> sa.Select[Any]:
    old, older = aliased(CaseDeadline), aliased(CaseDeadline)
    moved = _differs(CaseDeadline, old)
    # Its mail is cancelled with the clock that it was about, and then nobody knows what that one had changed.
    hid_a_move = sa.and_(older.id.is_not(None), _differs(old, older), ~_told_change(old, SENT))
    before = [
        sa.case((moved, getattr(old, name)), else_=getattr(older, name)).label(name)
        for name in ("due_on", "due_at", "stayed_on")
    ]
    columns: list[Any] = [getattr(CaseDeadline, name) for name in ("id", "state", "set_at", "zone")]
    columns += [Body.path, Election.voting_on, *before]
    return (
        sa.select(*columns)
        .join(old, CaseDeadline.replaces_id == old.id)
        .outerjoin(older, old.replaces_id == older.id)
        .join(CaseDeadline.case)
        .join(Body, Case.body_id == Body.id)
        .join(Election, Case.election_id == Election.id)
        .where(
            CaseDeadline.state.in_(TOLD_STATES),
            CaseDeadline.role == TOLD_ROLE,
            sa.or_(moved, hid_a_move),
            ~_told_change(CaseDeadline, told_somebody(OutboxMail)),
        )
        .order_by(CaseDeadline.due_at, CaseDeadline.id)
    )


def _differs(new: type[CaseDeadline], old: type[CaseDeadline]) -> sa.ColumnElement[bool]:
    return sa.or_(
        new.due_at != old.due_at,
        new.strict_at != old.strict_at,
        new.stayed_on.is_distinct_from(old.stayed_on),
    )


def _told_change(clock: type[CaseDeadline], counts: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """A mail says how the clock changed, among those that count."""
    return sa.exists().where(
        OutboxMail.case_reference == Case.reference,
        OutboxMail.intent.in_(CHANGES),
        OutboxMail.key.startswith(sa.literal("deadline:") + sa.cast(clock.id, sa.String) + "/"),
        counts,
    )
