"""Which hearings an address asks for, read without ever failing: what is not understood is left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from casetracker.lawbook import DEFAULT_ZONE
from casetracker.publication.hearing_queries import WantedHearings
from casetracker.web.public.addresses import identifier_of
from casetracker.web.public.regions import REGIONS
from casetracker.web.public.search_request import read_page

# A day of the calendar is one of the capital; each hearing is told in the local time of its body.
ZONE = ZoneInfo(DEFAULT_ZONE)
COMING, TODAY, WEEK, MONTH, PAST = VIEWS = ("coming", "today", "week", "month", "past")
YEARS = range(1995, 2100)


@dataclass(frozen=True)
class HearingRequest:
    """What is shown: a view, the day it is about, a body, a region, a page."""

    view: str
    day: dt.date
    body_id: str | None
    region: str | None
    page: int
    now: dt.datetime

    @property
    def first(self) -> dt.date:
        """Return the first day of the span."""
        if self.view == WEEK:
            return self.day - dt.timedelta(days=self.day.weekday())
        return self.day.replace(day=1) if self.view == MONTH else self.day

    @property
    def after(self) -> dt.date:
        """Return the day after the last one of the span."""
        if self.view == WEEK:
            return self.first + dt.timedelta(days=7)
        if self.view == MONTH:
            return (self.first + dt.timedelta(days=32)).replace(day=1)
        return self.day + dt.timedelta(days=1)

    @property
    def before(self) -> dt.date:
        """Return a day of the span before."""
        return self.first - dt.timedelta(days=1)

    @property
    def has_span(self) -> bool:
        """Tell whether the view has a beginning and an end, and so one before and one after it."""
        return self.view in (TODAY, WEEK, MONTH)

    def wanted(self) -> WantedHearings:
        """Return what is asked of the register."""
        here = WantedHearings(body_id=self.body_id, region=self.region)
        if self.view == COMING:
            return replace(here, begin=_start(self.day))
        if self.view == PAST:
            return replace(here, end=self.now, newest_first=True)
        return replace(here, begin=_start(self.first), end=_start(self.after))


def read_hearings(arguments: MultiDict[str, str], now: dt.datetime) -> HearingRequest:
    """Return what an address asks for; without anything, what is coming from today on."""
    today = now.astimezone(ZONE).date()
    view, region = arguments.get("show", ""), arguments.get("region", "")
    return HearingRequest(
        view=view if view in VIEWS else COMING,
        day=_day(arguments.get("day", "")) or today,
        body_id=identifier_of(arguments.get("body", "")),
        region=region if region in REGIONS else None,
        page=read_page(arguments),
        now=now,
    )


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=ZONE)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text) if text.isascii() else None
    except ValueError:
        return None
    return day if day and day.year in YEARS else None
