"""Published clocks follow the case: a last day that moved must not stand in the register as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.audit.actions import record
from casetracker.cases.clocks import FILING
from casetracker.cases.models import Case, CaseDeadline, Event
from casetracker.publication.clocks import newest_clock, public_clocks, public_timeline
from casetracker.publication.models import PublicCase

FOLLOWER = "system:publication"
MOST_PER_PASS = 200
FACTS = ("received_at", "receipt_known", "contested_on", "is_late")
# What a decision did to a clock is published with the decision, not before it.
JUDGEMENTS = ("deadline-met", "deadline-missed")
NAMES_A_DECISION = {"number", "decision"}
OPEN = ("running", "stayed", "moot")
Clock = dict[str, Any]
Key = tuple[str, str, int | None]


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
    if len(public.decisions) == len(case.decisions):
        public.clocks, public.timeline = public_clocks(case), public_timeline(case.events)
        public.status = case.status
    else:
        current = {_key(told): told for told in public_clocks(case) if _is_told_before_decision(told)}
        public.clocks = _updated(public.clocks, current)
        hidden = _only_in(public_timeline(filter(_is_of_a_decision, case.events)), public.timeline)
        public.timeline = _only_in(public_timeline(case.events), hidden)
    for name in FACTS:
        setattr(public, name, getattr(case, name))
    public.clocks_at = newest_clock(case) or now
    if _told(public) != before:
        # Otherwise the moment alone would tell that something happened that is not published yet.
        public.updated_at = now


def _told(public: PublicCase) -> list[Any]:
    return [public.clocks, public.timeline, public.status, *(getattr(public, name) for name in FACTS)]


def _is_told_before_decision(clock: Clock) -> bool:
    return clock["state"] in OPEN or clock["role"] == FILING


def _is_of_a_decision(event: Event) -> bool:
    """Tell whether an event shows that a decision was taken: that a stay ended by it, too."""
    is_named = not NAMES_A_DECISION.isdisjoint(event.data)
    return is_named or event.kind in JUDGEMENTS or event.data.get("reason") == "decided"


def _only_in(these: Sequence[Clock], others: Sequence[Clock]) -> list[Clock]:
    return [item for item in these if item not in others]


def _key(clock: Clock) -> Key:
    return clock["role"], clock["rule"], clock.get("decision")


def _updated(published: Sequence[Clock], current: dict[Key, Clock]) -> list[Clock]:
    kept = [current.pop(_key(clock), clock) for clock in published]
    # A clock that could not be computed before; a limit of appeal is published with its decision.
    return [*kept, *(clock for clock in current.values() if clock["role"] != "appeal")]
