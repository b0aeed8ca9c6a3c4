"""From an edition and an event to the last day and the instant at which it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from casetracker.law import counting
from casetracker.law.counting import Count
from casetracker.law.errors import MissingFact
from casetracker.law.facts import day_of
from casetracker.law.working import Working


class Moments(NamedTuple):
    """The dates, the instants (UTC) at which they end, and the local wall-clock hour of that."""

    dates: Count
    strict_at: datetime
    due_at: datetime
    hour: str


def last_moments(work: Working) -> Moments:
    """Return when the time ends: by the calendar plan, at once, or by counting.

    Raises:
        MissingFact: the period is in hours and the event has no time of day.
        OutsideCalendar: working days are needed for a year that the calendar does not cover.
    """
    zone, hour = work.facts.zone, work.edition.hour
    plan = work.facts.overrides.get(work.rule.id)
    if plan is not None:
        count, hour = Count(plan.on, plan.on), plan.hour or hour
        work.note("override", due_on=plan.on.isoformat(), source=plan.source)
    elif work.immediate:
        count, hour = Count(work.day, work.day), "24:00"
    elif work.edition.period.unit == "hour":
        return _count_hours(work)
    else:
        count = _count(work)
    strict_at = counting.instant_at(count.strict_on, hour, zone)
    return Moments(count, strict_at, counting.instant_at(count.due_on, hour, zone), hour)


def _count_hours(work: Working) -> Moments:
    if not isinstance(work.event, datetime):
        raise MissingFact(rule=work.rule.id, fact="event-time")
    amount, sign = work.edition.period.amount, 1 if work.edition.direction == "forward" else -1
    due_at = work.event.astimezone(UTC) + timedelta(hours=sign * amount)
    local = work.facts.local(due_at)
    work.note(f"count-hours-{work.edition.direction}", amount=amount, unit="hour")
    return Moments(Count(day_of(local), day_of(local)), due_at, due_at, f"{local:%H:%M}")


def _count(work: Working) -> Count:
    edition, amount, unit = work.edition, work.edition.period.amount, work.edition.period.unit
    start = work.day
    if edition.day_zero == "next-working-day":
        start = work.calendar.first_working_day(start)
    if edition.direction == "backward":
        backward = counting.backward_months if unit == "month" else counting.backward_days
        count = backward(start, amount, edition.reading, edition.other_reading)
    elif unit == "working-day":
        count = counting.forward_working_days(start, amount, work.calendar)
    else:
        count = (counting.forward_months if unit == "month" else counting.forward_days)(start, amount)
    _note_count(work, start, count)
    return _roll(work, count)


def _note_count(work: Working, start: date, count: Count) -> None:
    edition, unit = work.edition, work.edition.period.unit
    if edition.direction == "backward":
        code = f"count-backward-{edition.reading}"
    else:
        code = f"count-{unit}" if edition.period.amount else "count-same-day"
    work.note(
        code,
        amount=edition.period.amount,
        unit=unit,
        start_on=start.isoformat(),
        due_on=count.due_on.isoformat(),
    )
    if edition.direction == "forward" and count.strict_on != count.due_on:
        work.note("strict-reading", strict_on=count.strict_on.isoformat())
    if count.other_on is not None and count.other_on != count.due_on:
        work.note("other-reading", other_on=count.other_on.isoformat())
    if unit == "working-day" and work.calendar.incomplete_years & {start.year, count.due_on.year}:
        work.warnings.append("calendar-incomplete")


def _roll(work: Working, count: Count) -> Count:
    if work.edition.roll == "next-working-day":
        rolled = counting.roll_forward(count, work.calendar)
        if rolled != count:
            work.note("rolled", from_on=count.due_on.isoformat(), due_on=rolled.due_on.isoformat())
        return rolled
    if work.edition.direction == "forward" and work.is_day_off(count.due_on):
        work.note("day-off-kept", due_on=count.due_on.isoformat())
    return count
