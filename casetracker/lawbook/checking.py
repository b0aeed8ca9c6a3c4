"""Prove the law books: not only that the files can be read, but that they say everything and say it once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from casetracker.lawbook.book import DEFAULT_COUNTRY
from casetracker.lawbook.catalogue import check_catalogue
from casetracker.lawbook.reading import SCHEMAS, countries, places_in, read_country
from casetracker.lawbook.schemas import check_schemas, schema_files
from casetracker.lawbook.words import check_words


def check_lawbook(config_dir: Path) -> list[str]:
    """Return every problem of every country, with file, line and key; none is a clean law book."""
    problems: list[str] = []
    for country in countries(config_dir) or (DEFAULT_COUNTRY,):
        problems += check_country(config_dir, country)
    return problems + list(_calendars_without_law(config_dir)) + check_words()


def check_country(config_dir: Path, country: str) -> list[str]:
    """Return every problem of one country's files.

    Only files that can be read are looked at more closely: whether the rules are those of the catalogue,
    whether something is referred to by nothing, and whether the schemas agree.
    """
    places = places_in(config_dir, country)
    reading = read_country(places)
    found = reading.found
    if found.problems:
        return found.problems
    check_catalogue(places.law_dir, reading.written, found)
    found.problems.extend(reading.shared.idle())
    check_schemas(schema_files(places.law_dir, places.calendar), config_dir / "law" / SCHEMAS, found)
    return found.problems


def _calendars_without_law(config_dir: Path) -> Iterator[str]:
    known = countries(config_dir) or (DEFAULT_COUNTRY,)
    for path in sorted((config_dir / "calendar").glob("*.yaml")):
        if path.stem not in known:
            name = path.relative_to(config_dir).as_posix()
            yield f"{name}: there is no law of this country; expected the directory law/{path.stem}."
