"""When which notice about a clock holds: tables of moments with weekdays."""

from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.alerts.planning import (
    DAY,
    HOUR,
    current_notice,
    is_overtaken,
    is_still_useful,
    next_moment,
    notices_of,
)
from casetracker.alerts.quiet import Quiet
from casetracker.alerts.rules import AlertRules, default_rules, read_rules
from casetracker.alerts.tellings import next_digest

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

    @property
    def set_at(self) -> dt.datetime:
        return self.started_at


def ruled(**changes: object) -> AlertRules:
    return read_rules(default_rules().stored() | changes)


AWAKE = ruled(quiet_from="00:00", quiet_to="00:00")


def current(given: Clock, moment: dt.datetime, rules: AlertRules, voting: str = "") -> str | None:
    notices = notices_of(given, rules, dt.date.fromisoformat(voting) if voting else None)
    notice = current_notice(notices, given, moment)
    return f"{notice.intent}/{notice.occurrence}" if notice else None


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
# Received Monday 21 November; strict Wednesday 30, last day Thursday 1 December.
TEN_DAYS = clock("2022-11-21T10:00", "2022-11-30", "2022-12-01")
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
        (THREE_DAYS, "2022-11-24T21:59:59", "deadline-reminder/last-day"),
        (THREE_DAYS, "2022-11-24T22:00", "deadline-reminder/2h"),
        (THREE_DAYS, "2022-11-24T23:59:59", "deadline-reminder/2h"),
        (THREE_DAYS, "2022-11-25T00:00", "deadline-overdue/once"),  # Friday
        (THREE_DAYS, "2022-11-25T23:59:59", "deadline-overdue/once"),
        (THREE_DAYS, "2022-11-26T00:00", "deadline-overdue/day-1"),  # Saturday
        (THREE_DAYS, "2022-12-09T00:00", "deadline-overdue/day-14"),
        (THREE_DAYS, "2022-12-25T00:00", "deadline-overdue/day-14"),
        (TEN_DAYS, "2022-11-26T16:59:59", None),  # Saturday, before half of the time
        (TEN_DAYS, "2022-11-26T17:00", "deadline-reminder/half"),
        (TEN_DAYS, "2022-11-30T00:00", "deadline-strict/once"),  # Wednesday
        (BOUNDARY, "2022-11-15T09:00", "deadline-reminder/early"),  # Tuesday, at once
        (BOUNDARY, "2022-11-18T04:29", "deadline-reminder/early"),
        (BOUNDARY, "2022-11-18T04:30", "deadline-reminder/half"),  # Friday
        (BOUNDARY, "2022-11-19T00:00", "deadline-strict/once"),  # Saturday
        (BOUNDARY, "2022-11-20T00:00", "deadline-reminder/last-day"),  # Sunday
        (BOUNDARY, "2022-11-21T00:00", "deadline-overdue/once"),  # Monday
        (IMMEDIATE, "2022-11-19T16:30", "deadline-immediate/once"),  # Saturday
        (IMMEDIATE, "2022-11-19T18:29:59", "deadline-immediate/once"),
        (IMMEDIATE, "2022-11-19T18:30", "deadline-immediate/again-1"),
        (IMMEDIATE, "2022-11-19T23:59:59", "deadline-immediate/again-3"),
        (IMMEDIATE, "2022-11-20T00:00", "deadline-overdue/once"),  # Sunday
        (SHORT, "2022-11-22T03:59:59", "deadline-reminder/last-day"),  # Tuesday
        (SHORT, "2022-11-22T10:00", "deadline-reminder/2h"),
        (SHORT, "2022-11-22T11:59:59", "deadline-reminder/2h"),
        (SHORT, "2022-11-22T12:00", "deadline-overdue/once"),
        (ONE_DAY, "2022-11-21T10:00", "deadline-strict/once"),  # Monday
        (ONE_DAY, "2022-11-22T00:00", "deadline-reminder/last-day"),  # Tuesday
        (ONE_DAY, "2022-11-23T00:00", "deadline-overdue/once"),  # Wednesday
        (WEST, "2022-11-25T00:59:59", "deadline-reminder/2h"),  # Friday in Almaty, still Thursday there
        (WEST, "2022-11-25T01:00", "deadline-overdue/once"),
    ],
)
def test_notice_at_a_moment_without_quiet_hours(given_clock: Clock, moment: str, told: str | None) -> None:
    assert current(given_clock, local(moment), AWAKE) == told
    # Quiet hours end at voting day: with it so near the defaults tell the same.
    assert current(given_clock, local(moment), ruled(quiet_off_days=60), "2022-12-24") == told


@pytest.mark.parametrize(
    ("given_clock", "moment", "told"),
    [
        (THREE_DAYS, "2022-11-23T06:59:59", None),  # Wednesday
        (THREE_DAYS, "2022-11-23T07:00", "deadline-strict/once"),
        (THREE_DAYS, "2022-11-24T06:59:59", "deadline-strict/once"),  # Thursday
        (THREE_DAYS, "2022-11-24T07:00", "deadline-reminder/last-day"),
        # What would come too late in the morning is told in the quiet hours.
        (THREE_DAYS, "2022-11-24T22:00", "deadline-reminder/2h"),
        (THREE_DAYS, "2022-11-25T06:59:59", None),  # Friday
        (THREE_DAYS, "2022-11-25T07:00", "deadline-overdue/once"),
        (THREE_DAYS, "2022-11-26T07:00", "deadline-overdue/day-1"),  # Saturday
        (IMMEDIATE, "2022-11-19T22:30", "deadline-immediate/again-3"),  # Saturday
        (WEST, "2022-11-23T07:59:59", None),  # Wednesday, 06:59:59 there
        (WEST, "2022-11-23T08:00", "deadline-strict/once"),
    ],
)
def test_quiet_hours_put_off_what_can_wait(given_clock: Clock, moment: str, told: str | None) -> None:
    assert current(given_clock, local(moment), default_rules()) == told


