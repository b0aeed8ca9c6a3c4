"""A time limit as an entry of a calendar (RFC 5545): in a feed, and as the part that a mail brings along.

Both have the same UID, so that a calendar which knows the one replaces it by the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from email.message import MIMEPart
from email.policy import SMTP
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Alarm, Calendar, Event, vText

from casetracker import labels
from casetracker.alerts.calendar_entries import Known
from casetracker.alerts.wording import duty_in_words, end_in_words
from casetracker.law.wording import citation_in_words

PRODUCT = "-//casetracker//deadlines//EN"
NAME_OF_FILE = "deadline.ics"
RUNNING, STAYED, MOOT = "running", "stayed", "moot"
# What has no last day any more must leave the calendar: it stands still, or no longer applies.
CANCELLED = frozenset({STAYED, MOOT})
BEFORE = (dt.timedelta(hours=24), dt.timedelta(hours=2))
# A limit that ends at an hour is shown as the half hour before it.
SHOWN_FOR = dt.timedelta(minutes=30)
MORNING = dt.time(9)
REFRESH = dt.timedelta(hours=1)
# The zones are written out for as long as anything in the calendar can lie, and a year beyond.
A_YEAR = dt.timedelta(days=366)


def ics_part(
    reference: str,
    facts: Mapping[str, Any],
    known: Known,
    language: str,
    base_url: str,
    *,
    state: str = RUNNING,
) -> MIMEPart:
    """Return the part that a mail about a clock brings along, for ``EmailMessage.attach``.

    *facts* are those of the mail (``calendar_entries.facts_of`` gives the same names), *known* comes from
    ``calendar_entries.known_clocks``; *language* must be the current one.
    """
    calendar = new_calendar()
    calendar.add_component(event_of(reference, facts, known, language, base_url, state=state))
    part = MIMEPart(policy=SMTP)
    part.set_content(
        complete(calendar).decode(),
        subtype="calendar",
        cte="base64",
        disposition="attachment",
        filename=NAME_OF_FILE,
        params={"method": "PUBLISH"},
    )
    return part


def new_calendar(name: str = "") -> Calendar:
    """Return a calendar without entries; one that is subscribed to has a name, and is read every hour."""
    calendar = Calendar()
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("name", name)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def complete(calendar: Calendar) -> bytes:
    """Return the calendar as it is sent, with every zone that it names written out."""
    days = [event.start for event in calendar.events]
    days = [day.date() if isinstance(day, dt.datetime) else day for day in days]
    if days:
        calendar.add_missing_timezones(min(days) - A_YEAR, max(days) + A_YEAR)
    return bytes(calendar.to_ical())


def event_of(
    reference: str,
    facts: Mapping[str, Any],
    known: Known,
    language: str,
    base_url: str,
    *,
    state: str = RUNNING,
) -> Event:
    """Return the entry of a clock: the whole last day, or the half hour before a limit of hours ends."""
    event, duty = Event(), duty_in_words(dict(facts), language)
    changed_at = known.changed_at.astimezone(dt.UTC).replace(microsecond=0)
    event.add("uid", known.uid)
    event.add("sequence", known.sequence)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    _place_in_time(event, facts)
    event.add("summary", _summary(duty, reference, state))
    event.add("description", _description(facts, language, state))
    event.add("url", f"{base_url}/staff/cases/{facts['slug']}")
    event.add("status", vText("CANCELLED" if state in CANCELLED else "CONFIRMED"))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if state == RUNNING:
        for at in _alarms(facts):
            event.add_component(_alarm(at, f"{duty} ({reference})", "DATE-TIME"))
    return event


def remind_of_hearing(event: Event) -> Event:
    """Let a calendar of staff remind of a hearing that is still to come; return its entry."""
    if str(event["status"]) == "CONFIRMED":
        for before in BEFORE:
            event.add_component(_alarm(-before, str(event["summary"]), "DURATION"))
    return event


def _place_in_time(event: Event, facts: Mapping[str, Any]) -> None:
    day = dt.date.fromisoformat(facts["due_on"])
    ends = dt.datetime.fromisoformat(facts["due_at"]).astimezone(ZoneInfo(facts["zone"]))
    if ends.date() != day:
        # Until 24:00: a civil day, the same wherever the calendar is looked at.
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        return
    event.add("dtstart", ends - SHOWN_FOR)
    event.add("dtend", ends)


def _summary(duty: str, reference: str, state: str) -> str:
    title = f"{duty} ({reference})"
    return title if state == RUNNING else f"{labels.label('deadline-state', state)}: {title}"


def _description(facts: Mapping[str, Any], language: str, state: str) -> str:
    lines = [_("Body: %(body)s", body=facts["body"])]
    if state != STAYED:
        last = end_in_words(facts["due_on"], facts["due_at"], facts["zone"], language)
        lines.append(_("Last day: %(last_day)s (%(place)s)", last_day=last, place=facts["zone"]))
    if state != STAYED and facts["strict_on"] != facts["due_on"]:
        strict = end_in_words(facts["strict_on"], facts["strict_at"], facts["zone"], language)
        lines.append(
            _("Strict last day, if the day of the event is counted: %(strict_day)s", strict_day=strict)
        )
    return "\n".join([*lines, *(citation_in_words(citation, language) for citation in facts["citations"])])


def _alarms(facts: Mapping[str, Any]) -> Iterator[dt.datetime]:
    """Yield when to be reminded: in the morning of the strict last day, a day and two hours before."""
    zone = ZoneInfo(facts["zone"])
    if facts["strict_on"] != facts["due_on"]:
        morning = dt.datetime.combine(dt.date.fromisoformat(facts["strict_on"]), MORNING, tzinfo=zone)
        yield morning.astimezone(dt.UTC)
    ends = dt.datetime.fromisoformat(facts["due_at"]).astimezone(dt.UTC)
    yield from (ends - before for before in BEFORE)


def _alarm(at: dt.datetime | dt.timedelta, title: str, kind: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", at, parameters={"value": kind})
    return alarm
