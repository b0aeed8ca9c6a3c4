"""What fits together in the dates and the calendar plan of an election."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker.registry.checking import HOUR_PATTERN
from casetracker.registry.errors import InvalidInput
from casetracker.registry.models import Election

DATES = ("called_on", "voting_on", "results_on", "results_at")
FIELDS = (*DATES, "overrides", "sources")
YEARS = range(1990, 2200)

Values = dict[str, Any]
Errors = dict[str, list[str]]


def changed_values(election: Election, changes: Mapping[str, Any], rules: Container[str] | None) -> Values:
    """Return the fields that differ from what is stored, complete and as they are stored.

    The day of the announcement follows from its moment, and a date that changed leaves its old source
    behind. *rules* are the rule ids that a plan may name; what it named before it may go on naming.
    Raises :class:`InvalidInput` with everything that does not fit.
    """
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise ValueError(f"an election has no {', '.join(sorted(unknown))}; it has {', '.join(FIELDS)}")
    wanted = {name: changes.get(name, getattr(election, name)) for name in FIELDS}
    errors: Errors = {}
    _fit_announcement(election, changes, wanted, errors)
    _check_days(wanted, errors)
    wanted["overrides"] = _plan(election, wanted["overrides"], rules, errors)
    if errors:
        raise InvalidInput(errors)
    if "sources" not in changes:
        kept = {name: told for name, told in election.sources.items() if not _differs(election, wanted, name)}
        wanted["sources"] = kept
    return {name: value for name, value in wanted.items() if value != getattr(election, name)}


def _differs(election: Election, wanted: Values, name: str) -> bool:
    return name in DATES and wanted[name] != getattr(election, name)


def _fit_announcement(election: Election, changes: Mapping[str, Any], wanted: Values, errors: Errors) -> None:
    moment: dt.datetime | None = wanted["results_at"]
    if moment is None:
        return
    if moment.tzinfo is None:
        raise TypeError("the moment of the announcement needs a time zone")
    wanted["results_at"] = moment.astimezone(dt.UTC)
    day = moment.astimezone(ZoneInfo(election.zone)).date()
    if "results_on" not in changes and "results_at" in changes:
        wanted["results_on"] = day
    elif wanted["results_on"] != day:
        errors["results_at"] = [
            _("The moment of the announcement lies on another day than the day given for it. Correct one.")
        ]


def _check_days(wanted: Values, errors: Errors) -> None:
    called_on, voting_on, results_on = wanted["called_on"], wanted["voting_on"], wanted["results_on"]
    for name, day in (("called_on", called_on), ("voting_on", voting_on), ("results_on", results_on)):
        if day is not None and day.year not in YEARS:
            errors[name] = [_("“%(value)s” is not a date of an election. Check the year.", value=day)]
    if voting_on is None:
        errors["voting_on"] = [_("An election has a voting day. Enter it.")]
    if errors or voting_on is None:
        return
    if called_on is not None and called_on >= voting_on:
        errors["called_on"] = [
            _("An election is called before its voting day, %(day)s. Check both dates.", day=voting_on)
        ]
    if results_on is not None and results_on < voting_on:
        errors["results_on"] = [
            _("Results are not announced before the voting day, %(day)s. Check both dates.", day=voting_on)
        ]


def _plan(
    election: Election, plan: Mapping[str, Mapping[str, Any]], rules: Container[str] | None, errors: Errors
) -> Values:
    told: list[str] = []
    stored: Values = {}
    for rule, line in plan.items():
        if rules is not None and rule not in rules and rule not in election.overrides:
            told.append(_("There is no time limit “%(rule)s”. Choose one of the list.", rule=rule))
        stored[rule] = _plan_line(rule, line, told)
    if told:
        errors["overrides"] = told
    return stored


def _plan_line(rule: str, line: Mapping[str, Any], told: list[str]) -> Values:
    day, hour = _day(line.get("due_on")), line.get("hour")
    if day is None or day.year not in YEARS:
        told.append(_("The plan has no date for “%(rule)s”. Write it like 2026-03-15.", rule=rule))
    if hour is not None and hour != "24:00" and not HOUR_PATTERN.fullmatch(str(hour)):
        told.append(
            _("The plan's hour for “%(rule)s” cannot be read. Write it like 18:00, at most 24:00.", rule=rule)
        )
    if not line.get("url") and not line.get("note"):
        told.append(_("The plan's date for “%(rule)s” has no source. Say where it was read.", rule=rule))
    return {**line, "due_on": day.isoformat() if day else None}


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None
