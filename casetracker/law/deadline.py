"""A computed deadline and the steps that led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from casetracker.law.rules import Citation


@dataclass(frozen=True)
class Step:
    """One step of a computation: a code that ``explain`` has a sentence for, and JSON-able parameters."""

    code: str
    params: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the step as JSON-able values."""
        return {"code": self.code, "params": dict(self.params)}


@dataclass(frozen=True)
class Deadline:
    """Until when something must be done.

    Attributes:
        strict_on: the earliest last day that any reading of the law gives: warn by this one.
        due_on: the last day of the reading that is followed: nothing is late before it has ended.
        strict_at: the instant (UTC) at which ``strict_on`` ends at the rule's hour, local time.
        due_at: the same for ``due_on``.
        immediate: the law demands the act immediately; the dates are the event's own day.
        disputed: ids of the open questions of law that touch this date.
        warnings: codes of doubts about facts or data, told by ``explain``.
        other_on: the date by the other reading of "N days before", where there is one.
        warn_on: the day to warn by: the event's own day when another reading would make it "immediately".
        stayed_on: since when the clock stands still; the dates then only hold what was left, and nothing
            becomes late by them.
        remaining: how many days (working days, hours) are left while it stands still.
        ended_on: the day on which a stay ended the clock before its time.
        ended_by: whether it was terminated, or forwarded to another body.
        trace: the steps; the first holds every fact, so that ``engine.replay`` gives the same deadline.
    """

    rule_id: str
    edition: str
    citations: tuple[Citation, ...]
    zone: str
    strict_on: date
    due_on: date
    strict_at: datetime
    due_at: datetime
    immediate: bool
    disputed: tuple[str, ...]
    warnings: tuple[str, ...]
    other_on: date | None
    warn_on: date
    trace: tuple[Step, ...]
    stayed_on: date | None = None
    remaining: int | None = None
    ended_on: date | None = None
    ended_by: Literal["terminate", "forward"] | None = None

    @property
    def is_running(self) -> bool:
        """Say whether the time runs: it neither stands still nor was it ended before its end."""
        return self.stayed_on is None and self.ended_on is None

    def trace_dicts(self) -> list[dict[str, Any]]:
        """Return the trace as JSON-able values, ready to be stored and replayed."""
        return [step.to_dict() for step in self.trace]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-able values; dates and instants are ISO 8601."""
        return {
            "rule": self.rule_id,
            "edition": self.edition,
            "citations": [citation.to_dict() for citation in self.citations],
            "zone": self.zone,
            "strict_on": self.strict_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "strict_at": self.strict_at.isoformat(),
            "due_at": self.due_at.isoformat(),
            "immediate": self.immediate,
            "disputed": list(self.disputed),
            "warnings": list(self.warnings),
            "other_on": self.other_on and self.other_on.isoformat(),
            "warn_on": self.warn_on.isoformat(),
            "stayed_on": self.stayed_on and self.stayed_on.isoformat(),
            "remaining": self.remaining,
            "ended_on": self.ended_on and self.ended_on.isoformat(),
            "ended_by": self.ended_by,
            "trace": self.trace_dicts(),
        }
