"""``/calendars/<token>.ics``: time limits and hearings for the calendar of somebody who works here.

A calendar program cannot log in, so the address itself is the key: it is kept by nobody on the way, and
every reading asks anew whether its user may still see what it shows.
"""

from __future__ import annotations

import hashlib

from flask import Blueprint, Flask, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.accounts.feeds import BODY, feed_in_use, is_use_unnoted, note_use
from casetracker.accounts.models import CalendarFeed
from casetracker.alerts import calendar_entries
from casetracker.alerts.calendar_entries import facts_of
from casetracker.alerts.calendar_part import calendar_of, event_of, remind_of_hearing
from casetracker.exchange.hearing_calendar import event_of_hearing
from casetracker.protection import limiter
from casetracker.publication.hearing_queries import hearings_of_uids
from casetracker.publication.models import PublicHearing
from casetracker.registry.slugs import slug_of
from casetracker.runtime import settings
from casetracker.web.public.queries import names_of
from casetracker.web.security import KEPT_BY_NOBODY

pages = Blueprint("calendars", __name__)

READINGS = "120 per hour"
LONGEST_TOKEN = 100


@pages.get("/calendars/<token>.ics")
@limiter.limit(READINGS)
def show_calendar(token: str) -> ResponseReturnValue:
    """Give a calendar; whatever is wrong with its address or its user, there is none."""
    session, now = db.db.session, db.now()
    feed = feed_in_use(session, token[:LONGEST_TOKEN], now)
    if feed is None or not calendar_entries.is_open_to_user(session, feed):
        abort(404)
    with force_locale(feed.language):
        content = _calendar(session, feed)
    if is_use_unnoted(feed, now):
        with db.unit_of_work() as unit:
            note_use(unit, feed, now)
    answer = Response(content, mimetype="text/calendar")
    answer.content_language.add(feed.language)
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return answer.make_conditional(request)


@pages.after_app_request
def _keep_to_oneself(response: Response) -> Response:
    if request.path.startswith("/calendars/"):
        response.headers.update(KEPT_BY_NOBODY)
    return response


def _calendar(session: Session, feed: CalendarFeed) -> bytes:
    now, told, base_url = db.now(), feed.language, settings().base_url
    clocks = calendar_entries.clocks_of_feed(session, feed, now)
    known = calendar_entries.known_clocks(session, clocks)
    events = [
        event_of(it.case.reference, facts_of(it, told), known[it.id], told, base_url, state=it.state)
        for it in clocks
    ]
    hearings = hearings_of_uids(session, calendar_entries.hearings_of_feed(session, feed, now))
    names = names_of(session, {hearing.body_id for hearing in hearings}, [])
    heard = [
        remind_of_hearing(event_of_hearing(it, names.body(it.body_id, told), base_url + _path(it)))
        for it in hearings
    ]
    return calendar_of(events, heard, name=_name(feed))


def _name(feed: CalendarFeed) -> str:
    if feed.kind == BODY and feed.body is not None:
        return feed.body.name(feed.language)
    return feed.case_reference or str(labels.label("feed-kind", feed.kind))


def _path(hearing: PublicHearing) -> str:
    election, name = slug_of(hearing.cases[0].reference).split("/")
    return url_for("staff.show_case", election=election, slug=name)


def register(app: Flask) -> None:
    """Attach the page."""
    app.register_blueprint(pages)
