"""Conventions of counting, as tables."""

from __future__ import annotations

from datetime import date

import pytest

from casetracker.law import OutsideCalendar, UnknownZone, end_of_day, instant_at
from casetracker.law.calendar import Calendar
from casetracker.law.counting import (
    Reading,
    add_months,
    backward_days,
    backward_months,
    forward_days,
    forward_months,
)
from casetracker.lawbook import LawBook


@pytest.mark.parametrize(
    ("event", "amount", "strict_on", "due_on"),
    [
        ("2022-11-03", 10, "2022-11-12", "2022-11-13"),  # Thu -> Sat, Sun
        ("2022-12-27", 10, "2023-01-05", "2023-01-06"),  # over the year's end
        ("2024-02-20", 10, "2024-02-29", "2024-03-01"),  # leap day
        ("2023-02-20", 10, "2023-03-01", "2023-03-02"),
        ("2022-11-10", 0, "2022-11-10", "2022-11-10"),  # the same day
        ("2022-11-10", 1, "2022-11-10", "2022-11-11"),
    ],
)
def test_forward_days(event: str, amount: int, strict_on: str, due_on: str) -> None:
    count = forward_days(date.fromisoformat(event), amount)
    assert (count.strict_on.isoformat(), count.due_on.isoformat()) == (strict_on, due_on)


@pytest.mark.parametrize(
    ("reading", "other", "strict_on", "due_on", "other_on"),
    [
        ("clear", None, "2020-11-30", "2020-11-30", None),  # E-41
        ("clear", "plain", "2020-11-30", "2020-11-30", "2020-12-01"),
        ("plain", None, "2020-12-01", "2020-12-01", None),  # E-40
        ("plain", "clear", "2020-11-30", "2020-12-01", "2020-11-30"),
    ],
)
def test_forty_days_before_voting(
    reading: Reading, other: Reading | None, strict_on: str, due_on: str, other_on: str | None
) -> None:
    count = backward_days(date(2021, 1, 10), 40, reading, other)
    assert [day and day.isoformat() for day in count] == [strict_on, due_on, other_on]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2023-01-31", 1, "2023-02-28"),  # no such date: the last day of the month
        ("2024-01-31", 1, "2024-02-29"),
        ("2022-11-20", 1, "2022-12-20"),
        ("2022-12-20", 1, "2023-01-20"),
        ("2022-08-01", 3, "2022-11-01"),
        ("2023-03-31", -1, "2023-02-28"),
        ("2023-01-14", -1, "2022-12-14"),
        ("2022-11-20", 0, "2022-11-20"),
    ],
)
def test_months(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == expected


def test_months_forward_and_backward_have_both_readings() -> None:
    assert forward_months(date(2022, 11, 20), 1) == (date(2022, 12, 19), date(2022, 12, 20), None)
    assert backward_months(date(2023, 12, 20), 1, "plain", "clear") == (
        date(2023, 11, 19),
        date(2023, 11, 20),
        date(2023, 11, 19),
    )


@pytest.mark.parametrize(
    ("day", "hour", "zone", "instant"),
    [
        ("2022-11-20", "24:00", "Asia/Almaty", "2022-11-20T18:00:00+00:00"),
        ("2022-11-20", "24:00", "Asia/Aqtobe", "2022-11-20T19:00:00+00:00"),
        ("2022-11-19", "18:00", "Asia/Almaty", "2022-11-19T12:00:00+00:00"),
        ("2022-11-19", "00:00", "Asia/Almaty", "2022-11-18T18:00:00+00:00"),
        ("2024-02-28", "24:00", "Asia/Almaty", "2024-02-28T18:00:00+00:00"),
        ("2024-02-29", "24:00", "Asia/Almaty", "2024-02-29T19:00:00+00:00"),  # a day of 25 hours
        ("2024-03-01", "24:00", "Asia/Almaty", "2024-03-01T19:00:00+00:00"),
    ],
)
def test_the_instant_of_a_local_hour(day: str, hour: str, zone: str, instant: str) -> None:
    assert instant_at(date.fromisoformat(day), hour, zone).isoformat() == instant


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Asia", "almaty\x00"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(UnknownZone):
        end_of_day(date(2022, 11, 20), zone)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2022-10-21", True),  # Friday
        ("2022-10-22", True),  # Saturday, worked for Monday the 24th
        ("2022-10-23", False),  # Sunday
        ("2022-10-24", False),  # Monday, moved day off
        ("2022-10-25", False),  # Republic Day
        ("2021-10-25", True),  # not yet a holiday in 2021
        ("2025-01-05", True),  # Sunday, worked for Friday the 3rd
        ("2025-01-07", False),  # Orthodox Christmas
        ("2026-05-27", False),  # first day of Kurban Ait
        ("2027-03-15", False),  # Constitution Day by the new Constitution
        ("2027-08-30", True),  # the old one is gone
    ],
)
def test_working_days_of_kazakhstan(book: LawBook, day: str, works: bool) -> None:
    assert book.calendar.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2028, 1, 1)])
def test_outside_the_covered_years_nothing_is_guessed(book: LawBook, day: date) -> None:
    with pytest.raises(OutsideCalendar) as refusal:
        book.calendar.is_working_day(day)
    assert refusal.value.params == {"on": day.isoformat(), "first": "2019-01-01", "last": "2027-12-31"}


def test_a_calendar_rolls_to_the_first_working_day() -> None:
    assert Calendar(2022, 2022).first_working_day(date(2022, 11, 12)) == date(2022, 11, 14)  # Sat -> Mon
