"""The clocks of a case and what happened in it, as the public sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from casetracker.cases.history import standing
from casetracker.cases.models import Case, CaseDeadline, Event

# Told without the reasons that staff write down for themselves.
PUBLIC_EVENTS = frozenset(
    {
        "filed",
        "received",
        "registered",
        "filed-late",
        "stayed",
        "resumed",
        "stay-ended",
        "deadline-moved",
        "decision-taken",
        "interim-decision",
        "decision-corrected",
        "deadline-met",
        "deadline-missed",
        "published",
        "publication-corrected",
        "publication-withdrawn",
    }
)


def public_clock(clock: CaseDeadline) -> dict[str, Any]:
    """Return a clock with its trace, as JSON: the register's own words and dates, no text of a person."""
    ordinals = {decision.id: decision.ordinal for decision in clock.case.decisions}
    return {
        "role": clock.role,
        "rule": clock.rule_id,
        # The same limit of appeal runs for each decision.
        "decision": ordinals.get(clock.decision_id or 0),
        # Each party's own service starts its own limit; who it is nobody is told.
        "party": _place(clock),
        "party_role": clock.party.role if clock.party else None,
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


def _place(clock: CaseDeadline) -> int | None:
    """Return the place among the parties of the case of the one whose clock it is."""
    ids = [party.id for party in clock.case.parties]
    return ids.index(clock.party_id) + 1 if clock.party_id in ids else None


def public_clocks(case: Case) -> list[dict[str, Any]]:
    """Return every clock of a case that counts."""
    return [public_clock(clock) for clock in case.deadlines if clock.state != "replaced"]


def newest_change(case: Case) -> dt.datetime | None:
    """Return when the newest clock of a case was set or a fact of it corrected, None when neither was.

    What is told up to that one is remembered, not up to now: a clock may bear a moment that has passed when
    the transaction that sets it ends.
    """
    corrected = [event.recorded_at for event in case.events if event.kind == "corrected"]
    return max([*(clock.set_at for clock in case.deadlines), *corrected], default=None)


def public_timeline(events: Iterable[Event]) -> list[dict[str, str]]:
    """Return what happened and when, as it is known now."""
    # One correction may move two clocks; the public reads that once.
    told = dict.fromkeys(item for item in standing(events) if item[0] in PUBLIC_EVENTS)
    return [{"kind": kind, "at": at.isoformat()} for kind, at in told]
