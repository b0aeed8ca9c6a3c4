"""Published clocks follow the case: a last day that moved must not stand in the register as it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.audit.actions import record
from casetracker.cases.models import Case, CaseDeadline
from casetracker.publication.clocks import newest_clock
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
    newer = sa.exists().where(CaseDeadline.case_id == Case.id, CaseDeadline.set_at > PublicCase.clocks_at)
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
    public.clocks_at = newest_clock(case) or now
    if _told(public) != before:
        # Otherwise the moment alone would tell that something happened that is not published yet.
        public.updated_at = now


def _told(public: PublicCase) -> list[Any]:
    return [public.clocks, public.timeline, public.status, *(getattr(public, name) for name in FACTS)]
