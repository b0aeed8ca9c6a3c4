"""Prove the law books: not only that the files can be read, but that they say everything and say it once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from casetracker.lawbook.book import DEFAULT_COUNTRY
from casetracker.lawbook.reading import Reading, countries, places_in, read_country

CALENDARS = "calendar"


def check_lawbook(config_dir: Path) -> list[str]:
    """Return every problem of every country, with file, line and key; none is a clean law book."""
    problems: list[str] = []
    for country in countries(config_dir) or (DEFAULT_COUNTRY,):
        problems += check_country(config_dir, country)
    return problems + list(_calendars_without_law(config_dir))


def check_country(config_dir: Path, country: str) -> list[str]:
    """Return every problem of one country's files."""
    reading = read_country(places_in(config_dir, country))
    if reading.found.problems:
        return reading.found.problems
    return list(_loose_ends(reading))


def _loose_ends(reading: Reading) -> Iterator[str]:
    yield from reading.shared.idle()


def _calendars_without_law(config_dir: Path) -> Iterator[str]:
    known = countries(config_dir)
    for path in sorted((config_dir / CALENDARS).glob("*.yaml")):
        if path.stem not in (known or (DEFAULT_COUNTRY,)):
            name = path.relative_to(config_dir).as_posix()
            yield f"{name}: there is no law of this country; expected the directory law/{path.stem}."
