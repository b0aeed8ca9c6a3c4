"""Working days of one country: holidays, moved days off and working weekends, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from casetracker.law.errors import OutsideCalendar

Texts = Mapping[str, str]
"""One text in three languages, keyed ``kk``, ``ru``, ``en``."""

DayKind = Literal["holiday", "moved-off", "worked"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Source:
    """Where a statement was read: title, address (empty when it has none) and the day of reading."""

    title: str
    url: str
    read_on: date
    note: str = ""


@dataclass(frozen=True)
class SpecialDay:
    """A day that differs from what its weekday says."""

    on: date
    kind: DayKind
    names: Texts
    source: Source


@dataclass(frozen=True)
class Calendar:
    """The days of one country over the years it was verified for.

    Attributes:
        first_year: first year for which holidays are listed.
        last_year: last such year.
        days: special days by date.
        incomplete_years: years whose moved days the sources do not give in full.
        weekend: ISO weekdays that are days off (6 = Saturday, 7 = Sunday).
        zones: IANA zones of the country.
        voting_days_worked: voting day and its eve are worked (election law, Article 48(1)).
    """

    first_year: int
    last_year: int
    days: Mapping[date, SpecialDay] = field(default_factory=dict)
    incomplete_years: frozenset[int] = frozenset()
    weekend: frozenset[int] = frozenset({6, 7})
    zones: tuple[str, ...] = ()
    voting_days_worked: bool = False

    def covers(self, day: date) -> bool:
        """Say whether the holidays of that year are listed."""
        return self.first_year <= day.year <= self.last_year

    def is_working_day(self, day: date) -> bool:
        """Say whether people work on that day.

        Raises:
            OutsideCalendar: the year is not covered, so an answer would be a guess.
        """
        if not self.covers(day):
            raise OutsideCalendar(
                on=day.isoformat(),
                first=date(self.first_year, 1, 1).isoformat(),
                last=date(self.last_year, 12, 31).isoformat(),
            )
        return not self.falls_on_day_off(day)

    def falls_on_day_off(self, day: date) -> bool:
        """Say whether that day is known to be a day off; outside the covered years only weekends are."""
        special = self.days.get(day)
        if special is not None:
            return special.kind != "worked"
        return day.isoweekday() in self.weekend

    def special(self, day: date) -> SpecialDay | None:
        """Return what is special about that day, if anything."""
        return self.days.get(day)

    def first_working_day(self, day: date) -> date:
        """Return that day when it is worked, else the next day that is."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: date, amount: int) -> date:
        """Return the ``amount``-th working day after ``start`` (``start`` itself is never counted)."""
        day = start
        for _ in range(amount):
            day = self.first_working_day(day + ONE_DAY)
        return day

    def subtract_working_days(self, start: date, amount: int) -> date:
        """Return the ``amount``-th working day before ``start`` (``start`` itself is never counted)."""
        day = start
        for _ in range(amount):
            day -= ONE_DAY
            while not self.is_working_day(day):
                day -= ONE_DAY
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Return how many working days lie from ``first`` to ``last``, both counted."""
        days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def with_days(self, extra: Iterable[SpecialDay]) -> Calendar:
        """Return a calendar that also knows these days; a later entry for the same date wins."""
        return replace(self, days={**self.days, **{day.on: day for day in extra}})
