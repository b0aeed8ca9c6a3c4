"""Read ``config/calendar/<country>.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast
from zoneinfo import available_timezones

from casetracker.law import Calendar, Source, SpecialDay
from casetracker.law.calendar import DayKind
from casetracker.lawbook.shape import (
    Findings,
    WrongEntryError,
    check_keys,
    choices,
    civil_date,
    each,
    entries,
    inside,
    keyed,
    one_of,
    opened,
    plain_text,
    three_texts,
    truth,
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
DAY_KINDS = ("holiday", "moved-off", "worked")
EMPTY = Calendar(first_year=1, last_year=0)


def read_calendar(path: Path, found: Findings) -> Calendar:
    """Return the calendar; problems go to ``found``."""
    file = found.name(path)
    data = opened(path, found, KEYS, ("voting_days_worked", "incomplete_years"))
    if data is None:
        return EMPTY
    with found.entry(file, data):
        one_of(data["country"], (path.stem,), "country")
        years = _years(data)
        return Calendar(
            first_year=years[0],
            last_year=years[-1],
            days=_days(file, data, years, found),
            incomplete_years=_incomplete_years(data, years),
            weekend=frozenset(WEEKDAYS[name] for name in choices(data["weekend"], WEEKDAYS, "weekend")),
            zones=_zones(data["zones"]),
            voting_days_worked=truth(data.get("voting_days_worked", False), "voting_days_worked"),
        )
    return EMPTY


def _years(data: Mapping[str, Any]) -> range:
    first = whole_number(data["first_year"], "first_year", 1900)
    last = whole_number(data["last_year"], "last_year", first)
    return range(first, last + 1)


def _incomplete_years(data: Mapping[str, Any], years: range) -> frozenset[int]:
    listed = keyed(data.get("incomplete_years", {}), "incomplete_years", int)
    for year, reason in listed.items():
        if year not in years:
            problem = f"is no year of this calendar ({years[0]} to {years[-1]})."
            raise WrongEntryError(f"'{year}' {problem}", at=("incomplete_years", year))
        with inside("incomplete_years", year):
            plain_text(reason, "reason")
    return frozenset(listed)


def _zones(listed: Any) -> tuple[str, ...]:
    known = available_timezones()
    for key, zone in each(listed, "zones"):
        if not isinstance(zone, str) or zone not in known:
            raise WrongEntryError(f"is '{zone}'; expected an IANA time zone such as Asia/Almaty.", key)
    return tuple(listed)


def _days(file: str, data: Mapping[str, Any], years: range, found: Findings) -> dict[date, SpecialDay]:
    sources = _sources(file, data["sources"], found)
    names = {key: three_texts(value, f"names.{key}") for key, value in keyed(data["names"], "names").items()}
    days: dict[date, SpecialDay] = {}
    for number, entry in enumerate(entries(data["yearly"], "yearly"), start=1):
        with found.entry(f"{file}: yearly, entry {number}", entry):
            days.update(_yearly(entry, years, sources))
    for number, entry in enumerate(entries(data["days"], "days"), start=1):
        with found.entry(f"{file}: days, entry {number}", entry):
            day = _single(entry, years, sources, names)
            if day.on in days:
                raise WrongEntryError(f"{day.on} is listed twice.", at=("date",))
            days[day.on] = day
    return days


def _sources(file: str, listed: Any, found: Findings) -> dict[str, Source]:
    sources = {}
    for key, entry in keyed(listed, "sources").items():
        with found.entry(f"{file}: source {key}", entry):
            check_keys(entry, ("title", "read_on"), ("url", "note"))
            if not entry.get("url") and not entry.get("note"):
                raise WrongEntryError("give the url; where there is none, a note that says why.")
            sources[key] = Source(
                title=plain_text(entry["title"], "title"),
                url=web_address(entry["url"], "url") if entry.get("url") else "",
                read_on=civil_date(entry["read_on"], "read_on"),
                note=plain_text(entry["note"], "note") if "note" in entry else "",
            )
    return sources


def _yearly(entry: Mapping[str, Any], years: range, sources: Mapping[str, Source]) -> dict[date, SpecialDay]:
    check_keys(entry, ("day", "names", "source"), ("from", "to"))
    texts, source = three_texts(entry["names"], "names"), _source(entry, sources)
    first = whole_number(entry.get("from", years[0]), "from", 1900)
    last = whole_number(entry.get("to", years[-1]), "to", first)
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
        raise WrongEntryError(f"is '{day}'; expected month and day such as 03-08.", "day") from problem


def _single(
    entry: Mapping[str, Any], years: range, sources: Mapping[str, Source], names: Mapping[str, dict[str, str]]
) -> SpecialDay:
    check_keys(entry, ("date", "kind", "name", "source"))
    on = civil_date(entry["date"], "date")
    if on.year not in years:
        raise WrongEntryError(f"is outside the years {years[0]} to {years[-1]}.", "date")
    kind = cast(DayKind, one_of(entry["kind"], DAY_KINDS, "kind"))
    return SpecialDay(on, kind, names[one_of(entry["name"], names, "name")], _source(entry, sources))


def _source(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Source:
    return sources[one_of(entry["source"], sources, "source")]
