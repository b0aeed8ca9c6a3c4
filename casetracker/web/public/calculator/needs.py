"""Which facts a rule needs: the calculator asks for these and for nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from casetracker.law import Rule

Wanted = Literal["needed", "helpful", "event", "no"]
"""Needed; not needed but of use; the very event that is counted from; of no use."""

VOTING, CALLING, RESULTS = "voting-day", "calling", "results-announced"


@dataclass(frozen=True)
class Needs:
    """What to ask for besides the day of the event.

    Attributes:
        clock: the time of day of the event.
        voting_day: the day of voting.
        results: the announcement of results.
        called: the day the election was called.
    """

    clock: Wanted
    voting_day: Wanted
    results: Wanted
    called: Wanted


def needs_of(rule: Rule) -> Needs:
    """Return what any wording of the rule needs: which one applies depends on the day that is asked for."""
    until_results = any(it.proximity and it.proximity.until == "results" for it in rule.editions)
    by_hours = any(it.period.unit == "hour" for it in rule.editions)
    by_voting = any(it.needs_election_day for it in rule.editions)
    counted_from = rule.counted_from
    return Needs(
        clock="needed" if by_hours else "helpful" if until_results else "no",
        voting_day="event" if counted_from == VOTING else "needed" if by_voting else "helpful",
        results="event" if counted_from == RESULTS else "helpful" if until_results else "no",
        called="event" if counted_from == CALLING else "helpful",
    )
