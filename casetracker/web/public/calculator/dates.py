"""The dates of a deadline that was told, as the pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from casetracker.web.rendering import fmt_datetime, zone_label

Shown = dict[str, Any]


def dates_of(told: Mapping[str, Any]) -> Shown:
    """Return the dates of what ``told_deadline`` gave; those that repeat another one are left out."""
    due_on, strict_on = (dt.date.fromisoformat(told[name]) for name in ("due_on", "strict_on"))
    other_on = told["other_on"] and dt.date.fromisoformat(told["other_on"])
    due_at, zone = dt.datetime.fromisoformat(told["due_at"]), told["zone"]
    hour = next(step["params"]["hour"] for step in told["trace"] if step["code"] == "result")
    return {
        "immediate": told["immediate"],
        "due_on": due_on,
        "strict_on": strict_on if strict_on not in (due_on, other_on) else None,
        "other_on": other_on if other_on != due_on else None,
        "hour": hour,
        # At midnight the day named has not begun: its whole length is too late.
        "begins": hour == "00:00",
        "offset": zone_label(due_at, zone),
        "due_at": fmt_datetime(due_at, zone),
        "zone": zone,
    }
