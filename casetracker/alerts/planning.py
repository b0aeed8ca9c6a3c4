"""What is to be told about a clock at a given moment: values in, values out.

Each notice has a moment from which it holds. At any time exactly one of them is current: the one
whose moment came last. So a scheduler that slept for three days tells what is true now and nothing
that has been overtaken, and there is no window that a pass could miss.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

LEAD = dt.timedelta(hours=24)

IMMEDIATE = "deadline-immediate"
REMINDER = "deadline-reminder"
STRICT = "deadline-strict"
OVERDUE = "deadline-overdue"

MOVED = "deadline-moved"
STAYED = "clock-stayed"
RESUMED = "clock-resumed"
# What is told of a clock because it was computed again; everything else is told because time passes.
CHANGES = (MOVED, STAYED, RESUMED)

# Why a notice of the same intent is told a second time about the same clock.
ONCE = "once"
EARLY = "early"
LAST_DAY = "last-day"


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

    def key(self, deadline_id: int, user_id: int) -> str:
        """Return the unique key of the mail that tells one user."""
        return f"{self.stem(deadline_id)}/user:{user_id}"


def stem_of_clock(deadline_id: int) -> str:
    """Return what the keys of all mails about a clock begin with."""
    return f"deadline:{deadline_id}/"


def notices_of(clock: ClockTimes, lead: dt.timedelta = LEAD) -> list[Notice]:
    """Return every notice of a clock, in the order in which they overtake each other.

    A clock that demands the act immediately is told at once. Any other is told on the strict last
    day (when that is not the last day itself) and *lead* before its end, or at half of its time when
    all of it is shorter than *lead*; and at once, on the day to warn by, when another reading of the
    law would demand the act immediately. Overdue is never told before ``due_at``.
    """
    overdue = Notice(clock.due_at, OVERDUE)
    if clock.immediate:
        return [Notice(clock.started_at, IMMEDIATE), overdue]
    notices = []
    if clock.warn_on < clock.strict_on:
        notices.append(Notice(_start_of(clock.warn_on, clock), REMINDER, EARLY))
    if clock.strict_on < clock.due_on:
        notices.append(Notice(_start_of(clock.strict_on, clock), STRICT))
    length = clock.due_at - clock.started_at
    reminder_at = clock.due_at - (lead if length > lead else length / 2)
    notices.append(Notice(reminder_at, REMINDER, LAST_DAY))
    return [*notices, overdue]


def current_notice(clock: ClockTimes, now: dt.datetime, lead: dt.timedelta = LEAD) -> Notice | None:
    """Return the notice that holds at *now*, or None while there is nothing to tell yet."""
    begun = [notice for notice in notices_of(clock, lead) if notice.at <= now]
    # Of two that begin together the later in the list wins: it is the more urgent one.
    return max(enumerate(begun), key=lambda item: (item[1].at, item[0]))[1] if begun else None


def change_notice(*, at: dt.datetime, is_stayed: bool, was_stayed: bool) -> Notice:
    """Return what is to be told of a clock that took the place of another, at *at*.

    It stands still, or runs again, or its last day moved; the caller has seen that one of these is so.
    """
    if is_stayed:
        return Notice(at, STAYED)
    return Notice(at, RESUMED if was_stayed else MOVED)


def is_still_useful(intent: str, clock: ClockTimes, now: dt.datetime) -> bool:
    """Tell whether a notice that waited (for a mail server, say) has not been overtaken by the end."""
    return intent == OVERDUE or intent in CHANGES or now < clock.due_at


def message_id_of(key: str, domain: str) -> str:
    """Return the Message-ID of a mail: always the same for a key, so that a resend is recognisable."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def _start_of(day: dt.date, clock: ClockTimes) -> dt.datetime:
    """Return when *day* begins in the clock's zone, but not before the clock itself."""
    begins = dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(clock.zone)).astimezone(dt.UTC)
    return max(begins, clock.started_at)
