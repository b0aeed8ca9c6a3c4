"""Which time limits a calendar shows, and by what it knows each of them again.

Nothing of a complainant is among what is read: a calendar lies in a program of somebody else.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, defer, lazyload

from casetracker.accounts.feeds import BODY, MINE
from casetracker.accounts.models import CalendarFeed
from casetracker.accounts.policy import READ, can, scope_of
from casetracker.cases.models import Case, CaseDeadline
from casetracker.cases.models.hearing import Hearing, hearing_cases
from casetracker.registry.models import Body

# The limit to complain was the complainant's own, and lies behind.
SHOWN_ROLES = ("review", "forwarding", "appeal")
OPEN = ("running", "stayed")
FEED_BACK = dt.timedelta(days=60)
MOST_CLOCKS = 1000
MOST_HEARINGS = 500
CHUNK = 500
# One name for each time limit, wherever this service runs.
NAMES = uuid.UUID("6f2c2f4e-0c57-5d0e-9f0a-3f6b7a1f0c11")


@dataclass(frozen=True)
class Known:
    """By what calendars know a time limit again: its UID, and the SEQUENCE that grows with each change."""

    uid: str
    sequence: int
    changed_at: dt.datetime

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON, to lie beside the other facts of a mail."""
        return {"uid": self.uid, "sequence": self.sequence, "changed_at": self.changed_at.isoformat()}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Known:
        """Return what :meth:`to_dict` gave."""
        return cls(told["uid"], told["sequence"], dt.datetime.fromisoformat(told["changed_at"]))


def known_clocks(session: Session, clocks: Sequence[CaseDeadline]) -> dict[int, Known]:
    """Return by what each clock is known, by its id; one query for each ``CHUNK`` of cases.

    A clock that was computed again is a new row, and the same time limit: its name is that of the first.
    """
    rows = _rows_of(session, {clock.case_id for clock in clocks})
    return {clock.id: _known(clock, rows) for clock in clocks}


_Rows = dict[int, tuple[int | None, dt.datetime]]


def _rows_of(session: Session, case_ids: Iterable[int]) -> _Rows:
    ids, rows = sorted(case_ids), _Rows()
    for start in range(0, len(ids), CHUNK):
        statement = sa.select(CaseDeadline.id, CaseDeadline.replaces_id, CaseDeadline.set_at)
        found = session.execute(statement.where(CaseDeadline.case_id.in_(ids[start : start + CHUNK])))
        rows |= {clock_id: (replaces_id, set_at) for clock_id, replaces_id, set_at in found}
    return rows


def _known(clock: CaseDeadline, rows: _Rows) -> Known:
    first, changes = clock.id, 0
    while (before := rows[first][0]) is not None and before in rows:
        first, changes = before, changes + 1
    is_over = clock.state not in OPEN
    # A machine whose clock was put back must not make it negative.
    seconds = max(0, int((clock.set_at - rows[first][1]).total_seconds()))
    changed_at = max(clock.set_at, clock.ended_at or clock.set_at)
    return Known(str(uuid.uuid5(NAMES, f"deadline/{first}")), seconds + changes + is_over, changed_at)


def facts_of(clock: CaseDeadline, language: str) -> dict[str, Any]:
    """Return what an entry tells of a clock: facts of the law, nothing about any person."""
    return {
        "slug": clock.case.slug,
        "body": clock.case.body.name(language),
        "strict_on": clock.strict_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "strict_at": clock.strict_at.isoformat(),
        "due_at": clock.due_at.isoformat(),
        "zone": clock.zone,
        "citations": clock.citations,
        "trace": clock.trace,
    }


def is_open_to_user(session: Session, feed: CalendarFeed) -> bool:
    """Tell whether the user of a calendar may still see what it shows: rights end, addresses do not."""
    if feed.kind == MINE:
        return can(feed.user, READ)
    if feed.kind == BODY:
        return feed.body is not None and can(feed.user, READ, feed.body)
    statement = sa.select(Body).join(Case, Case.body_id == Body.id)
    body = session.scalars(statement.where(Case.reference == feed.case_reference)).one_or_none()
    return body is not None and can(feed.user, READ, body)


def clocks_of_feed(session: Session, feed: CalendarFeed, now: dt.datetime) -> Sequence[CaseDeadline]:
    """Return the clocks that a calendar shows, the first due first: what is open, and what ended of late."""
    statement = (
        sa.select(CaseDeadline)
        .join(CaseDeadline.case)
        .join(Case.body)
        .where(
            *_shown_cases(feed),
            CaseDeadline.role.in_(SHOWN_ROLES),
            CaseDeadline.state != "replaced",
            sa.or_(CaseDeadline.state.in_(OPEN), CaseDeadline.due_at >= now - FEED_BACK),
        )
        # What is open goes first: where there is too much, what is over is left out.
        .order_by(sa.case((CaseDeadline.state.in_(OPEN), 0), else_=1), CaseDeadline.due_at, CaseDeadline.id)
        .options(
            contains_eager(CaseDeadline.case).options(
                contains_eager(Case.body), lazyload(Case.election), defer(Case.text), defer(Case.relief)
            )
        )
        .limit(MOST_CLOCKS)
    )
    return session.scalars(statement).unique().all()


def hearings_of_feed(session: Session, feed: CalendarFeed, now: dt.datetime) -> Sequence[str]:
    """Return the UIDs of the hearings that a calendar shows; what is told of them is what is public."""
    statement = (
        sa.select(Hearing.uid)
        .join(hearing_cases, hearing_cases.c.hearing_id == Hearing.id)
        .join(Case, Case.id == hearing_cases.c.case_id)
        .join(Body, Case.body_id == Body.id)
        .where(*_shown_cases(feed), Hearing.starts_at >= now - FEED_BACK)
        .order_by(Hearing.starts_at, Hearing.id)
        .limit(MOST_HEARINGS)
    )
    return list(dict.fromkeys(session.scalars(statement)))


def _shown_cases(feed: CalendarFeed) -> list[sa.ColumnElement[bool]]:
    """Return the conditions on ``Case`` and its ``Body``; whatever the kind, the user's scope is one."""
    scope = scope_of(feed.user)
    if feed.kind == MINE:
        # What nobody has taken up is everybody's at the body: just that is easily missed.
        unassigned = sa.and_(Case.assignee_id.is_(None), Case.body_id == feed.user.body_id)
        return [scope, sa.or_(Case.assignee_id == feed.user_id, unassigned)]
    if feed.kind == BODY and feed.body is not None:
        return [scope, Body.path.startswith(feed.body.path, autoescape=True)]
    return [scope, Case.reference == feed.case_reference]
