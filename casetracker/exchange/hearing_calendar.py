"""Public hearings as an iCalendar feed (RFC 5545), for calendars that subscribe to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Calendar, Event, vText

from casetracker.labels import label
from casetracker.publication.models import PublicHearing

PRODUCT = "-//casetracker//hearings//EN"
# The zones are written out for as long as anything in the feed can lie, and a year beyond.
A_YEAR = dt.timedelta(days=366)
REFRESH = dt.timedelta(hours=1)


def calendar_of(
    hearings: Iterable[PublicHearing],
    body_name: Callable[[str], str],
    address: Callable[[PublicHearing], str],
    notices: Sequence[str] = (),
) -> bytes:
    """Return the calendar in the reader's language; the same hearings give the same bytes.

    A hearing keeps its UID when it is moved or cancelled, and its SEQUENCE grows, so that a calendar
    replaces what it had. There is no alarm: when to be reminded is the reader's business. What its reader
    must know of it stands in its description, under both names that calendars read it by (RFC 7986).
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Public hearings"))
    calendar.add("name", _("Public hearings"))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for name in ("description", "x-wr-caldesc") if notices else ():
        # The library takes a name that begins with X for no text, and leaves commas as they are.
        calendar.add(name, vText(" ".join(notices)))
    known = list(hearings)
    for hearing in known:
        calendar.add_component(event_of_hearing(hearing, body_name(hearing.body_id), address(hearing)))
    if known:
        days = [hearing.starts_at.date() for hearing in known]
        calendar.add_missing_timezones(min(days) - A_YEAR, max(days) + A_YEAR)
    return bytes(calendar.to_ical())


def event_of_hearing(hearing: PublicHearing, body: str, address: str) -> Event:
    """Return the entry of a hearing: the same UID and SEQUENCE in every calendar."""
    event, zone = Event(), ZoneInfo(hearing.zone)
    event.add("uid", hearing.uid)
    event.add("sequence", hearing.sequence)
    event.add("dtstamp", hearing.updated_at.replace(microsecond=0))
    event.add("created", hearing.set_at.replace(microsecond=0))
    event.add("last-modified", hearing.updated_at.replace(microsecond=0))
    event.add("dtstart", hearing.starts_at.astimezone(zone))
    if hearing.ends_at:
        event.add("dtend", hearing.ends_at.astimezone(zone))
    event.add("summary", _summary(hearing))
    event.add("description", _description(hearing, body))
    event.add("location", ", ".join(part for part in (hearing.place, hearing.room) if part))
    event.add("url", address)
    event.add("status", vText("CANCELLED" if hearing.result == "cancelled" else "CONFIRMED"))
    event.add("class", "PUBLIC")
    event.add("transp", "TRANSPARENT")
    return event


def _summary(hearing: PublicHearing) -> str:
    subjects = ", ".join(dict.fromkeys(label("subject", case.subject) for case in hearing.cases))
    references = ", ".join(case.reference for case in hearing.cases)
    title = f"{subjects} ({references})"
    return f"{label('hearing-result', hearing.result)}: {title}" if hearing.result else title


def _description(hearing: PublicHearing, body: str) -> str:
    secrecy = _("Open") if hearing.is_open else _("Closed")
    if hearing.closed_ground:
        secrecy = f"{secrecy}: {label('closed-ground', hearing.closed_ground)}"
    lines = [body, secrecy]
    if hearing.link:
        lines.append(hearing.link)
    return "\n".join(lines)
