"""The clocks of a case and what happened in it, as the public sees them."""

from __future__ import annotations

from typing import Any

from casetracker.cases.models import CaseDeadline, Event

# What moved a clock; told without its reason, which staff write for themselves.
MOVING_EVENTS = frozenset({"stayed", "resumed", "stay-ended", "deadline-moved"})
PUBLIC_EVENTS = MOVING_EVENTS | {
    "filed",
    "received",
    "registered",
    "filed-late",
    "decision-taken",
    "deadline-met",
    "deadline-missed",
    "published",
}


def public_clock(clock: CaseDeadline) -> dict[str, Any]:
    """Return a clock with its trace, as JSON: the register's own words and dates, no text of a person."""
    return {
        "role": clock.role,
        "rule": clock.rule_id,
        "edition": clock.edition,
        "citations": clock.citations,
        "trace": clock.trace,
        "disputed": clock.disputed,
        "strict_on": clock.strict_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "due_at": clock.due_at.isoformat(),
        "zone": clock.zone,
        "immediate": clock.immediate,
        "state": clock.state,
        "stayed_on": clock.stayed_on.isoformat() if clock.stayed_on else None,
        "remaining": clock.remaining,
        "ended_at": clock.ended_at.isoformat() if clock.ended_at else None,
    }


def public_event(event: Event) -> dict[str, str]:
    """Return what happened and when."""
    return {"kind": event.kind, "at": event.at.isoformat()}
