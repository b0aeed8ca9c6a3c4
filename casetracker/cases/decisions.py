"""What fits together in a decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker import db
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.intake import CLOCK_SLACK
from casetracker.cases.models import Case

TEXTS = ("facts", "provisions", "application", "appeal_route")
PLAIN = (
    "number",
    "open_session",
    "outcome",
    "inadmissibility_ground",
    "operative",
    "remedy",
    "votes_for",
    "votes_against",
    "dissent",
    "language",
)
WITHOUT_EXAMINATION = ("returned", "left-without-consideration")
WITH_REMEDY = ("satisfied", "partly-satisfied")


@dataclass(frozen=True)
class Taken:
    """When a decision was taken and served, as instants."""

    taken_at: dt.datetime
    served_at: dt.datetime | None


def check_decision(case: Case, values: dict[str, Any], version: int | None) -> Taken:
    """Return the instants of a decision that fits its case.

    Raises :class:`StaleCase` when the case is no longer the one the person saw, and
    :class:`InvalidInput` with everything that does not fit.
    """
    if version is not None and version != case.version:
        raise StaleCase(case.reference)
    errors: dict[str, list[str]] = {}
    if case.status != "registered":
        errors["_schema"] = [_("This case has a decision already. Nothing was recorded a second time.")]
    zone = ZoneInfo(case.body.zone)
    taken_at = _instant(values["taken_at"], zone)
    served_at = _instant(values["served_at"], zone) if values["served_at"] else None
    _check_times(errors, case, taken_at, served_at)
    _check_outcome(errors, values)
    if errors:
        raise InvalidInput(errors)
    return Taken(taken_at, served_at)


def _instant(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)


def _check_times(
    errors: dict[str, list[str]], case: Case, taken_at: dt.datetime, served_at: dt.datetime | None
) -> None:
    if taken_at < case.received_at:
        errors["taken_at"] = [_("The decision lies before the complaint was received. Check the date.")]
    elif taken_at > db.now() + CLOCK_SLACK:
        errors["taken_at"] = [_("This lies in the future. Enter when it really happened.")]
    if served_at and served_at < taken_at:
        errors["served_at"] = [_("It cannot be served before it was taken. Check both times.")]


def _check_outcome(errors: dict[str, list[str]], values: dict[str, Any]) -> None:
    outcome, ground = values["outcome"], values["inadmissibility_ground"]
    if outcome in WITHOUT_EXAMINATION and not ground:
        errors["inadmissibility_ground"] = [
            _("Name the ground: a complaint that is not examined needs one, so that it can be checked.")
        ]
    if outcome in WITH_REMEDY and ground:
        errors["inadmissibility_ground"] = [
            _("A complaint that was satisfied has no ground of inadmissibility.")
        ]
    if values["remedy"] != "none" and outcome not in WITH_REMEDY:
        errors["remedy"] = [_("A remedy belongs to a complaint that was satisfied, fully or partly.")]
