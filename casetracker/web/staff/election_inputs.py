"""What may be typed about an election: its dates, where they were read, the commission's calendar plan."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker.cases.fields import CivilDate, CleanText, LocalMoment, Told
from casetracker.cases.inputs import OPTIONAL, Strict
from casetracker.web.staff.field_names import Names
from casetracker.web.staff.forms import LONGEST_REASON

LONGEST_SOURCE = 500
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")

NAMES: Names = {
    "called_on": _l("Called on"),
    "called_on_source": _l("Where the day of calling was read"),
    "voting_on": _l("Voting day"),
    "voting_on_source": _l("Where the voting day was read"),
    "results_on": _l("Results announced on"),
    "results_at": _l("Moment of the announcement"),
    "results_source": _l("Where the announcement was read"),
    "reason": _l("Reason for the change"),
}
PLAN_NAMES: Names = {
    "rule": _l("Time limit"),
    "due_on": _l("Date in the plan"),
    "hour": _l("Hour, where the plan gives one"),
    "url": _l("Address where the plan was read"),
    "note": _l("Document or note"),
}


class Hour(Told):
    """A local wall-clock hour, as a calendar plan gives it."""

    def read(self, value: Any) -> str:
        """Return the hour."""
        text = str(value).strip()
        if not HOUR.fullmatch(text):
            raise ma.ValidationError(_("Write the hour like 18:00, at most 24:00."))
        return text


class WebAddress(CleanText):
    """The address of a page."""

    def read(self, value: Any) -> str | None:
        """Return the address; None when nothing visible was typed."""
        text = super().read(value)
        if text is not None and not WEB_ADDRESS.fullmatch(text):
            raise ma.ValidationError(_("Write the whole address, beginning with https://."))
        return text


class ElectionSchema(Strict):
    """The dates of an election and where each was read."""

    called_on = CivilDate(**OPTIONAL)
    called_on_source = CleanText(longest=LONGEST_SOURCE, **OPTIONAL)
    voting_on = CivilDate(required=True)
    voting_on_source = CleanText(longest=LONGEST_SOURCE, **OPTIONAL)
    results_on = CivilDate(**OPTIONAL)
    results_at = LocalMoment(**OPTIONAL)
    results_source = CleanText(longest=LONGEST_SOURCE, **OPTIONAL)
    reason = CleanText(longest=LONGEST_REASON, required=True)


class PlanRowSchema(Strict):
    """One date of the commission's calendar plan."""

    rule = CleanText(longest=80, required=True)
    due_on = CivilDate(required=True)
    hour = Hour(**OPTIONAL)
    url = WebAddress(longest=LONGEST_SOURCE, **OPTIONAL)
    note = CleanText(longest=LONGEST_SOURCE, **OPTIONAL)

    @ma.validates_schema(skip_on_field_errors=False)
    def has_a_source(self, values: Mapping[str, Any], **_options: Any) -> None:
        """Refuse a date that nobody can look up; an address that is wrong has been told already."""
        if "url" in values and not values["url"] and not values.get("note"):
            raise ma.ValidationError(_("Say where the date was read: an address or a document."), "url")


class SourceSchema(Strict):
    """Which text of the law the rules were compared with."""

    source = CleanText(longest=LONGEST_SOURCE, required=True)


def source_told(text: str | None) -> dict[str, str | None]:
    """Return a source as the register keeps it: an address, or a document that is named."""
    is_address = bool(text and WEB_ADDRESS.fullmatch(text))
    return {"url": text} if is_address else {"url": None, "note": text}


def override_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a checked row of the plan as the register keeps it: dates as ISO text, empty keys left out."""
    on: dt.date = row["due_on"]
    told = {name: row[name] for name in ("hour", "url", "note") if row[name]}
    return {"due_on": on.isoformat(), **told}
