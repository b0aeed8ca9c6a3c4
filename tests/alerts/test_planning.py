"""When which notice about a clock holds: tables of moments with weekdays."""

from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.alerts.planning import LEAD, current_notice, is_still_useful, message_id_of, notices_of

ALMATY = "Asia/Almaty"


@dataclasses.dataclass(frozen=True)
class Clock:
    started_at: dt.datetime
    strict_on: dt.date
    due_on: dt.date
    warn_on: dt.date
    due_at: dt.datetime
    zone: str = ALMATY
    immediate: bool = False


def local(text: str, zone: str = ALMATY) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def clock(
    started: str,
    strict: str,
    due: str,
    *,
    warn: str = "",
    zone: str = ALMATY,
    immediate: bool = False,
    end: str = "",
) -> Clock:
    due_on = dt.date.fromisoformat(due)
    midnight = local((due_on + dt.timedelta(days=1)).isoformat(), zone)
    return Clock(
        started_at=local(started, zone),
        strict_on=dt.date.fromisoformat(strict),
        due_on=due_on,
        warn_on=dt.date.fromisoformat(warn or strict),
        due_at=local(end, zone) if end else midnight,
        zone=zone,
        immediate=immediate,
    )


# Received Monday; strict Wednesday, last day Thursday.
THREE_DAYS = clock("2022-11-21T10:00", "2022-11-23", "2022-11-24")
# Received Tuesday, five days before voting: by another reading immediately; else Saturday or Sunday.
BOUNDARY = clock("2022-11-15T09:00", "2022-11-19", "2022-11-20", warn="2022-11-15")
# Received on Saturday, the eve of voting day: immediately.
IMMEDIATE = clock("2022-11-19T16:30", "2022-11-19", "2022-11-19", immediate=True)
# Received Monday at 20:00, ends Tuesday 12:00: 16 hours in all, strict and last day the same.
SHORT = clock("2022-11-21T20:00", "2022-11-22", "2022-11-22", end="2022-11-22T12:00")
# One day, counted with the event's day: strict Monday itself, last day Tuesday.
ONE_DAY = clock("2022-11-21T10:00", "2022-11-21", "2022-11-22")
# An hour further west (until 1 March 2024).
WEST = clock("2022-11-21T10:00", "2022-11-23", "2022-11-24", zone="Asia/Aqtobe")


@pytest.mark.parametrize(
    ("given_clock", "moment", "told"),
    [
        (THREE_DAYS, "2022-11-21T10:00", None),  # Monday
        (THREE_DAYS, "2022-11-22T23:59:59", None),  # Tuesday
        (THREE_DAYS, "2022-11-23T00:00", "deadline-strict/once"),  # Wednesday
        (THREE_DAYS, "2022-11-23T23:59:59", "deadline-strict/once"),
        (THREE_DAYS, "2022-11-24T00:00", "deadline-reminder/last-day"),  # Thursday
        (THREE_DAYS, "2022-11-24T23:59:59", "deadline-reminder/last-day"),
        (THREE_DAYS, "2022-11-25T00:00", "deadline-overdue/once"),  # Friday
        (THREE_DAYS, "2022-12-25T00:00", "deadline-overdue/once"),
        (BOUNDARY, "2022-11-15T09:00", "deadline-reminder/early"),  # Tuesday, at once
        (BOUNDARY, "2022-11-18T12:00", "deadline-reminder/early"),
        (BOUNDARY, "2022-11-19T00:00", "deadline-strict/once"),  # Saturday
        (BOUNDARY, "2022-11-20T00:00", "deadline-reminder/last-day"),  # Sunday
        (BOUNDARY, "2022-11-21T00:00", "deadline-overdue/once"),  # Monday
        (IMMEDIATE, "2022-11-19T16:30", "deadline-immediate/once"),  # Saturday
        (IMMEDIATE, "2022-11-19T23:59:59", "deadline-immediate/once"),
        (IMMEDIATE, "2022-11-20T00:00", "deadline-overdue/once"),  # Sunday
        (SHORT, "2022-11-22T03:59:59", None),  # Tuesday, before half of the time
        (SHORT, "2022-11-22T04:00", "deadline-reminder/last-day"),
        (SHORT, "2022-11-22T11:59:59", "deadline-reminder/last-day"),
        (SHORT, "2022-11-22T12:00", "deadline-overdue/once"),
        (ONE_DAY, "2022-11-21T10:00", "deadline-strict/once"),  # Monday
        (ONE_DAY, "2022-11-22T00:00", "deadline-reminder/last-day"),  # Tuesday
        (ONE_DAY, "2022-11-23T00:00", "deadline-overdue/once"),  # Wednesday
        (WEST, "2022-11-25T00:59:59", "deadline-reminder/last-day"),  # Friday in Almaty, still Thursday there
        (WEST, "2022-11-25T01:00", "deadline-overdue/once"),
    ],
)
def test_notice_at_a_moment(given_clock: Clock, moment: str, told: str | None) -> None:
    notice = current_notice(given_clock, local(moment))
    assert (notice and f"{notice.intent}/{notice.occurrence}") == told


days = st.integers(0, 40)


@given(length=days, strict_before=days, warn_before=days, immediate=st.booleans(), hours=st.integers(0, 2000))
def test_overdue_is_told_exactly_when_the_last_day_has_ended(
    length: int, strict_before: int, warn_before: int, immediate: bool, hours: int
) -> None:
    started = local("2022-11-01T09:00")
    due_on = dt.date(2022, 11, 1) + dt.timedelta(days=length)
    strict_on = max(due_on - dt.timedelta(days=strict_before), dt.date(2022, 11, 1))
    warn_on = max(strict_on - dt.timedelta(days=warn_before), dt.date(2022, 11, 1))
    given_clock = clock(
        "2022-11-01T09:00",
        strict_on.isoformat(),
        due_on.isoformat(),
        warn=warn_on.isoformat(),
        immediate=immediate,
    )
    now = started + dt.timedelta(hours=hours)
    notice = current_notice(given_clock, now)
    assert (notice is not None and notice.intent == "deadline-overdue") == (now >= given_clock.due_at)
    assert all(each.at >= given_clock.started_at for each in notices_of(given_clock))
    # By half of a short clock, or a day before the end, there is always something to be told.
    if now >= max(given_clock.due_at - LEAD, started + (given_clock.due_at - started) / 2):
        assert notice is not None


def test_only_the_notice_of_the_end_is_useful_after_the_end() -> None:
    for intent in ("deadline-strict", "deadline-reminder", "deadline-immediate"):
        assert is_still_useful(intent, THREE_DAYS, local("2022-11-24T23:59:59"))
        assert not is_still_useful(intent, THREE_DAYS, local("2022-11-25T00:00"))
    assert is_still_useful("deadline-overdue", THREE_DAYS, local("2022-12-25T00:00"))


def test_message_id_depends_on_the_key_alone() -> None:
    key = "deadline:7/deadline-overdue/once/user:3"
    assert message_id_of(key, "register.example") == message_id_of(key, "register.example")
    assert message_id_of(key, "register.example") != message_id_of(
        key.replace(":3", ":4"), "register.example"
    )
    assert message_id_of(key, "register.example").endswith("@register.example>")
