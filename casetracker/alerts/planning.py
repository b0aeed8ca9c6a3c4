"""What is to be told about a clock at a given moment: values in, values out.

Each notice has a moment from which it holds. At any time at most one of them is current: the one
whose moment came last. So a scheduler that slept for forty days tells what is true now and nothing
that has been overtaken, and there is no window that a pass could miss.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from casetracker.alerts.quiet import DAY, Quiet, zone_named
from casetracker.alerts.rules import AlertRules

HOUR = dt.timedelta(hours=1)

IMMEDIATE = "deadline-immediate"
REMINDER = "deadline-reminder"
STRICT = "deadline-strict"
OVERDUE = "deadline-overdue"

MOVED = "deadline-moved"
STAYED = "clock-stayed"
RESUMED = "clock-resumed"
# What is told of a clock because it was computed again; everything else is told because time passes.
CHANGES = (MOVED, STAYED, RESUMED)

# Why a notice of the same intent is told a second time about the same clock. Besides these: ``24h`` and
# the like before the end, ``again-3`` of what must be done immediately, ``day-3`` after the end.
ONCE = "once"
EARLY = "early"
HALF = "half"
LAST_DAY = "last-day"
DAYS_OVER = "day-"
# No clock that demands the act immediately runs for longer; a wrong date must not make thousands of notices.
MOST_REPEATED = 100


class ClockTimes(Protocol):
    """The times of a clock; a ``CaseDeadline`` has them, and so has a row with these columns."""

    @property
    def started_at(self) -> dt.datetime: ...
    @property
    def strict_on(self) -> dt.date: ...
    @property
    def due_on(self) -> dt.date: ...
    @property
    def warn_on(self) -> dt.date: ...
    @property
    def due_at(self) -> dt.datetime: ...
    @property
    def set_at(self) -> dt.datetime: ...
    @property
    def zone(self) -> str: ...
    @property
    def immediate(self) -> bool: ...


@dataclass(frozen=True)
class Notice:
    """Something to tell about a clock, true from ``at`` until the next notice of the clock begins."""

    at: dt.datetime
    intent: str
    occurrence: str = ONCE

    def stem(self, deadline_id: int) -> str:
        """Return what the keys of all mails that tell this notice begin with."""
        return f"{stem_of_clock(deadline_id)}{self.intent}/{self.occurrence}"

    @property
    def days_over(self) -> int:
        """Return how many days ago the time limit had ended when this is told; 0 before the first is over."""
        return int(self.occurrence.removeprefix(DAYS_OVER)) if self.occurrence.startswith(DAYS_OVER) else 0


def stem_of_clock(deadline_id: int) -> str:
    """Return what the keys of all mails about a clock begin with."""
    return f"deadline:{deadline_id}/"


def notices_of(
    clock: ClockTimes,
    rules: AlertRules,
    voting_on: dt.date | None = None,
    around: dt.datetime | None = None,
) -> list[Notice]:
    """Return every notice of a clock, in the order in which they overtake each other.

    With *around*, of those after the end only the ones near that moment, the current one and the next among
    them: a planner that looks at very many clocks is spared the others.

    What falls into quiet hours is told when they end, unless the clock ends before: a warning is worth
    more than a night's sleep. A clock that demands the act immediately knows no quiet hours. Overdue is
    never told before ``due_at``.
    """
    quiet = Quiet(rules, clock.zone, voting_on)
    overdue = [replace(notice, at=quiet.after(notice.at)) for notice in _overdue(clock, rules, around)]
    if clock.immediate:
        return [*_immediate(clock, rules), *overdue]
    before = sorted(_before(clock, rules), key=lambda ranked: (ranked[1].at, ranked[0]))
    kept = [(notice, quiet.after(notice.at)) for _rank, notice in before]
    return [*(replace(it, at=later) if later < clock.due_at else it for it, later in kept), *overdue]


def _immediate(clock: ClockTimes, rules: AlertRules) -> Iterator[Notice]:
    yield Notice(clock.started_at, IMMEDIATE)
    for turn in range(1, MOST_REPEATED if rules.immediate_every else 0):
        at = clock.started_at + turn * rules.immediate_every * HOUR
        if at >= clock.due_at:
            return
        yield Notice(at, IMMEDIATE, f"again-{turn}")


def _before(clock: ClockTimes, rules: AlertRules) -> Iterator[tuple[int, Notice]]:
    """Yield what is told before the end, each with its rank: of two at once the higher is told."""
    if clock.warn_on < clock.strict_on:
        # By another reading of the law the act is demanded at once.
        yield 0, Notice(_start_of(clock.warn_on, clock), REMINDER, EARLY)
    others = list(_near_the_end(clock, rules))
    half = clock.started_at + (clock.due_at - clock.started_at) / 2
    # Not where half was over before the clock was set: a clock that was resumed or moved tells that instead.
    if rules.half and half > clock.set_at and all(half < notice.at for _rank, notice in others):
        yield 1, Notice(half, REMINDER, HALF)
    yield from others


def _near_the_end(clock: ClockTimes, rules: AlertRules) -> Iterator[tuple[int, Notice]]:
    for hours in rules.hours_before:
        at = clock.due_at - hours * HOUR
        if at > clock.started_at:
            yield 2, Notice(at, REMINDER, f"{hours}h")
    if rules.strict_day and clock.strict_on < clock.due_on:
        yield 3, Notice(_start_of(clock.strict_on, clock), STRICT)
    if rules.last_day:
        yield 4, Notice(_start_of(clock.due_on, clock), REMINDER, LAST_DAY)


def _overdue(clock: ClockTimes, rules: AlertRules, around: dt.datetime | None) -> Iterator[Notice]:
    yield Notice(clock.due_at, OVERDUE)
    first, last = 1, rules.overdue_days
    if around is not None:
        # Quiet hours put a notice off by less than a day.
        over = (around - clock.due_at) // DAY
        first, last = max(first, min(over - 1, last)), min(last, over + 2)
    for days in range(first, last + 1):
        yield Notice(clock.due_at + days * DAY, OVERDUE, f"{DAYS_OVER}{days}")


def current_notice(notices: Sequence[Notice], clock: ClockTimes, now: dt.datetime) -> Notice | None:
    """Return the notice of a clock that holds at *now*, or None while there is nothing to tell."""
    begun = [it for it in notices if it.at <= now and is_still_useful(it.intent, clock, now)]
    # Of two that begin together the later in the list wins: it is the more urgent one.
    return max(enumerate(begun), key=lambda item: (item[1].at, item[0]))[1] if begun else None


def told_at(notice: Notice, clock: ClockTimes, quiet: Quiet, now: dt.datetime) -> dt.datetime:
    """Return when the current notice is told: now, or when the quiet hours end that it is now."""
    later = quiet.after(now)
    waits = notice.intent == OVERDUE or (notice.intent != IMMEDIATE and later < clock.due_at)
    return later if waits else now


def next_moment(notices: Sequence[Notice], now: dt.datetime) -> dt.datetime | None:
    """Return when the next notice begins after *now*, or None when none does."""
    return min((notice.at for notice in notices if notice.at > now), default=None)


def is_overtaken(
    notices: Sequence[Notice], clock: ClockTimes, told: tuple[str, str], now: dt.datetime
) -> bool:
    """Tell whether another notice took the place of *told* (intent and occurrence) while it waited."""
    if not is_still_useful(told[0], clock, now):
        return True
    places = {(notice.intent, notice.occurrence): place for place, notice in enumerate(notices)}
    current = current_notice(notices, clock, now)
    if current is None or told not in places:
        return False
    return places[(current.intent, current.occurrence)] > places[told]


def change_notice(*, at: dt.datetime, is_stayed: bool, was_stayed: bool) -> Notice:
    """Return what is to be told of a clock that took the place of another, at *at*.

    It stands still, or runs again, or its last day moved; the caller has seen that one of these is so.
    """
    if is_stayed:
        return Notice(at, STAYED)
    return Notice(at, RESUMED if was_stayed else MOVED)


def is_still_useful(intent: str, clock: ClockTimes, now: dt.datetime) -> bool:
    """Tell whether a notice has not been overtaken by the end of the clock."""
    return intent == OVERDUE or intent in CHANGES or now < clock.due_at


def _start_of(day: dt.date, clock: ClockTimes) -> dt.datetime:
    """Return when *day* begins in the clock's zone, but not before the clock itself."""
    begins = dt.datetime.combine(day, dt.time(), tzinfo=zone_named(clock.zone)).astimezone(dt.UTC)
    return max(begins, clock.started_at)
