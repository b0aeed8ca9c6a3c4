"""A time limit as an entry of a calendar (RFC 5545): in a feed, and as the part that a mail brings along.

Both have the same UID, so that a calendar which knows the one replaces it by the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Alarm, Calendar, Event

from casetracker import labels
from casetracker.alerts.calendar_entries import Known
from casetracker.alerts.content_lines import component, day, instant, line, text
from casetracker.alerts.wording import duty_in_words, end_in_words
from casetracker.law.wording import citation_in_words

PRODUCT = "-//casetracker//deadlines//EN"
RUNNING, STAYED, MOOT = "running", "stayed", "moot"
# What has no last day any more must leave the calendar: it stands still, or no longer applies.
CANCELLED = frozenset({STAYED, MOOT})
BEFORE = (dt.timedelta(hours=24), dt.timedelta(hours=2))
# A limit that ends at an hour is shown as the half hour before it.
SHOWN_FOR = dt.timedelta(minutes=30)
MORNING = dt.time(9)
# The zones are written out for as long as anything in the calendar can lie, and a year beyond.
A_YEAR = dt.timedelta(days=366)


def ics_of(
    reference: str,
    facts: Mapping[str, Any],
    known: Known,
    language: str,
    base_url: str,
    *,
    state: str = RUNNING,
) -> bytes:
    """Return the calendar that a mail about a clock brings along.

    *facts* are those of the mail (``calendar_entries.facts_of`` gives the same names), *known* comes from
    ``calendar_entries.known_clocks``; *language* must be the current one.
    """
    return calendar_of([event_of(reference, facts, known, language, base_url, state=state)])


def calendar_of(events: Iterable[bytes], hearings: Iterable[Event] = (), *, name: str = "") -> bytes:
    """Return a calendar as it is sent; one that is subscribed to has a *name*, and is read every hour.

    *events* come from :func:`event_of`; the zones that *hearings* name are written out.
    """
    head = [line("VERSION", "2.0"), text("PRODID", PRODUCT), line("METHOD", "PUBLISH")]
    if name:
        head += [text("NAME", name), text("X-WR-CALNAME", name)]
        head.append(line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"))
    heard = list(hearings)
    return component("VCALENDAR", (*head, *_zones_of(heard), *events, *(bytes(it.to_ical()) for it in heard)))


def _zones_of(hearings: list[Event]) -> Iterator[bytes]:
    if hearings:
        days = [dt.date(event.start.year, event.start.month, event.start.day) for event in hearings]
        calendar = Calendar()
        for event in hearings:
            calendar.add_component(event)
        calendar.add_missing_timezones(min(days) - A_YEAR, max(days) + A_YEAR)
        yield from (bytes(zone.to_ical()) for zone in calendar.timezones)


def event_of(
    reference: str,
    facts: Mapping[str, Any],
    known: Known,
    language: str,
    base_url: str,
    *,
    state: str = RUNNING,
) -> bytes:
    """Return the entry of a clock: the whole last day, or the half hour before a limit of hours ends."""
    title = f"{duty_in_words(dict(facts), language)} ({reference})"
    content = [
        line("UID", known.uid),
        line("SEQUENCE", str(known.sequence)),
        instant("DTSTAMP", known.changed_at),
        instant("LAST-MODIFIED", known.changed_at),
        *_place_in_time(facts),
        text("SUMMARY", title if state == RUNNING else f"{labels.label('deadline-state', state)}: {title}"),
        text("DESCRIPTION", _description(facts, language, state)),
        line("URL", f"{base_url}/staff/cases/{facts['slug']}"),
        line("STATUS", "CANCELLED" if state in CANCELLED else "CONFIRMED"),
        line("CLASS", "PRIVATE"),
        line("TRANSP", "TRANSPARENT"),
    ]
    if state == RUNNING:
        content += [_alarm(at, title) for at in _alarms(facts)]
    return component("VEVENT", content)


def _place_in_time(facts: Mapping[str, Any]) -> tuple[bytes, bytes]:
    on = dt.date.fromisoformat(facts["due_on"])
    ends = dt.datetime.fromisoformat(facts["due_at"])
    if ends.astimezone(ZoneInfo(facts["zone"])).date() != on:
        # Until 24:00: a civil day, the same wherever the calendar is looked at.
        return day("DTSTART", on), day("DTEND", on + dt.timedelta(days=1))
    return instant("DTSTART", ends - SHOWN_FOR), instant("DTEND", ends)


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
    if facts["strict_on"] != facts["due_on"]:
        strict_on, zone = dt.date.fromisoformat(facts["strict_on"]), ZoneInfo(facts["zone"])
        yield dt.datetime.combine(strict_on, MORNING, tzinfo=zone)
    ends = dt.datetime.fromisoformat(facts["due_at"])
    yield from (ends - before for before in BEFORE)


def _alarm(at: dt.datetime, title: str) -> bytes:
    content = (
        line("ACTION", "DISPLAY"),
        text("DESCRIPTION", title),
        instant("TRIGGER;VALUE=DATE-TIME", at),
    )
    return component("VALARM", content)


def remind_of_hearing(event: Event) -> Event:
    """Let a calendar of staff remind of a hearing that is still to come; return its entry."""
    if str(event["status"]) == "CONFIRMED":
        for before in BEFORE:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", str(event["summary"]))
            alarm.add("trigger", -before)
            event.add_component(alarm)
    return event
