"""Day-count conventions: which day is the first, which the last, and the instant at which it ends.

The election law has no general rule on the first day, on weekends or on the hour, so each count gives a
strict date, a due date and, where practice knows one, the date of the other reading.
"""

from __future__ import annotations

import calendar as month_table
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from casetracker.law.calendar import ONE_DAY, Calendar
from casetracker.law.errors import UnknownZone

Unit = Literal["day", "working-day", "month", "hour"]
FirstDay = Literal["next", "event"]
"""What a forward count begins with: the day after the event, or the event's own day."""
Reading = Literal["clear", "plain"]
"""How "N days before" is read: ``clear`` leaves N full days between (E-N-1), ``plain`` subtracts N (E-N)."""


class Count(NamedTuple):
    """The outcome of counting, all civil dates.

    ``strict_on`` is the earliest date that any reading gives, ``due_on`` the date of the reading that is
    followed, and ``other_on`` the date of the other reading where the rule has one.
    """

    strict_on: date
    due_on: date
    other_on: date | None = None


def forward_days(event: date, amount: int, first_day: FirstDay = "next") -> Count:
    """Count calendar days: strict with the event day, due without it or with it; 0 is the same day."""
    return _forward(event + timedelta(days=amount), amount, first_day)


def _forward(due_on: date, amount: int, first_day: FirstDay) -> Count:
    strict_on = due_on - ONE_DAY if amount else due_on
    return Count(strict_on, due_on if first_day == "next" else strict_on, None)


def backward_days(event: date, amount: int, reading: Reading, other: Reading | None) -> Count:
    """Count "N days before" the event by the reading of practice, with the other reading beside it."""
    return _backward(event - timedelta(days=amount), reading, other)


def backward_months(event: date, amount: int, reading: Reading, other: Reading | None) -> Count:
    """Count "N months before" the event; a missing date becomes the last day of its month."""
    return _backward(add_months(event, -amount), reading, other)


def backward_working_days(
    event: date, amount: int, reading: Reading, other: Reading | None, calendar: Calendar
) -> Count:
    """Count "N working days before" the event; ``clear`` leaves N working days between."""
    plain_on = calendar.subtract_working_days(event, amount)
    clear_on = calendar.subtract_working_days(event, amount + 1)
    return _by_readings({"plain": plain_on, "clear": clear_on}, reading, other)


def _backward(plain_on: date, reading: Reading, other: Reading | None) -> Count:
    return _by_readings({"plain": plain_on, "clear": plain_on - ONE_DAY}, reading, other)


def _by_readings(dates: Mapping[Reading, date], reading: Reading, other: Reading | None) -> Count:
    due_on = dates[reading]
    other_on = dates[other] if other else None
    return Count(min(due_on, other_on or due_on), due_on, other_on)


def forward_months(event: date, amount: int, first_day: FirstDay = "next") -> Count:
    """Count months forward to the same number of the month; with the event day counted, to the day before."""
    return _forward(add_months(event, amount), amount, first_day)


def forward_working_days(event: date, amount: int, calendar: Calendar, first_day: FirstDay = "next") -> Count:
    """Count working days after the event; strict also counts the event day when it is worked."""
    due_on = calendar.add_working_days(event, amount)
    if not amount or not calendar.is_working_day(event):
        return Count(due_on, due_on, None)
    strict_on = calendar.add_working_days(event, amount - 1)
    return Count(strict_on, due_on if first_day == "next" else strict_on, None)


def add_months(day: date, months: int) -> date:
    """Return the same number of the month so many months away; a missing date becomes the last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = month_table.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def roll_forward(count: Count, calendar: Calendar) -> Count:
    """Move a due date that is a day off to the next working day; the strict date never moves."""
    return count._replace(due_on=calendar.first_working_day(count.due_on))


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Return the IANA zone of that name.

    Raises:
        UnknownZone: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise UnknownZone(zone=name) from problem


def end_of_day(day: date, zone: str) -> datetime:
    """Return the instant (UTC) at which that day is over: 00:00 of the next day, local time."""
    return instant_at(day, "24:00", zone)


def instant_at(day: date, hour: str, zone: str) -> datetime:
    """Return the instant (UTC) of a local wall-clock hour ``HH:MM``; ``24:00`` is the end of the day."""
    if hour == "24:00":
        day, clock = day + ONE_DAY, time(0)
    else:
        clock = time.fromisoformat(hour)
    return datetime.combine(day, clock, tzinfo=zone_of(zone)).astimezone(UTC)
