"""What a stored trace says of its clock besides the dates: that it stands still or ended, and the doubts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from casetracker.law.explain import explain
from casetracker.law.wording import amount_in_words

Steps = Sequence[Mapping[str, Any]]

# A warning is a sentence that follows another one; alone it would not say what it is about.
BEFORE = {
    "warning-immediate-on-other-reading": ("proximity-boundary", "proximity-results-day"),
    "warning-law-confirmed-not-verified": ("confirmed",),
    "warning-results-not-known": ("proximity-results-not-known",),
}


def seen_state(role: str, state: str, due_at: dt.datetime, now: dt.datetime) -> str:
    """Return the state of a clock for people: a body is overdue, while a party's time has only passed."""
    if state != "running" or due_at > now:
        return state
    return "passed" if role == "appeal" else "overdue"


def standing(trace: Steps, language: str) -> dict[str, Any]:
    """Return ``stayed_on`` and ``left`` of a clock that stands still, ``ended_on`` of one ended early."""
    empty: Mapping[str, Any] = {}
    result = next((step["params"] for step in trace if step["code"] == "result"), empty)
    stay = next((step["params"] for step in trace if step["code"] == "stay-running"), None)
    left = stay and amount_in_words(stay["amount"], stay["unit"], language)
    return {
        "stayed_on": _day(result.get("stayed_on")),
        "left": _("%(time)s left", time=left) if left else "",
        "ended_on": _day(result.get("ended_on")),
    }


def warnings_of(trace: Steps, language: str) -> list[str]:
    """Return each doubt about a computed clock as a text that can be read alone."""
    by_code = {step["code"]: step for step in trace}
    told = []
    for code, step in by_code.items():
        if code.startswith("warning-"):
            context = [by_code[other] for other in BEFORE.get(code, ()) if other in by_code]
            told.append(" ".join(explain([*context, step], language)))
    return told


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
