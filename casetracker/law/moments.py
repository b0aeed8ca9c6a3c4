"""From an edition and an event to the last day and the instant at which it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from casetracker.law import counting
from casetracker.law.counting import Count
from casetracker.law.errors import MissingFact
from casetracker.law.facts import day_of
from casetracker.law.staying import stay_days, stay_hours
from casetracker.law.working import Working


class Moments(NamedTuple):
    """The dates, the instants (UTC) at which they end, and the local wall-clock hour of that."""

    dates: Count
    strict_at: datetime
    due_at: datetime
    hour: str


def last_moments(work: Working) -> Moments:
    """Return when the time ends: by the calendar plan, at once, or by counting; stays move it.

    Raises:
        MissingFact: the period is in hours and the event has no time of day.
        OutsideCalendar: working days are needed for a year that the calendar does not cover.
    """
    plan, hour = work.facts.overrides.get(work.rule.id), work.edition.hour
    if plan is not None:
        work.note("override", due_on=plan.on.isoformat(), source=plan.source)
        return _at_hour(work, Count(plan.on, plan.on), plan.hour or hour)
    if work.immediate:
        # Nothing is left to roll: the act was due on the day of the event itself.
        return _at_hour(work, _stayed(work, Count(work.day, work.day)), "24:00")
    if work.edition.period.unit == "hour":
        return _count_hours(work)
    return _at_hour(work, _roll(work, _stayed(work, _count(work))), hour)


def _at_hour(work: Working, count: Count, hour: str) -> Moments:
    strict_at, due_at = (
        counting.instant_at(on, hour, work.facts.zone) for on in (count.strict_on, count.due_on)
    )
    return Moments(count, strict_at, due_at, hour)


def _stayed(work: Working, count: Count) -> Count:
    # A date before voting day is an end that proceedings do not move.
    if not work.facts.stays or work.edition.direction == "backward":
        return count
    return stay_days(work, count)


def _count_hours(work: Working) -> Moments:
    if not isinstance(work.event, datetime):
        raise MissingFact(rule=work.rule.id, fact="event-time")
    amount, sign = work.edition.period.amount, 1 if work.edition.direction == "forward" else -1
    due_at = work.event.astimezone(UTC) + timedelta(hours=sign * amount)
    work.note(f"count-hours-{work.edition.direction}", amount=amount, unit="hour")
    if work.facts.stays and work.edition.direction == "forward":
        due_at = stay_hours(work, due_at)
    local = work.facts.local(due_at)
    return Moments(Count(day_of(local), day_of(local)), due_at, due_at, f"{local:%H:%M}")


def _count(work: Working) -> Count:
    edition, start = work.edition, work.day
    if edition.day_zero == "next-working-day":
        start = work.calendar.first_working_day(start)
    count = (_count_back if edition.direction == "backward" else _count_on)(work, start)
    _note_count(work, start, count)
    return count


def _count_back(work: Working, start: date) -> Count:
    edition, amount, unit = work.edition, work.edition.period.amount, work.edition.period.unit
    readings = (edition.reading, edition.other_reading)
    if unit == "working-day":
        return counting.backward_working_days(start, amount, *readings, work.calendar)
    if unit == "month":
        return counting.backward_months(start, amount, *readings)
    return counting.backward_days(start, amount, *readings)


def _count_on(work: Working, start: date) -> Count:
    first_day, amount, unit = work.edition.first_day, work.edition.period.amount, work.edition.period.unit
    if unit == "working-day":
        return counting.forward_working_days(start, amount, work.calendar, first_day)
    if unit == "month":
        return counting.forward_months(start, amount, first_day)
    return counting.forward_days(start, amount, first_day)


def _note_count(work: Working, start: date, count: Count) -> None:
    edition, unit = work.edition, work.edition.period.unit
    if edition.direction == "backward":
        code = f"count-backward-{edition.reading}"
    else:
        code = f"count-{unit}" if edition.period.amount else "count-same-day"
        if edition.first_day == "event" and edition.period.amount:
            code += "-with-event"
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
    if not work.is_running:
        # There is no last day that could fall on a day off.
        return count
    if work.edition.roll == "next-working-day":
        rolled = counting.roll_forward(count, work.calendar)
        if rolled != count:
            work.note("rolled", from_on=count.due_on.isoformat(), due_on=rolled.due_on.isoformat())
        return rolled
    if work.edition.direction == "forward" and work.is_day_off(count.due_on):
        work.note("day-off-kept", due_on=count.due_on.isoformat())
    return count
