"""Laws of stays: what stood still is given back, day for day, and no clock runs out while it stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from casetracker.law import Calendar, Deadline, Edition, Facts, Period, Stay, StayEffect, compute
from tests.law.generated import CITATIONS, calendars, days, editions, rows_of_stays, rule_of, zones

ZONE = "Asia/Almaty"
ONE_DAY = timedelta(days=1)
# A count that nothing but a stay moves: the day after the event is the first, and nothing rolls.
plain = st.builds(
    Edition,
    valid_from=st.just(date(2016, 1, 1)),
    valid_to=st.just(date(2026, 6, 30)),
    citations=st.just(CITATIONS),
    period=st.builds(Period, st.integers(1, 40), st.sampled_from(("day", "working-day"))),
)
calendar_days = plain.map(lambda edition: replace(edition, period=Period(edition.period.amount, "day")))
working_days = plain.map(
    lambda edition: replace(edition, period=Period(edition.period.amount, "working-day"))
)
lengths = st.integers(0, 60)


def due(edition: Edition, day: date, calendar: Calendar, *stays: Stay) -> Deadline:
    return compute(rule_of(edition), Facts(day, ZONE, stays=stays), calendar)


def stay(day: date, after: int, length: int | None) -> Stay:
    begins = day + timedelta(days=after)
    return Stay(begins, "other", "notice", None if length is None else begins + timedelta(days=length))


def counted_day_by_day(edition: Edition, day: date, calendar: Calendar, stays: tuple[Stay, ...]) -> date:
    """Count as one would on a wall calendar, crossing out the days on which the case stood still."""
    left = edition.period.amount
    for offset in count(1):
        on = day + timedelta(days=offset)
        crossed = any(it.until is not None and it.from_on <= on < it.until for it in stays)
        if not crossed and (edition.period.unit == "day" or calendar.is_working_day(on)):
            left -= 1
        if not left:
            return on
    raise AssertionError("a count has an end")


@given(st.data(), plain, days, calendars())
def test_any_stays_come_out_as_on_a_wall_calendar(
    data: st.DataObject, edition: Edition, day: date, calendar: Calendar
) -> None:
    stays = data.draw(rows_of_stays(day + ONE_DAY))
    assert due(edition, day, calendar, *stays).due_on == counted_day_by_day(edition, day, calendar, stays)


@given(st.data(), calendar_days, days, lengths)
def test_a_stay_of_some_days_moves_calendar_days_by_exactly_as_many(
    data: st.DataObject, edition: Edition, day: date, length: int
) -> None:
    after = data.draw(st.integers(0, edition.period.amount))
    calendar = Calendar(2018, 2030)
    without, stayed = due(edition, day, calendar), due(edition, day, calendar, stay(day, after, length))
    assert stayed.due_on - without.due_on == timedelta(days=length)
    assert stayed.strict_on <= stayed.due_on
    assert stayed.is_running


@given(st.data(), working_days, days, lengths, calendars())
def test_a_stay_gives_back_at_least_the_working_days_it_took(
    data: st.DataObject, edition: Edition, day: date, length: int, calendar: Calendar
) -> None:
    without = due(edition, day, calendar)
    after = data.draw(st.integers(1, (without.due_on - day).days))
    its = stay(day, after, length)
    stayed = due(edition, day, calendar, its)
    taken = calendar.working_days_between(
        its.from_on, min(its.until or day, without.due_on + ONE_DAY) - ONE_DAY
    )
    given_back = calendar.working_days_between(without.due_on + ONE_DAY, stayed.due_on)
    assert given_back >= taken


@given(st.data(), editions(direction="forward"), days, calendars())
def test_a_clock_that_stands_still_is_never_late(
    data: st.DataObject, edition: Edition, day: date, calendar: Calendar
) -> None:
    without = due(edition, day, calendar)
    after = data.draw(st.integers(1, max(1, (without.due_on - day).days)))
    standing = due(edition, day, calendar, stay(day, after, None))
    if day + timedelta(days=after) > without.due_on:
        assert standing.is_running  # it had run out before
        return
    assert not standing.is_running
    assert standing.stayed_on == day + timedelta(days=after)
    assert standing.remaining is not None
    resumed = due(edition, day, calendar, stay(day, after, data.draw(st.integers(0, 200))))
    assert resumed.is_running
    assert resumed.remaining is None
    assert resumed.due_on >= standing.due_on


@given(st.data(), plain, days, calendars())
def test_what_is_left_is_what_there_is_after_the_resumption(
    data: st.DataObject, edition: Edition, day: date, calendar: Calendar
) -> None:
    without = due(edition, day, calendar)
    after = data.draw(st.integers(1, (without.due_on - day).days))
    length = data.draw(st.integers(1, 60))
    standing, resumed = (due(edition, day, calendar, stay(day, after, it)) for it in (None, length))
    goes_on = day + timedelta(days=after + length)
    if edition.period.unit == "day":
        assert standing.remaining == (resumed.due_on - goes_on).days + 1
    else:
        assert standing.remaining == calendar.working_days_between(goes_on, resumed.due_on)


@given(calendar_days, days, st.integers(1, 60), st.sampled_from(("terminate", "forward")))
def test_a_stay_that_ends_a_clock_ends_it_on_its_day(
    edition: Edition, day: date, after: int, effect: str
) -> None:
    ending = replace(edition, stays={"other": StayEffect(effect, CITATIONS)})  # type: ignore[arg-type]
    calendar = Calendar(2018, 2030)
    ended = due(ending, day, calendar, stay(day, after, None))
    if after > edition.period.amount:
        assert ended.is_running  # what was overdue stays overdue
        assert ended.ended_by is None
        return
    assert not ended.is_running
    assert (ended.ended_on, ended.ended_by) == (day + timedelta(days=after), effect)
    assert ended.stayed_on is None


@given(calendar_days, days, st.integers(1, 60), st.integers(0, 60))
def test_a_stay_before_the_event_moves_nothing(edition: Edition, day: date, before: int, length: int) -> None:
    calendar = Calendar(2018, 2030)
    its = stay(day, -before - length, length)
    assert due(edition, day, calendar, its).due_on == due(edition, day, calendar).due_on


@given(days, st.integers(0, 23), st.integers(1, 200), st.integers(0, 300), st.integers(0, 300), zones)
def test_hours_are_given_back_to_the_hour(
    day: date, hour: int, amount: int, after: int, length: int, zone: str
) -> None:
    edition = Edition(date(2016, 1, 1), date(2026, 6, 30), CITATIONS, Period(amount, "hour"))
    event = datetime.fromisoformat(f"{day}T{hour:02}:00+00:00")
    begins = event + timedelta(hours=after)
    its = Stay(begins, "other", "notice", begins + timedelta(hours=length))
    deadline = compute(rule_of(edition), Facts(event, zone, stays=(its,)), Calendar(2018, 2030))
    stood = length if after <= amount else 0
    assert deadline.due_at == event + timedelta(hours=amount + stood)
