"""Laws of the engine that hold for any date."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casetracker.law import Calendar, Facts, Rule, Source, SpecialDay, compute, replay
from casetracker.law.counting import add_months, backward_days, end_of_day, forward_days, forward_working_days
from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR

BOOK: LawBook = load_lawbook(CONFIG_DIR)
ZONES = BOOK.calendar.zones
FIRST, LAST = date(2021, 7, 1), date(2025, 6, 30)
days = st.dates(FIRST, LAST)
zones = st.sampled_from(ZONES)
SOURCE = Source("trial", "https://example.org", date(2026, 10, 30))


def rules_where(**wanted: str) -> list[Rule]:
    return [
        rule
        for rule in BOOK.rules
        if rule.editions[-1].valid_from <= FIRST
        and all(getattr(rule.editions[-1], key) == value for key, value in wanted.items())
    ]


FORWARD = rules_where(direction="forward")
ANY = [rule for rule in rules_where() if rule.editions[-1].period.unit != "hour"]
CALM = [rule for rule in FORWARD if rule.editions[-1].proximity is None]
# Hypothesis takes bounds without zone and adds the zone itself.
INSTANTS = st.datetimes(
    datetime.fromisoformat("2021-07-02"), datetime.fromisoformat("2025-06-29"), timezones=st.just(UTC)
)
voting = st.dates(date(2021, 8, 1), date(2026, 6, 30))


def day_off(day: date) -> SpecialDay:
    return SpecialDay(day, "holiday", {"kk": "к", "ru": "р", "en": "e"}, SOURCE)


@given(st.sampled_from(ANY), days, zones)
def test_strict_is_never_after_due(rule: Rule, day: date, zone: str) -> None:
    deadline = compute(rule, Facts(day, zone, election_day=day + timedelta(days=20)), BOOK.calendar)
    assert deadline.strict_on <= deadline.due_on
    assert deadline.strict_at <= deadline.due_at
    assert deadline.warn_on <= deadline.strict_on


@given(st.sampled_from(CALM), days, st.integers(0, 40), zones)
def test_a_later_event_never_gives_an_earlier_deadline(rule: Rule, day: date, later: int, zone: str) -> None:
    first = compute(rule, Facts(day, zone), BOOK.calendar)
    second = compute(rule, Facts(day + timedelta(days=later), zone), BOOK.calendar)
    assert first.due_on <= second.due_on
    assert first.strict_on <= second.strict_on
    assert first.due_at <= second.due_at


@given(st.sampled_from(FORWARD), days, st.sets(st.integers(1, 60), max_size=12), zones)
def test_more_holidays_never_make_a_deadline_earlier(
    rule: Rule, day: date, offsets: set[int], zone: str
) -> None:
    more = BOOK.calendar.with_days(day_off(day + timedelta(days=offset)) for offset in offsets)
    facts = Facts(day, zone, election_day=day + timedelta(days=30))
    assert compute(rule, facts, BOOK.calendar).due_at <= compute(rule, facts, more).due_at


@given(days, st.integers(1, 30), st.integers(1, 40))
def test_a_worked_weekend_never_makes_a_deadline_later(day: date, amount: int, offset: int) -> None:
    worked = SpecialDay(day + timedelta(days=offset), "worked", {"kk": "к", "ru": "р", "en": "e"}, SOURCE)
    fewer = forward_working_days(day, amount, BOOK.calendar.with_days([worked])).due_on
    assert fewer <= forward_working_days(day, amount, BOOK.calendar).due_on


@given(
    st.sampled_from(ANY),
    st.one_of(days, INSTANTS),
    st.integers(-5, 40),
    st.one_of(st.none(), st.integers(0, 5)),
    zones,
)
def test_a_trace_replays_to_the_same_deadline(
    rule: Rule, event: date | datetime, until_voting: int, until_results: int | None, zone: str
) -> None:
    day = event.date() if isinstance(event, datetime) else event
    election_day = day + timedelta(days=until_voting)
    results_on = None if until_results is None else election_day + timedelta(days=until_results)
    facts = Facts(event, zone, election_day, results_on, called_on=election_day - timedelta(days=60))
    deadline = compute(rule, facts, BOOK.calendar)
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


@given(days, st.integers(0, 60))
def test_counting_back_undoes_counting_forward(day: date, amount: int) -> None:
    due_on = forward_days(day, amount).due_on
    assert backward_days(due_on, amount, "plain", None).due_on == day
    assert backward_days(due_on, amount, "clear", None).due_on == day - timedelta(days=1)


@given(days, st.integers(0, 24), st.integers(0, 24))
def test_more_months_are_never_earlier(day: date, fewer: int, more: int) -> None:
    assert add_months(day, fewer) <= add_months(day, fewer + more)
    assert add_months(day, -fewer - more) <= add_months(day, -fewer)


@given(st.sampled_from([rule for rule in FORWARD if rule not in CALM]), voting, st.integers(0, 4), zones)
def test_near_voting_an_immediate_rule_is_due_the_same_day(
    rule: Rule, election_day: date, before: int, zone: str
) -> None:
    proximity = rule.editions[-1].proximity
    assert proximity is not None
    day = election_day - timedelta(days=min(before, proximity.days_before))
    deadline = compute(rule, Facts(day, zone, election_day), BOOK.calendar)
    assert deadline.immediate
    assert deadline.strict_on == deadline.due_on == day


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_of_the_calendar_is_known(zone: str) -> None:
    assert end_of_day(date(2024, 6, 1), zone).tzinfo is UTC


def test_a_calendar_without_weekends_counts_every_day() -> None:
    calendar = Calendar(2000, 2100, weekend=frozenset())
    assert forward_working_days(date(2022, 11, 3), 10, calendar) == forward_days(date(2022, 11, 3), 10)
