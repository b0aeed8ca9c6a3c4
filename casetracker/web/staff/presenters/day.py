"""The clocks of a day, in the order of urgency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from casetracker.cases.models import CaseDeadline
from casetracker.web.staff.presenters.remaining import time_left

ALL, BODY, ME = "all", "body", "me"
OVERDUE, TODAY, STRICT, LATER = "overdue", "today", "strict", "later"


@dataclass
class Group:
    """Clocks of the same urgency."""

    slug: str
    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)


def day_groups(clocks: Sequence[CaseDeadline], now: dt.datetime) -> list[Group]:
    """Return the groups that hold anything: overdue, due today, late by the strict count, then the rest."""
    groups = {
        OVERDUE: Group(OVERDUE, _("Overdue")),
        TODAY: Group(TODAY, _("Due today")),
        STRICT: Group(STRICT, _("Last day already passed if counted strictly")),
        LATER: Group(LATER, _("Due later")),
    }
    for clock in clocks:
        groups[urgency(clock, now)].rows.append({"clock": clock, "remaining": time_left(clock.due_at, now)})
    return [group for group in groups.values() if group.rows]


def urgency(clock: CaseDeadline, now: dt.datetime) -> str:
    """Return the slug of the group that a running clock belongs to."""
    if clock.due_at <= now:
        return OVERDUE
    if clock.due_on == now.astimezone(ZoneInfo(clock.zone)).date():
        return TODAY
    return STRICT if clock.strict_at <= now else LATER


def tabs(whose: str, body_code: str) -> list[dict[str, Any]]:
    """Return whose work can be looked at: ``text``, ``href``, ``is_chosen``, filters of the ``board``."""
    chosen = whose if whose in (BODY, ME) else ALL
    known: tuple[tuple[str, str, dict[str, str]], ...] = (
        (ALL, _("My body and all below it"), {}),
        (BODY, _("My body"), {"body": body_code}),
        (ME, _("Assigned to me"), {"assignee": "me"}),
    )
    return [
        {
            "text": text,
            "href": url_for("staff.my_day", whose=None if slug == ALL else slug),
            "is_chosen": slug == chosen,
            "board": board,
        }
        for slug, text, board in known
    ]
