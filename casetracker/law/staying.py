"""What stays of the proceedings do to a clock: they stop it, end it, or end it here.

The election law says that a commission stays its case while a court has the same matter (Article 20(9)); it
does not say how the rest of the time is counted. Here the day of the stay and the days until the day of the
resumption are not counted: what was left on the day of the stay is left on the day of the resumption. A stay
from the event's own day moves the dates by its whole length, as if the event had happened at its end.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from casetracker.law.calendar import ONE_DAY
from casetracker.law.counting import Count, zone_of
from casetracker.law.facts import Stay, day_of
from casetracker.law.proximity import judge
from casetracker.law.rules import StayEffect
from casetracker.law.working import Working

SUSPENDED = StayEffect("suspend")
"""What the law says of no ground by name: a stay stops the clock."""


def stay_days(work: Working, count: Count) -> Count:
    """Move the dates by the stays: what was left of the time is left when the proceedings go on."""
    for stay, begins, ends in _in_order(work):
        begins_on, ends_on = day_of(begins), None if ends is None else day_of(ends)
        if begins_on > _reach(work, count.due_on):
            # What was overdue by then stays overdue.
            continue
        if _is_over(work, stay, begins_on):
            break
        left = _left(work, _first_counted(work, begins_on, count), count.due_on)
        if ends_on is None:
            _stand_still(work, stay, begins_on, left)
            break
        if ends_on > begins_on:
            strict_on = _moved(work, count.strict_on, begins_on, ends_on)
            # Stayed between the last day counted and the working day it moves to: only that day is left.
            overtaken = begins_on > count.due_on
            due_on = ends_on if overtaken else _moved(work, count.due_on, begins_on, ends_on)
            moved = Count(strict_on, due_on, None)
            _go_on(work, stay, begins_on, ends, left, moved.due_on)
            count = moved
    return count


def stay_hours(work: Working, due_at: datetime) -> datetime:
    """Move the instant at which a period of hours ends by the stays, to the second."""
    for stay, begins, ends in _in_order(work):
        begins_at = _instant(work, begins)
        if begins_at > due_at:
            continue
        if _is_over(work, stay, day_of(begins)):
            break
        left = int((due_at - begins_at).total_seconds() // 3600)
        if ends is None:
            _stand_still(work, stay, day_of(begins), left)
            break
        due_at += _instant(work, ends) - begins_at
        _go_on(work, stay, day_of(begins), ends, left, day_of(work.facts.local(due_at)))
    return due_at


def _in_order(work: Working) -> list[tuple[Stay, date | datetime, date | datetime | None]]:
    """Return the stays with local moments, by their beginning; what overlaps or precedes the event is cut."""
    found: list[tuple[Stay, date | datetime, date | datetime | None]] = []
    floor = work.event
    for stay in sorted(work.facts.stays, key=lambda it: _instant(work, work.facts.local(it.from_on))):
        begins = _later(work, floor, work.facts.local(stay.from_on))
        ends = None if stay.until is None else work.facts.local(stay.until)
        if ends is not None and _instant(work, ends) < _instant(work, begins):
            continue
        found.append((stay, begins, ends))
        floor = begins if ends is None else ends
    return found


def _later(work: Working, one: date | datetime, other: date | datetime) -> date | datetime:
    return one if _instant(work, one) > _instant(work, other) else other


def _instant(work: Working, moment: date | datetime) -> datetime:
    """Return a moment as an instant; a civil date is its first one."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, time(0), tzinfo=zone_of(work.facts.zone)).astimezone(UTC)


def _effect(work: Working, stay: Stay) -> StayEffect:
    return work.edition.stays.get(stay.ground, SUSPENDED)


def _is_over(work: Working, stay: Stay, begins_on: date) -> bool:
    """Note it when the stay ends the clock for good."""
    effect = _effect(work, stay)
    if effect.effect == "suspend":
        return False
    work.ended_on, work.ended_by = begins_on, effect.effect
    work.note(f"stay-{effect.effect}", **_told(stay, effect), from_on=begins_on.isoformat())
    return True


def _reach(work: Working, due_on: date) -> date:
    """Return the last day on which the time still runs: a last day off may move to a working day."""
    return (
        due_on if work.immediate or work.edition.roll == "never" else work.calendar.first_working_day(due_on)
    )


def _first_counted(work: Working, begins_on: date, count: Count) -> date:
    """Return the first day of the stay that the count would have used: it may begin after the event's day."""
    if begins_on == work.day < count.due_on and work.edition.first_day == "next":
        return begins_on + ONE_DAY
    return begins_on


def _left(work: Working, first: date, last: date) -> int:
    if first > last:
        return 1
    if work.edition.period.unit == "working-day":
        return work.calendar.working_days_between(first, last)
    return (last - first).days + 1


def _moved(work: Working, on: date, begins_on: date, ends_on: date) -> date:
    if begins_on > on:
        return on
    if work.edition.period.unit == "working-day":
        left = work.calendar.working_days_between(begins_on, on)
        return work.calendar.add_working_days(ends_on - ONE_DAY, left)
    return on + (ends_on - begins_on)


def _stand_still(work: Working, stay: Stay, begins_on: date, left: int) -> None:
    work.stayed_on, work.remaining = begins_on, left
    work.note(
        "stay-running",
        **_told(stay, _effect(work, stay)),
        **_amount(work, left),
        from_on=begins_on.isoformat(),
    )


def _go_on(
    work: Working, stay: Stay, begins_on: date, ends: date | datetime | None, left: int, due_on: date
) -> None:
    if ends is None:
        raise ValueError("only a stay that ended lets a clock go on")
    work.note(
        "stay-over",
        **_told(stay, _effect(work, stay)),
        **_amount(work, left),
        from_on=begins_on.isoformat(),
        until_on=day_of(ends).isoformat(),
        due_on=due_on.isoformat(),
    )
    voting, proximity, results = work.facts.election_day, work.edition.proximity, work.facts.results_on
    if voting is not None and proximity is not None and not work.immediate:
        announced = None if results is None else work.facts.local(results)
        if judge(proximity, ends, voting, announced).is_immediate:
            work.warnings.append("resumed-near-voting")
            work.warn_on = day_of(ends)


def _amount(work: Working, left: int) -> dict[str, object]:
    unit = work.edition.period.unit
    return {"amount": left, "unit": "day" if unit == "month" else unit}


def _told(stay: Stay, effect: StayEffect) -> dict[str, object]:
    citations = [citation.to_dict() for citation in effect.citations]
    return {"ground": stay.ground, "source": stay.source, "citations": citations}
