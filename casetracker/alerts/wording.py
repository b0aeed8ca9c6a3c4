"""The facts of a clock in words, as the templates of mail get them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker import labels
from casetracker.alerts.planning import (
    CHANGES,
    HOUR,
    IMMEDIATE,
    MOVED,
    OVERDUE,
    REMINDER,
    RESUMED,
    STAYED,
    STRICT,
)
from casetracker.alerts.quiet import DAY
from casetracker.law.explain import explain
from casetracker.law.wording import amount_in_words, citation_in_words, date_in_words

# A mail "24 hours before" is made some seconds later; nobody shall read of 23.
PUNCTUAL = dt.timedelta(minutes=5)

# Told before the end: they say what follows when it is missed.
WARNINGS = (IMMEDIATE, REMINDER, STRICT, RESUMED)


def clock_words(
    intent: str, language: str, reference: str, facts: dict[str, Any], base_url: str, at: dt.datetime
) -> dict[str, Any]:
    """Return the variables of a mail about a clock, in *language* (which must be the current one).

    *at* is when it is sent: quiet hours, a pause or a mail server may have held it.
    """
    words = {
        "language": language,
        "reference": reference,
        "body": facts["body"],
        "duty": duty_in_words(facts, language),
        "place_and_offset": _place_and_offset(facts),
        "provisions": [
            {"text": citation_in_words(citation, language), "url": _url(citation, language)}
            for citation in facts["citations"]
        ],
        "explanation": explain(facts["trace"], language),
        "link": f"{base_url}/staff/cases/{facts['slug']}",
    }
    words |= _stay(facts, language) if intent == STAYED else _end(facts, language)
    if intent in WARNINGS:
        # A mail that waited since before the rule was told says what holds where nobody changed it.
        words["supervisor_days"] = facts.get("supervisor_days", 0)
    if intent == REMINDER:
        words |= _stage(facts["occurrence"], _left(facts, at), language)
    if intent == OVERDUE:
        words |= {name: facts[name] for name in ("to_supervisors", "is_above")}
        words["days_over"] = max(0, -_left(facts, at) // DAY)
    if intent in CHANGES:
        words["old_last_day"] = end_in_words(
            facts["from_due_on"], facts["from_due_at"], facts["zone"], language
        )
    if intent == MOVED:
        words["why"] = labels.label("move-reason", facts["reason"])
    return words


def _left(facts: Mapping[str, Any], at: dt.datetime) -> dt.timedelta:
    return dt.datetime.fromisoformat(facts["due_at"]) - at


def _stage(occurrence: str, left: dt.timedelta, language: str) -> dict[str, str]:
    """Return why a reminder is told: by its own name, or as the whole hours that are left."""
    if not occurrence.removesuffix("h").isdigit():
        return {"stage": occurrence, "time_left": ""}
    hours = (left + PUNCTUAL) // HOUR
    return {"stage": "hours", "time_left": amount_in_words(hours, "hour", language) if hours > 0 else ""}


def moment_in_words(instant: str, zone: str, language: str) -> str:
    """Return a moment in local time, with the zone and how far it is from UTC."""
    local = dt.datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))
    return f"{date_in_words(local.date(), language)}, {local:%H:%M} ({zone}, UTC{local.isoformat()[-6:]})"


def _url(citation: Mapping[str, Any], language: str) -> str:
    """Return where the law is read in the recipient's language, if it is published in it."""
    return str((citation.get("urls") or {}).get(language) or citation["url"])


def _end(facts: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "last_day": end_in_words(facts["due_on"], facts["due_at"], facts["zone"], language),
        "strict_day": end_in_words(facts["strict_on"], facts["strict_at"], facts["zone"], language),
        "is_disputed_day": facts["strict_on"] != facts["due_on"],
    }


def _stay(facts: dict[str, Any], language: str) -> dict[str, Any]:
    """Return since when, why and with how much time left a clock stands still."""
    told = _step(facts, "stay-running")
    return {
        "stayed_since": date_in_words(dt.date.fromisoformat(told["from_on"]), language),
        "ground": labels.label("stay-ground", told["ground"]),
        "source": told["source"],
        "time_left": amount_in_words(told["amount"], told["unit"], language),
    }


def duty_in_words(facts: dict[str, Any], language: str) -> str:
    """Return what is due: the name of the rule, as it was when the clock was computed."""
    return str(_step(facts, "rule")["names"][language])


def _step(facts: dict[str, Any], code: str) -> dict[str, Any]:
    """Return the parameters of a step of the trace; it is an error when there is none."""
    return next(step["params"] for step in facts["trace"] if step["code"] == code)


def end_in_words(day: str, instant: str, zone: str, language: str) -> str:
    """Return a last day and its hour: what ends at midnight ends at 24:00, not at 00:00 of the next day."""
    on = dt.date.fromisoformat(day)
    local = dt.datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))
    hour = f"{local:%H:%M}" if local.date() == on else "24:00"
    return _("%(day)s, until %(hour)s", day=date_in_words(on, language), hour=hour)


def _place_and_offset(facts: dict[str, Any]) -> str:
    # The last second of the day: a change of the zone at midnight does not concern it.
    last = dt.datetime.fromisoformat(facts["due_at"]) - dt.timedelta(seconds=1)
    offset = last.astimezone(ZoneInfo(facts["zone"])).isoformat()[-6:]
    return f"{facts['zone']}, UTC{offset}"
