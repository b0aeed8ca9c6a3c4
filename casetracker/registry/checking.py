"""Judges the register's records before any of them is stored.

Each check returns sentences that name the record, what is wrong and what is expected, so that a person
who edits the YAML can mend everything in one go.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from casetracker.registry.models import (
    BODY_KINDS,
    COMMISSION_LEVELS,
    COURT_LEVELS,
    ELECTION_KINDS,
    OTHER_KINDS,
)
from casetracker.registry.reading import Record, RegistryDataError

LANGUAGES = ("kk", "ru", "en")
ID_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE_PATTERN = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
REGION_PATTERN = re.compile(r"\d{9}")
HOUR_PATTERN = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Check = Callable[[Record], list[str]]


def check_bodies(bodies: Sequence[Record], stored: Mapping[str, str] | None = None) -> None:
    """Raise RegistryDataError unless *bodies* can be stored beside those *stored* already (code by id)."""
    stored = stored or {}
    ids = {str(body.get("id")) for body in bodies} | set(stored)
    problems = _duplicates(bodies, "id") + _duplicates(bodies, "code") + _codes_taken(bodies, stored)
    for body in bodies:
        problems += _told(body, _BODY_CHECKS)
        if body.get("parent") is not None and body["parent"] not in ids:
            problems.append(f"{_label(body)}: unknown parent '{body['parent']}'; expected the id of a body")
    problems += _circles(bodies)
    _refuse(problems)


def check_elections(elections: Sequence[Record], stored: Mapping[str, str] | None = None) -> None:
    """Raise RegistryDataError unless *elections* can be stored beside those *stored* already (code by id)."""
    problems = _duplicates(elections, "id") + _duplicates(elections, "code")
    problems += _codes_taken(elections, stored or {})
    for election in elections:
        problems += _told(election, _ELECTION_CHECKS)
    _refuse(problems)


def is_zone(name: object) -> bool:
    """Tell whether *name* is a time zone that zoneinfo knows."""
    return isinstance(name, str) and _zone_exists(name)


@cache
def _zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _refuse(problems: list[str]) -> None:
    if problems:
        raise RegistryDataError(problems)


def _told(record: Record, checks: Iterable[Check]) -> list[str]:
    return [f"{_label(record)}: {problem}" for check in checks for problem in check(record)]


def _label(record: Record) -> str:
    return str(record.get("id") or record.get("code") or "a record without id")


def _duplicates(records: Sequence[Record], key: str) -> list[str]:
    counts = Counter(str(record[key]) for record in records if record.get(key) is not None)
    return [
        f"{value}: {key} occurs {count} times; expected once" for value, count in counts.items() if count > 1
    ]


def _codes_taken(records: Sequence[Record], stored: Mapping[str, str]) -> list[str]:
    given = {record.get("id") for record in records}
    owner = {code: record_id for record_id, code in stored.items() if record_id not in given}
    return [
        f"{_label(record)}: code {record['code']} belongs to '{owner[record['code']]}'; expected a free one"
        for record in records
        if record.get("code") in owner
    ]


def _circles(bodies: Sequence[Record]) -> list[str]:
    parent_of = {body.get("id"): body.get("parent") for body in bodies}
    problems = []
    for start in parent_of:
        seen, here = {start}, parent_of[start]
        while here is not None and here not in seen:
            seen.add(here)
            here = parent_of.get(here)
        if here is not None and here == start:
            problems.append(f"{start}: is among its own parents; expected a tree")
    return problems


def _check_slugs(record: Record) -> list[str]:
    problems = []
    if not ID_PATTERN.fullmatch(str(record.get("id", ""))):
        problems.append(f"id '{record.get('id')}'; expected lower-case Latin letters, digits and hyphens")
    if not CODE_PATTERN.fullmatch(str(record.get("code", ""))):
        problems.append(f"code '{record.get('code')}'; expected upper-case Latin letters, digits and hyphens")
    return problems


def _check_name(record: Record) -> list[str]:
    name = record.get("name")
    if not isinstance(name, Mapping):
        return ["name is missing; expected kk, ru and en"]
    return [
        f"name in '{language}' is missing; expected kk, ru and en"
        for language in LANGUAGES
        if not str(name.get(language) or "").strip()
    ]


def _check_zone(record: Record) -> list[str]:
    if is_zone(record.get("zone")):
        return []
    return [f"zone '{record.get('zone')}' is unknown; expected an IANA name such as Asia/Almaty"]


def _check_body_kind(body: Record) -> list[str]:
    kind, level = body.get("kind"), body.get("level")
    if kind not in BODY_KINDS:
        return [f"kind '{kind}'; expected one of {', '.join(BODY_KINDS)}"]
    levels: tuple[str, ...] = COMMISSION_LEVELS if kind == "commission" else COURT_LEVELS
    if kind in OTHER_KINDS:
        levels = (kind,)
    if level not in levels:
        return [f"level '{level}'; expected for a {kind} one of {', '.join(levels)}"]
    return []


def _check_region(body: Record) -> list[str]:
    region = body.get("region")
    if region is None or REGION_PATTERN.fullmatch(str(region)):
        return []
    return [f"region '{region}'; expected a KATO code of nine digits in quotation marks, or null"]


def _check_validity(body: Record) -> list[str]:
    problems = _not_dates(body, ("valid_from", "valid_to"))
    first, last = body.get("valid_from"), body.get("valid_to")
    if not problems and first and last and first > last:
        problems.append(f"valid_from {first} is after valid_to {last}; expected the other way round")
    return problems


def _check_election_kind(election: Record) -> list[str]:
    if election.get("kind") in ELECTION_KINDS:
        return []
    return [f"kind '{election.get('kind')}'; expected one of {', '.join(ELECTION_KINDS)}"]


def _check_election_dates(election: Record) -> list[str]:
    problems = _not_dates(election, ("called_on", "voting_on", "results_on"))
    if problems:
        return problems
    called, voting, results = (election.get(key) for key in ("called_on", "voting_on", "results_on"))
    if voting is None:
        return ["voting_on is missing; expected a date"]
    if called and called >= voting:
        problems.append(f"called_on {called} is not before voting_on {voting}")
    if results and results < voting:
        problems.append(f"results_on {results} is before voting_on {voting}")
    at = election.get("results_at")
    if at is not None and (not isinstance(at, dt.datetime) or at.tzinfo is None):
        problems.append(f"results_at '{at}'; expected an instant with its offset, or null")
    return problems


def _check_sources(election: Record) -> list[str]:
    sources = election.get("sources") or {}
    return [
        f"{key} has no source; expected sources.{key}.url"
        for key in ("called_on", "voting_on", "results_on", "results_at")
        if election.get(key) is not None and not (sources.get(key) or {}).get("url")
    ]


def _check_overrides(election: Record) -> list[str]:
    problems = []
    for rule, override in (election.get("overrides") or {}).items():
        if not _is_date(override.get("due_on")):
            problems.append(f"override {rule}: due_on '{override.get('due_on')}'; expected a date")
        if "hour" in override and not HOUR_PATTERN.fullmatch(str(override["hour"])):
            problems.append(f"override {rule}: hour '{override['hour']}'; expected a quoted \"18:00\"")
        if not override.get("url") and not override.get("note"):
            problems.append(f"override {rule}: no url and no note; expected where the date comes from")
    return problems


def _not_dates(record: Record, keys: Iterable[str]) -> list[str]:
    return [
        f"{key} '{record[key]}'; expected a date such as 2022-11-20, or null"
        for key in keys
        if record.get(key) is not None and not _is_date(record[key])
    ]


def _is_date(value: Any) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


_BODY_CHECKS: tuple[Check, ...] = (
    _check_slugs,
    _check_name,
    _check_zone,
    _check_body_kind,
    _check_region,
    _check_validity,
)
_ELECTION_CHECKS: tuple[Check, ...] = (
    _check_slugs,
    _check_name,
    _check_zone,
    _check_election_kind,
    _check_election_dates,
    _check_sources,
    _check_overrides,
)
