"""``/hearings`` and ``/hearings.ics``: what is heard where and when, open to everyone."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from casetracker import db
from casetracker.exchange.hearing_calendar import calendar_of
from casetracker.publication import hearing_queries
from casetracker.publication.models import PublicHearing
from casetracker.runtime import lawbook, settings
from casetracker.statistics.queries import last_change
from casetracker.web.public.addresses import identifier_of
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import entity_tag, unless_known
from casetracker.web.public.hearing_request import TODAY, ZONE, HearingRequest, read_hearings
from casetracker.web.public.presenters.hearings import Listed, Shown, by_day, hearings_page
from casetracker.web.public.queries import Names, names_of
from casetracker.web.rendering import language, page_url

MOST_ON_START_PAGE = 10
# A calendar shows all days, whatever day the page shows from which it was taken.
NARROWED_BY = ("body", "region")


@pages.get("/hearings")
def list_hearings() -> ResponseReturnValue:
    """Show the hearings of a day, a week, a month, from now on, or what has been."""
    session, asked = db.db.session, _asked(request.args)
    if asked.page > 1:
        last = _pages(hearing_queries.count_hearings(session, asked.wanted()))
        if asked.page > last:
            return redirect(page_url(last))
    changed_at, marks = last_change(session, asked.now)
    # At midnight the page begins with another day.
    midnight = dt.datetime.combine(asked.now.astimezone(ZONE), dt.time(), tzinfo=ZONE)
    return unless_known(
        _tag(asked, marks),
        max(changed_at, midnight),
        lambda: render_template("public/hearings.html", **hearings_page(asked, _listed(asked))),
    )


@pages.get("/hearings.ics")
def hearings_calendar() -> ResponseReturnValue:
    """Give the hearings to calendars; the body and the region of the address narrow them.

    What of these is not understood is left out, and the calendar says so as the page does.
    """
    asked = _asked(MultiDict({name: request.args[name] for name in NARROWED_BY if name in request.args}))
    session = db.db.session
    wanted = hearing_queries.WantedHearings(body_id=asked.body_id, region=asked.region)
    found = hearing_queries.feed(session, wanted, asked.now)
    names = names_of(session, {hearing.body_id for hearing in found}, [])
    calendar = calendar_of(found, lambda body: names.body(body, language()), _address, asked.notices)
    answer = Response(calendar, mimetype="text/calendar")
    answer.set_etag(hashlib.sha256(calendar).hexdigest()[:32])
    answer.cache_control.no_cache = True
    return answer.make_conditional(request)


def hearings_today(session: Session, now: dt.datetime) -> list[Shown]:
    """Return the hearings of today under their day, as the start page shows them."""
    asked = read_hearings(MultiDict({"show": TODAY}), now)
    found, _total = hearing_queries.public_hearings(session, asked.wanted(), size=MOST_ON_START_PAGE)
    slugs = hearing_queries.published_slugs(session, _references(found))
    return by_day(found, _names(found, [], asked), slugs)


def hearings_of(session: Session, reference: str) -> list[Shown]:
    """Return the hearings of a published case under their days, as its page shows them."""
    found = hearing_queries.hearings_of_case(session, reference)
    slugs = hearing_queries.published_slugs(session, _references(found))
    return by_day(found, _names(found, [], None), slugs)


def _asked(arguments: MultiDict[str, str]) -> HearingRequest:
    named = identifier_of(arguments.get("body", ""))
    return read_hearings(arguments, db.now(), names_of(db.db.session, [named], []).bodies)


def _address(hearing: PublicHearing) -> str:
    # The day of the list that the address opens, not that of UTC.
    day = hearing.starts_at.astimezone(ZONE).date().isoformat()
    path = url_for("public.list_hearings", show="week", day=day, _anchor=hearing.uid)
    return settings().base_url + path


def _listed(asked: HearingRequest) -> Listed:
    session, wanted = db.db.session, asked.wanted()
    found, total = hearing_queries.public_hearings(session, wanted, asked.page)
    bodies = hearing_queries.bodies_with_hearings(session)
    starts = hearing_queries.starts_of(session, wanted) if asked.view == "month" else []
    return Listed(
        found,
        total,
        _pages(total),
        _names(found, bodies, asked),
        hearing_queries.published_slugs(session, _references(found)),
        bodies,
        starts,
    )


def _pages(total: int) -> int:
    return max(1, -(-total // hearing_queries.PAGE_SIZE))


def _tag(asked: HearingRequest, marks: tuple[str, ...]) -> str:
    """Return a tag that changes with the hearings, with which of them began, and with what is asked."""
    session = db.db.session
    listed = (*hearing_queries.bodies_with_hearings(session), *hearing_queries.contested_bodies(session))
    bodies = names_of(session, [*listed, asked.body_id], []).bodies
    named = sorted(body.name(language()) for body in bodies.values())
    today = asked.now.astimezone(ZONE).date()
    wanted = (asked.view, asked.day, asked.body_id, asked.region, asked.page, today)
    return entity_tag(lawbook(), [language(), *wanted, *marks, *named])


def _references(found: Sequence[PublicHearing]) -> set[str]:
    return {case.reference for hearing in found for case in hearing.cases}


def _names(found: Sequence[PublicHearing], bodies: Sequence[str], asked: HearingRequest | None) -> Names:
    contested = {case.contested_body_id for hearing in found for case in hearing.cases}
    deciding = {hearing.body_id for hearing in found}
    elections = {hearing.election_id for hearing in found}
    wanted = {*bodies, *deciding, *contested, asked.body_id if asked else None}
    return names_of(db.db.session, wanted, elections)
