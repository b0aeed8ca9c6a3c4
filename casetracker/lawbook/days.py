"""Read ``config/calendar/<country>.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from casetracker.law import Calendar, Source, SpecialDay
from casetracker.law.calendar import DayKind
from casetracker.lawbook.shape import (
    Findings,
    WrongEntryError,
    check_keys,
    civil_date,
    entries,
    keyed,
    one_of,
    read_yaml,
    three_texts,
    web_address,
    whole_number,
)

WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), start=1
    )
}
KEYS = ("country", "first_year", "last_year", "weekend", "sources", "yearly", "names", "days", "zones")
EMPTY = Calendar(first_year=1, last_year=0)


def read_calendar(path: Path, found: Findings) -> Calendar:
    """Return the calendar; problems go to ``found``."""
    with found.entry(path.name):
        data = check_keys(read_yaml(path), KEYS, ("voting_days_worked", "incomplete_years"))
        first, last = (
            whole_number(data["first_year"], "first_year"),
            whole_number(data["last_year"], "last_year"),
        )
        return Calendar(
            first_year=first,
            last_year=last,
            days=_days(path.name, data, range(first, last + 1), found),
            incomplete_years=frozenset(keyed(data.get("incomplete_years", {}), "incomplete_years")),
            weekend=frozenset(
                WEEKDAYS[one_of(name, WEEKDAYS, "weekend")] for name in entries(data["weekend"], "weekend")
            ),
            zones=tuple(entries(data["zones"], "zones")),
            voting_days_worked=bool(data.get("voting_days_worked", False)),
        )
    return EMPTY


def _days(file: str, data: Mapping[str, Any], years: range, found: Findings) -> dict[date, SpecialDay]:
    sources = _sources(file, data["sources"], found)
    names = {key: three_texts(value, f"names.{key}") for key, value in keyed(data["names"], "names").items()}
    days: dict[date, SpecialDay] = {}
    for number, entry in enumerate(entries(data["yearly"], "yearly"), start=1):
        with found.entry(f"{file}: yearly, entry {number}"):
            days.update(_yearly(entry, years, sources))
    for number, entry in enumerate(entries(data["days"], "days"), start=1):
        with found.entry(f"{file}: days, entry {number}"):
            day = _single(entry, years, sources, names)
            if day.on in days:
                raise WrongEntryError(f"{day.on} is listed twice.")
            days[day.on] = day
    return days


def _sources(file: str, listed: Any, found: Findings) -> dict[str, Source]:
    sources = {}
    for key, entry in keyed(listed, "sources").items():
        with found.entry(f"{file}: source {key}"):
            check_keys(entry, ("title", "url", "read_on"), ("note",))
            sources[key] = Source(
                title=entry["title"],
                url=web_address(entry["url"], "url"),
                read_on=civil_date(entry["read_on"], "read_on"),
                note=entry.get("note", ""),
            )
    return sources


def _yearly(entry: Mapping[str, Any], years: range, sources: Mapping[str, Source]) -> dict[date, SpecialDay]:
    check_keys(entry, ("day", "names", "source"), ("from", "to"))
    texts, source = three_texts(entry["names"], "names"), _source(entry, sources)
    first, last = entry.get("from", years[0]), entry.get("to", years[-1])
    days = {}
    for year in years:
        if first <= year <= last:
            on = _date_in(year, entry["day"])
            days[on] = SpecialDay(on, "holiday", texts, source)
    return days


def _date_in(year: int, day: object) -> date:
    try:
        return date.fromisoformat(f"{year}-{day}")
    except ValueError as problem:
        raise WrongEntryError(f"day is '{day}'; expected month and day such as 03-08.") from problem


def _single(
    entry: Mapping[str, Any], years: range, sources: Mapping[str, Source], names: Mapping[str, dict[str, str]]
) -> SpecialDay:
    check_keys(entry, ("date", "kind", "name", "source"))
    on = civil_date(entry["date"], "date")
    if on.year not in years:
        raise WrongEntryError(f"the date is outside the years {years[0]} to {years[-1]}.")
    kind = cast(DayKind, one_of(entry["kind"], ("holiday", "moved-off", "worked"), "kind"))
    return SpecialDay(on, kind, names[one_of(entry["name"], names, "name")], _source(entry, sources))


def _source(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Source:
    return sources[one_of(entry["source"], sources, "source")]
