"""``GET /hearings``: what is heard where and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from casetracker import db
from casetracker.api.blueprints import Resource
from casetracker.api.cursors import cursor_of
from casetracker.api.problems import FieldError, Problem
from casetracker.api.v1.paging import cut, onward
from casetracker.api.v1.schemas.hearings import HearingPageSchema, HearingQuery
from casetracker.api.v1.telling import API, Shown
from casetracker.lawbook import DEFAULT_ZONE
from casetracker.publication.hearing_queries import WantedHearings, hearings_after, published_slugs
from casetracker.publication.models import PublicHearing, PublicHearingCase
from casetracker.runtime import settings

resource = Resource("hearings", __name__, description="Hearings (public).")

# A day of the calendar is one of the capital, as on the page of hearings.
ZONE = ZoneInfo(DEFAULT_ZONE)
# Days beyond are those of no hearing, and an instant of the very last day would not exist.
LAST_DAY = dt.date(2199, 12, 31)


@resource.get("/hearings")
@resource.arguments(HearingQuery, location="query")
@resource.response(200, HearingPageSchema)
@resource.revalidated
@resource.problems(422)
def list_hearings(asked: dict[str, Any]) -> Any:
    """List hearings with what is told of their cases, adjourned and cancelled ones too."""
    limit = asked["limit"]
    found, total = hearings_after(db.db.session, _wanted(asked, db.now()), asked["cursor"], limit)
    shown, following = cut(found, limit, lambda hearing: cursor_of(hearing.starts_at, hearing.id))
    references = {case.reference for hearing in shown for case in hearing.cases}
    slugs = published_slugs(db.db.session, references)
    return onward([_told(hearing, slugs) for hearing in shown], following, total=total)


def _wanted(asked: dict[str, Any], now: dt.datetime) -> WantedHearings:
    first, last = asked["first"], asked["last"]
    if first and last and first > last:
        sentence = _("The last day is before the first one. Exchange them.")
        raise Problem("invalid-input", errors=[FieldError("to", sentence, in_body=False)])
    if first is None and last is None:
        first = now.astimezone(ZONE).date()
    begin = _start(first) if first else None
    end = _start(last + dt.timedelta(days=1)) if last and last < LAST_DAY else None
    return WantedHearings(begin=begin, end=end, body_id=asked["body"], region=asked["region"])


def _start(day: dt.date) -> dt.datetime:
    # Before the first years of a calendar a time zone has no instants.
    return dt.datetime.combine(min(max(day, dt.date(1900, 1, 1)), LAST_DAY), dt.time(), tzinfo=ZONE)


def _told(hearing: PublicHearing, slugs: Mapping[str, str]) -> Shown:
    day = hearing.starts_at.astimezone(ZONE).date().isoformat()
    page = url_for("public.list_hearings", show="week", day=day, _anchor=hearing.uid)
    return Shown(
        hearing,
        url=settings().base_url + page,
        cases=[_case(case, slugs.get(case.reference)) for case in hearing.cases],
    )


def _case(case: PublicHearingCase, slug: str | None) -> Shown:
    return Shown(case, case=f"{API}/cases/{slug}" if slug else None)
