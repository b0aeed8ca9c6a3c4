"""Published clocks as the macro ``clock_card`` takes them, told by the trace that was published with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from casetracker.law.explain import explain
from casetracker.lawbook import LawBook
from casetracker.web.clock_traces import standing, warnings_of
from casetracker.web.law_links import cited, rule_url
from casetracker.web.rendering import fmt_date, label, language

Shown = dict[str, Any]


def clock_card(book: LawBook, clock: Mapping[str, Any], now: dt.datetime) -> Shown:
    """Return a clock of a published case: as the law was when it was computed."""
    steps = clock["trace"]
    # The limit to file ended by the filing itself, which the timeline tells.
    ended_at = clock["ended_at"] if clock["role"] == "review" else None
    return {
        "title": _title(book, clock),
        "rule_url": rule_url(book, clock["rule"]),
        "state": _state(clock, now),
        "due_on": dt.date.fromisoformat(clock["due_on"]),
        "due_at": dt.datetime.fromisoformat(clock["due_at"]),
        "strict_on": dt.date.fromisoformat(clock["strict_on"]),
        "zone": clock["zone"],
        "immediate": clock["immediate"],
        "remaining": _("This day has passed.") if is_overdue(clock, now) else "",
        "ended_at": dt.datetime.fromisoformat(ended_at) if ended_at else None,
        "edition": fmt_date(dt.date.fromisoformat(clock["edition"])),
        "disputed": [step["params"]["text"][language()] for step in steps if step["code"] == "dispute"],
        "warnings": warnings_of(steps, language()),
        # Disputes and warnings are shown on the card itself, above its explanation.
        "explanation": explain([step for step in steps if not _is_on_the_card(step)], language()),
        "citations": cited(clock["citations"]),
        **standing(steps, language()),
    }


def _state(clock: Mapping[str, Any], now: dt.datetime) -> str:
    # A party's time is simply over; that a body is overdue is for its own staff to be told first.
    is_over = clock["role"] == "appeal" and is_overdue(clock, now)
    return "passed" if is_over else str(clock["state"])


def _is_on_the_card(step: Mapping[str, Any]) -> bool:
    return step["code"] == "dispute" or str(step["code"]).startswith("warning-")


def is_overdue(clock: Mapping[str, Any], now: dt.datetime) -> bool:
    """Tell whether a published clock still runs though its last day has ended."""
    return clock["state"] == "running" and dt.datetime.fromisoformat(clock["due_at"]) <= now


def _title(book: LawBook, clock: Mapping[str, Any]) -> str:
    rule = book.rules.rules.get(clock["rule"])
    name = rule.names[language()] if rule else clock["rule"]
    title = f"{label('deadline-role', clock['role'])}: {name}"
    # A clock that was published before each party had its own names none.
    role = clock.get("party_role")
    return _("%(title)s: %(party)s", title=title, party=label("party-role", role)) if role else title
