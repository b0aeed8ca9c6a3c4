"""Published clocks follow the case: a last day that moved must not stand in the register as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.audit.actions import record
from casetracker.cases.models import Case, CaseDeadline
from casetracker.publication.clocks import public_clocks, public_timeline
from casetracker.publication.models import PublicCase

FOLLOWER = "system:publication"
MOST_PER_PASS = 200
# What a decision did to a clock is published with the decision, not before it.
OF_DECISIONS = ("decision-taken", "deadline-met", "deadline-missed")
Clock = dict[str, Any]
Key = tuple[str, str, int | None]
OPEN = ("running", "stayed", "moot")


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
    if len(public.decisions) == len(case.decisions):
        public.clocks, public.timeline = public_clocks(case), public_timeline(case)
    else:
        current = {_key(told): told for told in public_clocks(case) if told["state"] in OPEN}
        public.clocks = _updated(public.clocks, current)
        known = [(item["kind"], item["at"]) for item in public.timeline]
        public.timeline = [
            item
            for item in public_timeline(case)
            if item["kind"] not in OF_DECISIONS or (item["kind"], item["at"]) in known
        ]
    public.is_late = case.is_late
    public.clocks_at = public.updated_at = now


def _key(clock: Clock) -> Key:
    return clock["role"], clock["rule"], clock.get("decision")


def _updated(published: Sequence[Clock], current: dict[Key, Clock]) -> list[Clock]:
    kept = [current.pop(_key(clock), clock) for clock in published]
    # A clock that could not be computed before; a limit of appeal is published with its decision.
    return [*kept, *(clock for clock in current.values() if clock["role"] != "appeal")]