@pytest.mark.parametrize(
    ("moment", "zone", "end"),
    [
        ("2022-11-23T21:59:59+06:00", ALMATY, None),
        ("2022-11-23T22:00:00+06:00", ALMATY, "2022-11-24T07:00:00+06:00"),
        ("2022-11-24T06:59:59+06:00", ALMATY, "2022-11-24T07:00:00+06:00"),
        ("2022-11-24T07:00:00+06:00", ALMATY, None),
        # On 1 March 2024 the clocks of Almaty were put back by an hour: the night has ten hours.
        ("2024-02-29T22:30:00+06:00", ALMATY, "2024-03-01T07:00:00+05:00"),
        ("2024-03-01T06:30:00+05:00", ALMATY, "2024-03-01T07:00:00+05:00"),
        ("2024-02-29T22:30:00+05:00", "Asia/Aqtobe", "2024-03-01T07:00:00+05:00"),
    ],
)
def test_quiet_hours_end_by_the_local_clock(moment: str, zone: str, end: str | None) -> None:
    at = dt.datetime.fromisoformat(moment)
    assert Quiet(default_rules(), zone).after(at) == (dt.datetime.fromisoformat(end) if end else at)


@pytest.mark.parametrize(
    ("day", "is_quiet"),
    # Voting on Sunday 20 November 2022.
    [
        ("2022-11-16", True),
        ("2022-11-17", False),
        ("2022-11-20", False),
        ("2022-11-21", False),
        ("2022-11-22", True),
    ],
)
def test_nights_near_voting_day_are_not_quiet(day: str, is_quiet: bool) -> None:
    at = local(f"{day}T23:00")
    assert (Quiet(default_rules(), ALMATY, dt.date(2022, 11, 20)).after(at) > at) == is_quiet


@pytest.mark.parametrize(
    ("now", "zone", "digest"),
    [
        ("2022-11-24T07:59:59+06:00", ALMATY, "2022-11-24T08:00+06:00"),
        ("2022-11-24T08:00:00+06:00", ALMATY, "2022-11-25T08:00+06:00"),
        ("2022-11-24T08:30:00+06:00", "Asia/Aqtobe", "2022-11-24T08:00+05:00"),
        ("2024-02-29T09:00:00+06:00", ALMATY, "2024-03-01T08:00+05:00"),
    ],
)
def test_digest_comes_at_the_hour_of_its_zone(now: str, zone: str, digest: str) -> None:
    assert next_digest(dt.datetime.fromisoformat(now), zone, 8) == dt.datetime.fromisoformat(digest)


@pytest.mark.parametrize(
    ("told", "moment", "expected"),
    [
        (("deadline-strict", "once"), "2022-11-23T12:00", False),
        (("deadline-strict", "once"), "2022-11-24T06:59", False),
        (("deadline-strict", "once"), "2022-11-24T07:00", True),  # the last day is told instead
        (("deadline-reminder", "last-day"), "2022-11-24T12:00", False),
        (("deadline-reminder", "2h"), "2022-11-25T00:00", True),
        (("deadline-overdue", "once"), "2022-11-26T06:59", False),
        (("deadline-overdue", "once"), "2022-11-26T07:00", True),
        # Whoever planned it had a clock that is a second ahead.
        (("deadline-reminder", "last-day"), "2022-11-24T06:59:59", False),
        # A rule was switched off since.
        (("deadline-reminder", "7h"), "2022-11-24T20:00", False),
    ],
)
def test_mail_that_waits_is_overtaken_by_what_follows(
    told: tuple[str, str], moment: str, expected: bool
) -> None:
    notices = notices_of(THREE_DAYS, default_rules())
    assert is_overtaken(notices, THREE_DAYS, told, local(moment)) == expected


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
    notices = notices_of(given_clock, AWAKE)
    notice = current_notice(notices, given_clock, now)
    assert (notice is not None and notice.intent == "deadline-overdue") == (now >= given_clock.due_at)
    assert all(each.at >= given_clock.started_at for each in notices)
    # By half of a short clock, or a day before the end, there is always something to be told.
    if now >= max(given_clock.due_at - DAY, started + (given_clock.due_at - started) / 2):
        assert notice is not None
    # Of what comes after the end a planner looks at a part only, and finds the same.
    part = notices_of(given_clock, AWAKE, around=now)
    assert current_notice(part, given_clock, now) == notice
    assert next_moment(part, now) == next_moment(notices, now)
    # Quiet hours put nothing off beyond the end, and nothing by more than a night.
    for asleep in notices_of(given_clock, default_rules()):
        [awake] = [it for it in notices if (it.intent, it.occurrence) == (asleep.intent, asleep.occurrence)]
        assert awake.at <= asleep.at <= awake.at + 9 * HOUR
        assert is_still_useful(asleep.intent, given_clock, asleep.at)


def test_only_the_notice_of_the_end_is_useful_after_the_end() -> None:
    for intent in ("deadline-strict", "deadline-reminder", "deadline-immediate"):
        assert is_still_useful(intent, THREE_DAYS, local("2022-11-24T23:59:59"))
        assert not is_still_useful(intent, THREE_DAYS, local("2022-11-25T00:00"))
    assert is_still_useful("deadline-overdue", THREE_DAYS, local("2022-12-25T00:00"))
