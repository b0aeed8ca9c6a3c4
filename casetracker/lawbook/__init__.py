"""The law book: rule files and calendar read from disk into the pure values of ``casetracker.law``.

``config_dir`` is always the directory that holds ``law/kz/`` and ``calendar/kz.yaml``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from casetracker.law import Calendar, Procedure, Rule, RuleSet
from casetracker.lawbook.days import read_calendar
from casetracker.lawbook.procedures import read_procedures
from casetracker.lawbook.rules import read_rules
from casetracker.lawbook.shape import Findings

__all__ = ["LawBook", "LawbookError", "assert_zone_data", "check_lawbook", "load_lawbook"]

ZONE_WITNESSES = (
    (datetime(2022, 11, 20, 12, tzinfo=UTC), timedelta(hours=6)),
    (datetime(2024, 3, 2, 12, tzinfo=UTC), timedelta(hours=5)),
)


class LawbookError(Exception):
    """The rule files cannot be used; ``problems`` names each file, place and reason."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class LawBook:
    """Everything that a deadline is computed from, and a digest of each rule to store beside it."""

    rules: RuleSet
    procedures: Mapping[str, Procedure]
    calendar: Calendar
    digests: Mapping[str, str]


def load_lawbook(config_dir: Path) -> LawBook:
    """Read the rules, procedures and calendar.

    Raises:
        LawbookError: a file is missing or wrong; every problem found is listed.
    """
    book, problems = _read(config_dir)
    if problems:
        raise LawbookError(problems)
    return book


def check_lawbook(config_dir: Path) -> list[str]:
    """Return every problem of the files as a sentence with file and place; none is a clean law book."""
    return _read(config_dir)[1]


def assert_zone_data() -> None:
    """Refuse to start with zone data from before Kazakhstan's change to one zone on 1 March 2024.

    Raises:
        LawbookError: the zone data is missing or too old, so that days would end at the wrong instant.
    """
    try:
        zone = ZoneInfo("Asia/Almaty")
    except ZoneInfoNotFoundError as problem:
        raise LawbookError(["There is no time zone data; install the package tzdata."]) from problem
    for moment, offset in ZONE_WITNESSES:
        found = moment.astimezone(zone).utcoffset()
        if found != offset:
            day = moment.date().isoformat()
            mismatch = f"on {day} Asia/Almaty is at {found}, expected {offset}"
            raise LawbookError([f"Time zone data is out of date: {mismatch}; update tzdata."])


def _read(config_dir: Path) -> tuple[LawBook, list[str]]:
    found = Findings()
    law_dir = config_dir / "law" / "kz"
    terms, disputes, rules = read_rules(law_dir, found)
    procedures = read_procedures(law_dir / "procedures.yaml", terms, disputes, rules, found)
    calendar = read_calendar(config_dir / "calendar" / "kz.yaml", found)
    found.problems.extend(_loose_ends(rules.values(), calendar))
    digests = {rule.id: _digest(rule) for rule in rules.values()}
    return LawBook(RuleSet(rules), procedures, calendar, digests), found.problems


def _loose_ends(rules: Iterable[Rule], calendar: Calendar) -> list[str]:
    """Return what one file says of another that is not so, and zones that do not exist."""
    rules = list(rules)
    known = {rule.id for rule in rules}
    windows = [(rule, edition.window.rule) for rule in rules for edition in rule.editions if edition.window]
    loose = [
        f"{rule.subject}.yaml: {rule.id}: applies_within names no rule, '{named}'."
        for rule, named in windows
        if named not in known
    ]
    zones = available_timezones()
    return loose + [
        f"kz.yaml: zones: there is no time zone '{zone}'." for zone in calendar.zones if zone not in zones
    ]


def _digest(rule: Rule) -> str:
    """Return the sha256 of what the rule says, whatever the layout of its file."""
    canonical = json.dumps(asdict(rule), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
