"""The lines of the board in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from casetracker.cases.board_lines import Entry
from casetracker.cases.models import CaseDeadline
from casetracker.web.rendering import fmt_date
from casetracker.web.staff.presenters.day import OVERDUE, urgency
from casetracker.web.staff.presenters.remaining import time_left

Shown = dict[str, Any]


def entry_rows(entries: Sequence[Entry], now: dt.datetime) -> list[Shown]:
    """Return each line: its ``case``, its ``clock`` or None, ``state`` as a slug, ``when`` in words."""
    return [
        {
            "case": entry.case,
            "clock": entry.clock,
            "state": state_of(entry.clock, now),
            "when": _when(entry.clock, now),
            "assignee": entry.case.assignee.name if entry.case.assignee else "",
        }
        for entry in entries
    ]


def state_of(clock: CaseDeadline | None, now: dt.datetime) -> str:
    """Return the state that a person is told: a running clock whose last day has ended is overdue."""
    if clock is None:
        return ""
    if clock.state == "running" and urgency(clock, now) == OVERDUE:
        return "overdue"
    return clock.state


def _when(clock: CaseDeadline | None, now: dt.datetime) -> str:
    if clock is None:
        return ""
    if clock.state == "running":
        return time_left(clock.due_at, now)
    if clock.state == "stayed" and clock.stayed_on:
        return _("since %(day)s", day=fmt_date(clock.stayed_on))
    return ""
