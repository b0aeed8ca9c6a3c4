"""The United Kingdom's limits for answering a request for information, computed by the same engine.

Facts: Freedom of Information Act 2000, section 10: twenty working days following receipt, where a working day
is none of Saturday, Sunday, Christmas Day, Good Friday and the bank holidays of *any part* of the United
Kingdom. That is why 17 March, a bank holiday in Northern Ireland, matters: with England's days alone the
dates of March 2009 come out one working day early.
"""

from __future__ import annotations

from datetime import date

import pytest

from casetracker.law import Act, Calendar, Citation, Edition, Facts, Period, Rule, Source, SpecialDay, compute

TEXTS = {"kk": "ақпарат сұрау", "ru": "запрос информации", "en": "request for information"}
READ_ON = date(2026, 10, 30)
ACT = Act("foia", TEXTS, "https://www.legislation.gov.uk/ukpga/2000/36/section/10")
SOURCE = Source("Bank holidays of the United Kingdom", "https://www.gov.uk/bank-holidays", READ_ON)
BANK_HOLIDAYS = [
    *("2007-01-01", "2007-01-02", "2007-03-19", "2007-04-06", "2007-04-09"),
    *("2008-01-01", "2008-01-02", "2008-03-17", "2008-03-21", "2008-03-24", "2008-05-05", "2008-05-26"),
    *("2008-07-14", "2008-08-04", "2008-08-25", "2008-12-01", "2008-12-25", "2008-12-26"),
    *("2009-01-01", "2009-01-02", "2009-03-17", "2009-04-10", "2009-04-13", "2009-05-04", "2009-05-25"),
]
CALENDAR = Calendar(
    first_year=2007,
    last_year=2009,
    days={day: SpecialDay(day, "holiday", TEXTS, SOURCE) for day in map(date.fromisoformat, BANK_HOLIDAYS)},
)


def foi_rule(period: Period, **conventions: str) -> Rule:
    edition = Edition(
        valid_from=date(2005, 1, 1),
        valid_to=date(2010, 12, 31),
        citations=(Citation(ACT, "10", READ_ON, ACT.url),),
        period=period,
        **conventions,  # type: ignore[arg-type]
    )
    return Rule("uk.foi.reply", TEXTS, TEXTS, "receipt", TEXTS, "overdue", "verified", (edition,))


WORKING_DAYS = foi_rule(Period(20, "working-day"))
CALENDAR_DAYS = foi_rule(Period(20, "day"), roll="next-working-day")


@pytest.mark.parametrize(
    ("received", "due_on"),
    [
        ("2008-10-01", "2008-10-29"),  # Wednesday
        ("2007-02-01", "2007-03-01"),  # Thursday, no leap year
        ("2008-02-01", "2008-02-29"),  # Friday, leap year
        ("2009-03-12", "2009-04-14"),  # Thursday; 17 March, Good Friday and Easter Monday in between
        ("2009-03-13", "2009-04-15"),  # Friday
        ("2009-03-14", "2009-04-15"),  # Saturday: the first working day after it is day one
        ("2009-03-15", "2009-04-15"),  # Sunday
        ("2009-03-16", "2009-04-16"),  # Monday
    ],
)
def test_twenty_working_days(received: str, due_on: str) -> None:
    facts = Facts(date.fromisoformat(received), "Europe/London")
    assert compute(WORKING_DAYS, facts, CALENDAR).due_on.isoformat() == due_on


@pytest.mark.parametrize(
    ("received", "due_on"),
    [
        ("2008-10-01", "2008-10-21"),
        ("2008-10-04", "2008-10-24"),
        ("2008-10-05", "2008-10-27"),  # 25th is a Saturday
        ("2008-10-06", "2008-10-27"),
        ("2008-10-07", "2008-10-27"),
        ("2008-12-04", "2008-12-24"),
        ("2008-12-05", "2008-12-29"),  # Christmas Day, Boxing Day, weekend
        ("2009-03-17", "2009-04-06"),
    ],
)
def test_twenty_calendar_days_that_roll_forward(received: str, due_on: str) -> None:
    deadline = compute(CALENDAR_DAYS, Facts(date.fromisoformat(received), "Europe/London"), CALENDAR)
    assert deadline.due_on.isoformat() == due_on
    assert deadline.strict_on <= deadline.due_on


def test_the_trace_tells_that_the_date_was_rolled() -> None:
    rolled = compute(CALENDAR_DAYS, Facts(date(2008, 12, 5), "Europe/London"), CALENDAR)
    plain = compute(CALENDAR_DAYS, Facts(date(2008, 12, 4), "Europe/London"), CALENDAR)
    assert "rolled" in [step.code for step in rolled.trace]
    assert "rolled" not in [step.code for step in plain.trace]


def test_receipt_on_a_day_off_can_be_deemed_the_next_working_day() -> None:
    deemed = foi_rule(Period(20, "working-day"), day_zero="next-working-day")
    saturday = compute(deemed, Facts(date(2009, 3, 14), "Europe/London"), CALENDAR)
    monday = compute(deemed, Facts(date(2009, 3, 16), "Europe/London"), CALENDAR)
    assert saturday.due_on == monday.due_on == date(2009, 4, 16)


def test_the_last_day_ends_in_summer_time() -> None:
    deadline = compute(WORKING_DAYS, Facts(date(2009, 3, 13), "Europe/London"), CALENDAR)
    assert deadline.due_at.isoformat() == "2009-04-15T23:00:00+00:00"  # 24:00 British Summer Time
