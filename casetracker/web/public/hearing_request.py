"""Which hearings an address asks for, read without ever failing: what is not understood is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from casetracker.lawbook import DEFAULT_ZONE
from casetracker.publication.hearing_queries import WantedHearings
from casetracker.web.public.addresses import identifier_of
from casetracker.web.public.regions import REGIONS
from casetracker.web.public.search_request import (
    DEEPEST_PAGE,
    LONGEST_SHOWN,
    left_out,
    told_page,
    visible,
)

# A day of the calendar is one of the capital; each hearing is told in the local time of its body.
ZONE = ZoneInfo(DEFAULT_ZONE)
COMING, TODAY, WEEK, MONTH, PAST = VIEWS = ("coming", "today", "week", "month", "past")
YEARS = range(1995, 2100)


@dataclass(frozen=True)
class HearingRequest:
    """What is shown: a view, the day it is about, a body, a region, a page; ``notices`` tell what is not."""

    view: str
    day: dt.date
    body_id: str | None
    region: str | None
    page: int
    now: dt.datetime
    notices: tuple[str, ...] = ()

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


def read_hearings(
    arguments: MultiDict[str, str], now: dt.datetime, bodies: Container[str] = ()
) -> HearingRequest:
    """Return what an address asks for; without anything, what is coming from today on.

    *bodies* are those that exist, as far as the address may name them.
    """
    day, bad_day = _day(arguments.get("day", ""))
    view, bad_view = _known(_("Span of time"), arguments.get("show", ""), VIEWS)
    body_id, bad_body = _body(arguments.get("body", ""), bodies)
    region, bad_region = _known(_("Region"), arguments.get("region", ""), REGIONS)
    page, bad_page = told_page(arguments)
    return HearingRequest(
        view=view or COMING,
        day=day or now.astimezone(ZONE).date(),
        body_id=body_id,
        region=region,
        page=min(page, DEEPEST_PAGE),
        now=now,
        notices=(*bad_view, *bad_day, *bad_body, *bad_region, *bad_page),
    )


def _known(legend: str, value: str, known: Container[str]) -> tuple[str | None, list[str]]:
    if value in known:
        return value, []
    return None, [left_out(legend, value)] if value else []


def _body(value: str, bodies: Container[str]) -> tuple[str | None, list[str]]:
    body_id = identifier_of(value)
    if body_id and body_id in bodies:
        return body_id, []
    return None, [left_out(_("Body"), value)] if value else []


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=ZONE)


def _day(text: str) -> tuple[dt.date | None, list[str]]:
    try:
        day = dt.date.fromisoformat(text) if text.isascii() else None
    except ValueError:
        day = None
    if day and day.year in YEARS:
        return day, []
    return None, [_no_day(text)] if text else []


def _no_day(text: str) -> str:
    return _(
        "“%(value)s” is not a date from %(first)d to %(last)d, so today was taken. Write it like 2022-11-20.",
        value=visible(text)[:LONGEST_SHOWN],
        first=YEARS[0],
        last=YEARS[-1],
    )
