"""How near voting day an event falls, for rules that then demand an act "immediately".

Election law, Articles 20(10), 48(3), 49; Administrative Procedural and Process-Related Code, Articles 163(1)
and 164(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal


class Nearness(StrEnum):
    """Where an event falls with regard to voting day and the announcement of results."""

    FAR = "far"
    BOUNDARY = "boundary"
    BEFORE_VOTING = "before-voting"
    VOTING_DAY = "voting-day"
    BEFORE_RESULTS = "before-results"
    RESULTS_NOT_KNOWN = "results-not-known"
    RESULTS_DAY = "results-day"
    AFTER = "after"

    @property
    def is_immediate(self) -> bool:
        """Say whether the act is due immediately."""
        return self in _IMMEDIATE

    @property
    def may_be_immediate(self) -> bool:
        """Say whether another reading of the law or of the facts would make the act due immediately."""
        return self in (Nearness.BOUNDARY, Nearness.RESULTS_DAY)


_IMMEDIATE = frozenset(
    {Nearness.BEFORE_VOTING, Nearness.VOTING_DAY, Nearness.BEFORE_RESULTS, Nearness.RESULTS_NOT_KNOWN}
)


@dataclass(frozen=True)
class Proximity:
    """When a rule turns into "immediately".

    Attributes:
        days_before: the first immediate day is this many days before voting ("less than five days": 4).
        until: the last immediate moment: voting day itself, or the announcement of results.
        boundary_days: the day, counted before voting, on which the law can be read either way.
    """

    days_before: int
    until: Literal["voting-day", "results"]
    boundary_days: int | None = None


def judge(
    rule: Proximity, event: date | datetime, election_day: date, results: date | datetime | None
) -> Nearness:
    """Say where the event falls. Instants must already be in the body's own zone."""
    day = event.date() if isinstance(event, datetime) else event
    before = (election_day - day).days
    if before > 0:
        return _before_voting(rule, before)
    if before == 0:
        return Nearness.VOTING_DAY
    if rule.until == "voting-day":
        return Nearness.AFTER
    return _after_voting(event, results)


def _before_voting(rule: Proximity, before: int) -> Nearness:
    if before <= rule.days_before:
        return Nearness.BEFORE_VOTING
    return Nearness.BOUNDARY if before == rule.boundary_days else Nearness.FAR


def _after_voting(event: date | datetime, results: date | datetime | None) -> Nearness:
    if results is None:
        return Nearness.RESULTS_NOT_KNOWN
    if isinstance(event, datetime) and isinstance(results, datetime):
        return Nearness.BEFORE_RESULTS if event < results else Nearness.AFTER
    event_on, results_on = (item.date() if isinstance(item, datetime) else item for item in (event, results))
    if event_on == results_on:
        return Nearness.RESULTS_DAY
    return Nearness.BEFORE_RESULTS if event_on < results_on else Nearness.AFTER


def immediate_from(rule: Proximity, election_day: date) -> date:
    """Return the first day on which the rule demands an act immediately."""
    return election_day - timedelta(days=rule.days_before)
