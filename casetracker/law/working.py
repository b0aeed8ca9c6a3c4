"""What one computation has found so far: the state that the steps of the engine share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from casetracker.law.calendar import Calendar
from casetracker.law.deadline import Step
from casetracker.law.facts import Facts, day_of
from casetracker.law.proximity import Nearness
from casetracker.law.rules import Edition, Rule

NEAR_VOTING_DAYS = 5
"""Article 49 speaks of "less than five days before voting"; the fifth day is its disputed boundary."""


@dataclass
class Working:
    """The inputs of one computation, its doubts and its trace."""

    rule: Rule
    facts: Facts
    calendar: Calendar
    edition: Edition
    event: date | datetime
    nearness: Nearness | None = None
    disputed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    trace: list[Step] = field(default_factory=list)
    stayed_on: date | None = None
    remaining: int | None = None
    ended_on: date | None = None
    ended_by: Literal["terminate", "forward"] | None = None
    warn_on: date | None = None

    @property
    def day(self) -> date:
        """Return the local civil date of the event."""
        return day_of(self.event)

    @property
    def immediate(self) -> bool:
        """Say whether the act is due immediately."""
        return self.nearness is not None and self.nearness.is_immediate

    @property
    def may_be_immediate(self) -> bool:
        """Say whether another reading would make the act due immediately."""
        return self.nearness is not None and self.nearness.may_be_immediate

    @property
    def is_running(self) -> bool:
        """Say whether the time runs: no stay stops or ended it."""
        return self.stayed_on is None and self.ended_on is None

    @property
    def near_voting(self) -> bool:
        """Say whether the event falls on the days that Article 49 may turn into "immediately"."""
        voting = self.facts.election_day
        return voting is not None and 0 <= (voting - self.day).days <= NEAR_VOTING_DAYS

    def is_day_off(self, day: date) -> bool:
        """Say whether bodies rest on that day; they work on voting day and its eve (Article 48(1))."""
        voting = self.facts.election_day
        if self.calendar.voting_days_worked and voting and 0 <= (voting - day).days <= 1:
            return False
        return self.calendar.falls_on_day_off(day)

    def note(self, code: str, **params: object) -> None:
        """Write one step to the trace; the parameters must be JSON-able."""
        self.trace.append(Step(code, params))
