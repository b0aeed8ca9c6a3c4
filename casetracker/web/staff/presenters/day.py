"""The clocks of a day, in the order of urgency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker.cases.models import CaseDeadline
from casetracker.web.staff.presenters.remaining import time_left

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
