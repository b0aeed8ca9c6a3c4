"""Laws of counting that hold for any rule, calendar and date."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casetracker.law import Calendar, Edition, Facts, LawError, Period, Rule, RuleSet, compute, replay
from casetracker.law.counting import add_months, backward_days, end_of_day, forward_days, forward_working_days
from tests.law.generated import (
    BOOK,
    FIRST,
    ZONES,
    calendars,
    days,
    editions,
    instants,
    rule_of,
    sensible_facts,
    special,
    whole_rules,
    zones,
)

# The rules as they ship; `ALL` is what one date can be asked of.
ALL = [rule for rule in BOOK.rules if rule.editions[-1].valid_from <= FIRST]
NEAR = [rule for rule in ALL if rule.editions[-1].proximity is not None]
voting = st.dates(date(2021, 8, 1), date(2026, 6, 30))
later = st.integers(0, 40)


def compute_on(edition: Edition, day: date, zone: str, calendar: Calendar):
    return compute(rule_of(edition), Facts(day, zone), calendar)


@given(whole_rules(), sensible_facts(), calendars())
def test_the_strict_date_is_never_after_the_due_date(rule: Rule, facts: Facts, calendar: Calendar) -> None:
    try:
        deadline = compute(rule, facts, calendar)
    except LawError:
        return
    assert deadline.strict_on <= deadline.due_on
    assert deadline.strict_at <= deadline.due_at
    assert deadline.warn_on <= deadline.due_on
    if not facts.stays:
        assert deadline.warn_on <= deadline.strict_on


@given(editions(), days, later, zones, calendars())
def test_a_later_event_never_gives_an_earlier_deadline(
    edition: Edition, day: date, by: int, zone: str, calendar: Calendar
) -> None:
    first = compute_on(edition, day, zone, calendar)
    second = compute_on(edition, day + timedelta(days=by), zone, calendar)
    assert first.due_on <= second.due_on
    assert first.strict_on <= second.strict_on
    assert first.due_at <= second.due_at


@given(editions(), st.integers(1, 20), days, zones, calendars())
def test_a_longer_period_never_ends_nearer_to_the_event(
    edition: Edition, more: int, day: date, zone: str, calendar: Calendar
) -> None:
    period = Period(edition.period.amount + more, edition.period.unit)
    shorter = compute_on(edition, day, zone, calendar)
    longer = compute_on(replace(edition, period=period), day, zone, calendar)
    if edition.direction == "backward":
        shorter, longer = longer, shorter
    assert shorter.due_at <= longer.due_at
    assert shorter.strict_at <= longer.strict_at


@given(editions(), days, st.sets(st.integers(-60, 60), max_size=12), zones, calendars())
def test_more_holidays_never_make_a_deadline_tighter(
    edition: Edition, day: date, offsets: set[int], zone: str, calendar: Calendar
) -> None:
    with_more = calendar.with_days(special(day + timedelta(days=offset)) for offset in offsets)
    few, many = compute_on(edition, day, zone, calendar), compute_on(edition, day, zone, with_more)
    if edition.direction == "forward":
        assert few.due_at <= many.due_at
        assert few.strict_at <= many.strict_at
    elif edition.day_zero == "event":
        assert many.due_at <= few.due_at  # counted back: the more rest, the earlier one must begin


@given(editions(direction="forward"), days, st.integers(-5, 40), zones, calendars())
def test_a_worked_day_of_rest_never_makes_a_deadline_later(
    edition: Edition, day: date, offset: int, zone: str, calendar: Calendar
) -> None:
    worked = calendar.with_days([special(day + timedelta(days=offset), "worked")])
    assert compute_on(edition, day, zone, worked).due_at <= compute_on(edition, day, zone, calendar).due_at


@given(whole_rules(), sensible_facts(), calendars())
def test_a_trace_replays_to_the_same_deadline(rule: Rule, facts: Facts, calendar: Calendar) -> None:
    try:
        deadline = compute(rule, facts, calendar)
    except LawError:
        return
    stored = json.loads(json.dumps(deadline.trace_dicts()))
    assert replay(stored, RuleSet({rule.id: rule}), calendar) == deadline


@given(st.sampled_from(list(BOOK.rules)), st.data())
def test_a_trace_of_a_shipped_rule_replays(rule: Rule, data: st.DataObject) -> None:
    facts = data.draw(sensible_facts(rule.id))
    try:
        deadline = compute(rule, facts, BOOK.calendar)
    except LawError:
        return
    stored = json.loads(json.dumps(deadline.trace_dicts()))
    assert replay(stored, BOOK.rules, BOOK.calendar) == deadline


@given(st.dates(date(2018, 1, 1), date(2027, 12, 31)), zones)
@example(date(2024, 2, 29), "Asia/Almaty")  # at midnight the clocks went back to 23:00
@example(date(2024, 3, 1), "Asia/Qostanay")
@example(date(2018, 12, 20), "Asia/Qyzylorda")
def test_a_day_ends_when_the_next_one_begins_locally(day: date, zone: str) -> None:
    local = end_of_day(day, zone).astimezone(ZoneInfo(zone))
    assert local.date() == day + timedelta(days=1)
    assert local.time() == time(0)
    assert (end_of_day(day, zone) - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date() == day


@pytest.mark.parametrize("zone", ZONES)
def test_days_ended_at_six_or_five_hours_and_at_five_since_march_2024(zone: str) -> None:
    before = 6 if zone in ("Asia/Almaty", "Asia/Qostanay") else 5
    hours = {date(2024, 2, 28): before, date(2024, 2, 29): 5, date(2024, 3, 1): 5, date(2026, 3, 15): 5}
    for day, offset in hours.items():
        midnight = datetime.combine(day + timedelta(days=1), time(0), tzinfo=UTC)
        assert midnight - end_of_day(day, zone) == timedelta(hours=offset)


@given(instants, zones)
def test_an_instant_counts_on_its_local_day(instant: datetime, zone: str) -> None:
    rule = BOOK.rules.get("commission-decision.appeal.filing")
    local = instant.astimezone(ZoneInfo(zone))
    by_instant = compute(rule, Facts(instant, zone), BOOK.calendar)
    assert by_instant.due_on == compute(rule, Facts(local.date(), zone), BOOK.calendar).due_on
    assert by_instant.due_on == local.date() + timedelta(days=10)


@given(days, st.integers(0, 60))
def test_counting_back_undoes_counting_forward(day: date, amount: int) -> None:
    due_on = forward_days(day, amount).due_on
    assert backward_days(due_on, amount, "plain", None).due_on == day
    assert backward_days(due_on, amount, "clear", None).due_on == day - timedelta(days=1)


@given(days, st.integers(0, 40), calendars())
def test_counting_working_days_back_undoes_counting_them_forward(
    day: date, amount: int, calendar: Calendar
) -> None:
    start = calendar.first_working_day(day)
    assert calendar.subtract_working_days(calendar.add_working_days(start, amount), amount) == start


@given(days, st.integers(0, 24), st.integers(0, 24))
def test_more_months_are_never_earlier(day: date, fewer: int, more: int) -> None:
    assert add_months(day, fewer) <= add_months(day, fewer + more)
    assert add_months(day, -fewer - more) <= add_months(day, -fewer)


@given(st.sampled_from(NEAR), voting, st.integers(0, 4), zones)
def test_near_voting_an_immediate_rule_is_due_the_same_day(
    rule: Rule, election_day: date, before: int, zone: str
) -> None:
    proximity = rule.editions[-1].proximity
    assert proximity is not None
    day = election_day - timedelta(days=min(before, proximity.days_before))
    deadline = compute(rule, Facts(day, zone, election_day), BOOK.calendar)
    assert deadline.immediate
    assert deadline.strict_on == deadline.due_on == day


def test_a_calendar_without_weekends_counts_every_day() -> None:
    calendar = Calendar(2000, 2100, weekend=frozenset())
    assert forward_working_days(date(2022, 11, 3), 10, calendar) == forward_days(date(2022, 11, 3), 10)
