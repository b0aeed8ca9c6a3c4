"""What can be counted of a published case: told from the projection alone, in one place for all who count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.registry.models import COMMISSION_LEVELS, COURT_LEVELS, OTHER_KINDS

COMMISSION, COURT, OTHER = "commission", "court", "other"
# The levels of each kind of body that decides.
LEVELS_OF: Mapping[str, tuple[str, ...]] = {
    COMMISSION: COMMISSION_LEVELS,
    COURT: COURT_LEVELS,
    **{kind: (kind,) for kind in OTHER_KINDS},
}
# Besides the outcomes of decisions: what has no decision yet, and what has one that is not shown.
PENDING, NOT_SHOWN = "pending", "not-shown"
IN_TIME, LATE, UNMEASURED = "in-time", "late", "unmeasured"
# Statuses of the case file, as the projection tells them.
OPEN = ("registered", "returned-for-defects", "admitted", "reopened")
DECIDED = "decided"
REVIEW, FILING = "review", "filing"
# Clocks that another took the place of, and such as no longer apply.
REPLACED, MOOT = "replaced", "moot"


def forum_of(body_level: str) -> str:
    """Return what kind of body decides: a commission, a court, a prosecutor, the police, or another one."""
    return next((forum for forum, levels in LEVELS_OF.items() if body_level in levels), OTHER)


def forum_in(body_level: Any) -> sa.ColumnElement[str]:
    """Return the same for a column that holds the level of the body."""
    return sa.case(*((body_level.in_(levels), forum) for forum, levels in LEVELS_OF.items()), else_=OTHER)


def ending_decision(case: PublicCase) -> PublicDecision | None:
    """Return the shown decision that ended the case; None while it is pending, anew for instance."""
    return None if case.status in OPEN else case.newest_final


def result_of(case: PublicCase) -> str:
    """Return how the case ended: an outcome, ``pending``, or ``not-shown`` when its decision is not shown."""
    if case.status in OPEN:
        return PENDING
    decision = case.newest_final
    if decision is not None and decision.outcome:
        return decision.outcome
    return NOT_SHOWN if case.status == DECIDED else case.status


def timeliness_of(case: PublicCase) -> str:
    """Return whether every limit to decide was met; ``unmeasured`` when none of them was judged."""
    if case.status in OPEN:
        return PENDING
    states = {clock["state"] for clock in _clocks(case, REVIEW)}
    if "missed" in states:
        return LATE
    return IN_TIME if "met" in states else UNMEASURED


def due_at_of(case: PublicCase) -> dt.datetime | None:
    """Return when the first running limit to decide a pending case ends; a stayed one does not run."""
    if case.status not in OPEN:
        return None
    running = [clock["due_at"] for clock in _clocks(case, REVIEW) if clock["state"] == "running"]
    return min((dt.datetime.fromisoformat(at) for at in running), default=None)


def last_day_of(case: PublicCase, role: str) -> dt.date | None:
    """Return the last day of the clock with a role that counts: the limit that the law gave.

    One that no longer applies is told only where no other ran: the limit of a complaint that was withdrawn.
    """
    standing = [clock for clock in _clocks(case, role) if clock["state"] != REPLACED]
    found = min(standing, key=lambda clock: clock["state"] == MOOT, default=None)
    return dt.date.fromisoformat(found["due_on"]) if found else None


def has_limit_to_contest(case: PublicCase, decision: PublicDecision) -> bool:
    """Tell whether the decision says how, or the register until when, it can be contested."""
    limits = {clock.get("decision") for clock in _clocks(case, "appeal")}
    return bool(decision.appeal_route.strip()) or decision.ordinal in limits


def _clocks(case: PublicCase, role: str) -> list[dict[str, Any]]:
    return [clock for clock in case.clocks if clock["role"] == role]
