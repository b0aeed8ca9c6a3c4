"""Clocks that stand still, run again or moved, and nobody was told so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.alerts.looking import TOLD_ROLE, TOLD_STATES
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.planning import CHANGES
from casetracker.alerts.tellings import told_somebody
from casetracker.cases.models import Case, CaseDeadline
from casetracker.registry.models import Body, Election

# What waits about a clock that was replaced will be cancelled.
SENT = OutboxMail.state.not_in(("pending", "held", "cancelled"))
OF_NOW = ("id", "reference", "body_id", "zone", "path", "voting_on")
ROW = ("id", "replaces_id", "due_on", "due_at", "strict_at", "stayed_on")


class Changed(NamedTuple):
    """A clock that changed, with the dates that it had before."""

    id: int
    reference: str
    body_id: str
    zone: str
    path: str
    voting_on: dt.date | None
    due_on: dt.date
    due_at: dt.datetime
    stayed_on: dt.date | None


def untold_changes(session: Session, ids: Sequence[int]) -> Sequence[Changed]:
    """Return those of the clocks that changed and nobody was told so.

    A clock that was computed again and kept its dates has nothing to tell. What changed once more, or was
    only computed again, before anybody was told is told as it is now.
    """
    again = session.execute(_computed_again().where(CaseDeadline.id.in_(ids))).all()
    if not again:
        return []
    rows = _rows_of(session, {row.case_id for row in again})
    told = _told_clocks(session, {row.reference for row in again})
    before = {row.id: _before(rows[row.id], rows, told) for row in again}
    return [
        Changed(
            due_on=old.due_on,
            due_at=old.due_at,
            stayed_on=old.stayed_on,
            **{name: getattr(row, name) for name in OF_NOW},
        )
        for row in again
        if (old := before[row.id]) is not None
    ]


def _computed_again() -> sa.Select[Any]:
    """Select the clocks that took the place of others and of which no change was told."""
    columns: list[Any] = [CaseDeadline.id, CaseDeadline.case_id, CaseDeadline.zone]
    columns += [Case.reference, Case.body_id, Body.path, Election.voting_on]
    return (
        sa.select(*columns)
        .join(CaseDeadline.case)
        .join(Body, Case.body_id == Body.id)
        .join(Election, Case.election_id == Election.id)
        .where(
            CaseDeadline.state.in_(TOLD_STATES),
            CaseDeadline.role == TOLD_ROLE,
            CaseDeadline.replaces_id.is_not(None),
            ~sa.exists().where(
                OutboxMail.case_reference == Case.reference,
                OutboxMail.intent.in_(CHANGES),
                OutboxMail.key.startswith(
                    sa.literal("deadline:") + sa.cast(CaseDeadline.id, sa.String) + "/"
                ),
                told_somebody(OutboxMail),
            ),
        )
        .order_by(CaseDeadline.due_at, CaseDeadline.id)
    )


def _rows_of(session: Session, case_ids: Iterable[int]) -> Mapping[int, sa.Row[Any]]:
    columns: list[Any] = [getattr(CaseDeadline, name) for name in ROW]
    wanted = sa.select(*columns).where(CaseDeadline.case_id.in_(sorted(case_ids)))
    return {row.id: row for row in session.execute(wanted)}


def _told_clocks(session: Session, references: set[str]) -> set[int]:
    """Return the clocks of which it was told how they changed."""
    keys = sa.select(OutboxMail.key).where(
        OutboxMail.case_reference.in_(references), OutboxMail.intent.in_(CHANGES), SENT
    )
    return {int(key.partition("/")[0].removeprefix("deadline:")) for key in session.scalars(keys)}


def _before(clock: sa.Row[Any], rows: Mapping[int, sa.Row[Any]], told: set[int]) -> sa.Row[Any] | None:
    """Return the clock whose dates were last told to be others, or None when nothing is to be told.

    A mail is cancelled with the clock that it was about, and then nobody knows what that one had changed.
    """
    new = clock
    while (old := rows.get(new.replaces_id)) is not None:
        if (new.due_at, new.strict_at, new.stayed_on) != (old.due_at, old.strict_at, old.stayed_on):
            return old
        if old.id in told:
            return None
        new = old
    return None
