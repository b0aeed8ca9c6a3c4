"""Find the files of a country and read them, each stage resting on the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from casetracker.law import Procedure, RuleSet
from casetracker.law.forum import Guide
from casetracker.law.grounds import GroundBasis
from casetracker.lawbook.book import DEFAULT_COUNTRY, LawBook, LawbookError, digest_of
from casetracker.lawbook.days import read_calendar
from casetracker.lawbook.forum import read_forum
from casetracker.lawbook.grounds import read_grounds
from casetracker.lawbook.located import Findings
from casetracker.lawbook.procedures import read_procedures
from casetracker.lawbook.rules import GROUNDS, PROCEDURES, Written, read_rules
from casetracker.lawbook.shared import ACTS, Shared, read_shared

FORUM = "forum"
"""The directory of the forum guide within that of a country."""
SCHEMAS = "schema"
"""The directory beside the countries that is none."""


@dataclass(frozen=True)
class Places:
    """Where the files of one country lie; problems name them as seen from ``root``."""

    root: Path
    law_dir: Path
    calendar: Path
    country: str


@dataclass(frozen=True)
class Reading:
    """What was read, and what was found wrong; with problems the book is incomplete."""

    places: Places
    book: LawBook
    shared: Shared
    written: Mapping[str, Written]
    found: Findings


def countries(config_dir: Path) -> tuple[str, ...]:
    """Return the codes of the countries whose law ``config_dir`` holds."""
    return tuple(
        sorted(path.name for path in (config_dir / "law").glob("*") if path.is_dir() and path.name != SCHEMAS)
    )


def load_lawbook(config_dir: Path, country: str = DEFAULT_COUNTRY) -> LawBook:
    """Read the rules, procedures and calendar of a country.

    Raises:
        LawbookError: a file is missing or wrong; the problems name file, line and key.
    """
    known = countries(config_dir)
    if known and country not in known:
        raise LawbookError([f"There is no law of the country '{country}'; there is: {', '.join(known)}."])
    return _sound(read_country(places_in(config_dir, country)))


def load_lawbook_from(rules_dir: Path, config_dir: Path, country: str = DEFAULT_COUNTRY) -> LawBook:
    """Read rules that lie elsewhere, to see what they would change.

    ``rules_dir`` is a directory like ``config_dir``, or one that holds rule files itself. A calendar that it
    does not hold is taken from ``config_dir``.

    Raises:
        LawbookError: a file is missing or wrong, or the directory holds no rules.
    """
    places = places_in(rules_dir, country)
    if (rules_dir / ACTS).is_file():
        places = Places(rules_dir, rules_dir, places.calendar, country)
    elif not places.law_dir.is_dir():
        expected = f"expected rule files ({ACTS} and others), or the directory law/{country} with them"
        raise LawbookError([f"{rules_dir}: there are no rules here; {expected}."])
    if not places.calendar.is_file():
        calendar = places_in(config_dir, country).calendar
        places = Places(places.root, places.law_dir, calendar, country)
    return _sound(read_country(places))


def places_in(config_dir: Path, country: str) -> Places:
    """Return where a configuration directory keeps the files of a country."""
    return Places(
        config_dir, config_dir / "law" / country, config_dir / "calendar" / f"{country}.yaml", country
    )


def read_country(places: Places) -> Reading:
    """Read the files of one country.

    A stage that finds problems is the last: what rests on it could only complain about the same again.
    The calendar rests on nothing.
    """
    found = Findings(root=places.root)
    calendar = read_calendar(places.calendar, found)
    of_calendar = len(found.problems)
    shared = read_shared(places.law_dir, found)
    written: Mapping[str, Written] = {}
    procedures: Mapping[str, Procedure] = {}
    if len(found.problems) == of_calendar:
        written = read_rules(places.law_dir, shared, found)
    if len(found.problems) == of_calendar:
        procedures = read_procedures(places.law_dir / PROCEDURES, shared, written, found)
    rules = {rule_id: each.rule for rule_id, each in written.items()}
    guide = Guide()
    if len(found.problems) == of_calendar:
        guide = read_forum(places.law_dir / FORUM, shared, rules, procedures, found)
    grounds: tuple[GroundBasis, ...] = ()
    if len(found.problems) == of_calendar:
        grounds = read_grounds(places.law_dir / GROUNDS, shared, found)
    digests = {rule_id: digest_of(rule) for rule_id, rule in rules.items()}
    book = LawBook(RuleSet(rules), procedures, calendar, digests, places.country, guide, grounds)
    return Reading(places, book, shared, written, found)


def _sound(reading: Reading) -> LawBook:
    if reading.found.problems:
        raise LawbookError(reading.found.problems)
    return reading.book
