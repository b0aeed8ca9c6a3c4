"""Published clocks follow the case: a last day that moved must not stand in the register as it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.audit.actions import record
from casetracker.cases.models import Case, CaseDeadline, Event
from casetracker.cases.serving import CORRECTED
from casetracker.publication.clocks import newest_change
from casetracker.publication.models import PublicCase
from casetracker.publication.telling import tell

FOLLOWER = "system:publication"
MOST_PER_PASS = 200
FACTS = ("received_at", "receipt_known", "contested_on", "is_late")


def follow_clocks(session: Session, now: dt.datetime) -> int:
    """Bring published clocks up to date that were moved, stayed or resumed since; return in how many cases.

    Looks at state, so it may run late or twice; at most ``MOST_PER_PASS`` cases at once.
    """
    pairs = session.execute(_behind()).unique().all()
    for row in pairs:
        public, case = row.PublicCase, row.Case
        _follow(public, case, now)
        details = {"clocks_at": now.isoformat()}
        record(session, actor=FOLLOWER, action="case.clocks-followed", thing=case.ref, details=details)
    session.flush()
    return len(pairs)


def _behind() -> sa.Select[PublicCase, Case]:
    moved = sa.exists().where(CaseDeadline.case_id == Case.id, CaseDeadline.set_at > PublicCase.clocks_at)
    corrected = sa.exists().where(
        Event.case_id == Case.id, Event.kind == CORRECTED, Event.recorded_at > PublicCase.clocks_at
    )
    newer = sa.or_(moved, corrected)
    statement = (
        sa.select(PublicCase, Case)
        .join(Case, Case.reference == PublicCase.reference)
        .where(PublicCase.state == "published", newer)
    )
    return statement.order_by(PublicCase.id).limit(MOST_PER_PASS).with_for_update(of=PublicCase)


def _follow(public: PublicCase, case: Case, now: dt.datetime) -> None:
    before = _told(public)
    tell(public, case)
    for name in FACTS:
        setattr(public, name, getattr(case, name))
    _follow_days(public, case)
    public.clocks_at = newest_change(case) or now
    if _told(public) != before:
        # Otherwise the moment alone would tell that something happened that is not published yet.
        public.updated_at = now


def _told(public: PublicCase) -> list[Any]:
    days = [row.taken_at for row in public.decisions]
    return [public.clocks, public.timeline, public.status, days, *(getattr(public, it) for it in FACTS)]


def _follow_days(public: PublicCase, case: Case) -> None:
    """Correct the days of published decisions; how long publication took is counted from there."""
    by_ordinal = {decision.ordinal: decision for decision in case.decisions}
    for row in public.decisions:
        taken_at = by_ordinal[row.ordinal].taken_at
        if row.taken_at != taken_at:
            row.taken_at = taken_at
            row.lag_seconds = max(0, int((row.published_at - taken_at).total_seconds()))
