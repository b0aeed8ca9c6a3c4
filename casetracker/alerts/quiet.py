"""Quiet hours: nothing is told at night, except near voting day, when nights count too."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from casetracker.alerts.rules import AlertRules

DAY = dt.timedelta(days=1)
# Asked for very many clocks.
zone_named = cache(ZoneInfo)


@dataclass(frozen=True)
class Quiet:
    """The quiet hours of a body, by the local time of *zone*."""

    rules: AlertRules
    zone: str
    voting_on: dt.date | None = None

    def after(self, at: dt.datetime) -> dt.datetime:
        """Return *at*, or when the quiet hours end that it lies in."""
        begin, end = self.rules.quiet_from, self.rules.quiet_to
        zone = zone_named(self.zone)
        local = at.astimezone(zone)
        hour = local.time()
        is_night = hour >= begin or hour < end if begin > end else begin <= hour < end
        if not is_night or self._is_near_voting(local.date()):
            return at
        day = local.date() + DAY if begin > end and hour >= begin else local.date()
        return dt.datetime.combine(day, end, tzinfo=zone).astimezone(dt.UTC)

    def _is_near_voting(self, day: dt.date) -> bool:
        if self.voting_on is None:
            return False
        return self.voting_on - self.rules.quiet_off_days * DAY <= day <= self.voting_on + DAY
