"""Hearings as the public pages show them: by day, with what is told of each case and nothing more."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names
from flask import url_for
from flask_babel import gettext as _

from casetracker.labels.within import at_the_beginning
from casetracker.publication.models import PublicHearing, PublicHearingCase
from casetracker.web.alphabets import place_in_list
from casetracker.web.public.hearing_request import COMING, MONTH, PAST, TODAY, WEEK, HearingRequest
from casetracker.web.public.presenters.case import case_path
from casetracker.web.public.queries import Names
from casetracker.web.public.regions import REGIONS
from casetracker.web.rendering import fmt_date, fmt_time, label, language

Shown = dict[str, Any]
COLOURS = {"held": "green", "held-in-absence": "green", "adjourned": "yellow", "cancelled": "red"}


@dataclass(frozen=True)
class Listed:
    """One page of hearings, with the names and the published cases that it leads to.

    Attributes:
        slugs: the page of each published case, by its reference.
        bodies: what the list can be narrowed to.
        starts: start and zone of every hearing of a month, to count them by day.
    """

    hearings: Sequence[PublicHearing]
    total: int
    pages: int
    names: Names
    slugs: Mapping[str, str]
    bodies: Sequence[str]
    starts: Sequence[tuple[dt.datetime, str]]


def hearings_page(asked: HearingRequest, listed: Listed) -> Shown:
    """Return what the page of hearings shows."""
    return {
        "days": by_day(listed.hearings, listed.names, listed.slugs),
        "notices": asked.notices,
        "total": listed.total,
        "page": asked.page,
        "pages": listed.pages,
        "span": _span(asked),
        "views": [_view(asked, view, words) for view, words in _views()],
        "filters": _filters(asked, listed),
        "keep": [("show", asked.view), ("day", asked.day.isoformat())],
        "earlier": address(asked, day=asked.before) if asked.has_span else None,
        "later": address(asked, day=asked.after) if asked.has_span else None,
        "month": _month(asked, listed) if asked.view == MONTH else None,
        "feed": url_for("public.hearings_calendar", body=asked.body_id, region=asked.region, lang=language()),
        "everything": url_for("public.list_hearings"),
        "past": url_for("public.list_hearings", show=PAST),
        "is_narrowed": bool(asked.body_id or asked.region),
    }


def by_day(hearings: Sequence[PublicHearing], names: Names, slugs: Mapping[str, str]) -> list[Shown]:
    """Return hearings under the civil day on which they start where they are."""
    here = {hearing.uid for hearing in hearings}
    return [
        {"day": day, "title": weekday_date(day), "hearings": [shown(it, names, slugs, here) for it in those]}
        for day, those in days_of(hearings)
    ]


def days_of(hearings: Sequence[PublicHearing]) -> list[tuple[dt.date, list[PublicHearing]]]:
    """Return hearings under their civil days, each day once: around midnight zones are days apart."""
    days: dict[dt.date, list[PublicHearing]] = {}
    for hearing in hearings:
        days.setdefault(_local_day(hearing), []).append(hearing)
    is_newest_first = bool(hearings) and hearings[0].starts_at > hearings[-1].starts_at
    return sorted(days.items(), key=lambda each: each[0], reverse=is_newest_first)


def shown(hearing: PublicHearing, names: Names, slugs: Mapping[str, str], here: Container[str]) -> Shown:
    """Return one hearing; *here* are those on the same page."""
    known = hearing.body_id in names.bodies
    ends = fmt_time(hearing.ends_at, hearing.zone) if hearing.ends_at else ""
    return {
        "uid": hearing.uid,
        "starts_at": hearing.starts_at,
        "time": fmt_time(hearing.starts_at, hearing.zone),
        "state": label("hearing-result", hearing.result) if hearing.result else _("Set"),
        "colour": COLOURS.get(hearing.result or "", "grey" if hearing.result else "blue"),
        "title": ", ".join(dict.fromkeys(label("subject", case.subject) for case in hearing.cases)),
        "body": names.body(hearing.body_id, language()),
        "body_href": url_for("public.show_body", body_id=hearing.body_id) if known else None,
        # A bare number would be read as part of the address.
        "place": f"{hearing.place}, {_('Room')}: {hearing.room}" if hearing.room else hearing.place,
        "link": hearing.link,
        "secrecy": secrecy(hearing),
        "expected": _("Expected to end at %(time)s", time=ends) if ends and not hearing.result else "",
        "language": label("language", hearing.language),
        "goes_on": f"#{hearing.next_uid}" if hearing.next_uid in here else None,
        "updated_at": hearing.updated_at,
        "cases": [_case(case, names, slugs) for case in hearing.cases],
    }


def secrecy(hearing: PublicHearing) -> str:
    """Return whether everybody may come, or why not."""
    if hearing.is_open:
        return _("Open")
    return _("Closed: %(ground)s", ground=label("closed-ground", hearing.closed_ground or "other"))


def weekday_date(day: dt.date) -> str:
    """Return a civil date with its weekday."""
    name = format_date(day, "EEEE", locale=language())
    return f"{at_the_beginning(name)}, {fmt_date(day)}"


def _case(case: PublicHearingCase, names: Names, slugs: Mapping[str, str]) -> Shown:
    slug = slugs.get(case.reference)
    told = [label("subject", case.subject), label("party-kind", case.complainant_kind)]
    if case.contested_body_id:
        told.append(names.body(case.contested_body_id, language()))
    return {"reference": case.reference, "href": case_path(slug) if slug else None, "about": " · ".join(told)}


def _local_day(hearing: PublicHearing) -> dt.date:
    return hearing.starts_at.astimezone(ZoneInfo(hearing.zone)).date()


def address(asked: HearingRequest, **changes: Any) -> str:
    """Return the address of the same list with something else in it."""
    told: dict[str, Any] = {
        "show": asked.view,
        "day": asked.day,
        "body": asked.body_id,
        "region": asked.region,
    } | changes
    day = told["day"].isoformat() if told["day"] else None
    return url_for("public.list_hearings", **(told | {"day": day}))


def _views() -> list[tuple[str, str]]:
    return [
        (COMING, _("Coming")),
        (TODAY, _("Day")),
        (WEEK, _("Week")),
        (MONTH, _("Month")),
        (PAST, _("Past")),
    ]


def _view(asked: HearingRequest, view: str, words: str) -> Shown:
    day = asked.day if view in (TODAY, WEEK, MONTH) else None
    return {"href": address(asked, show=view, day=day), "text": words, "current": view == asked.view}


def _span(asked: HearingRequest) -> str:
    if asked.view == COMING:
        return _("From %(day)s on", day=fmt_date(asked.day))
    if asked.view == PAST:
        return _("Past hearings, the latest first")
    if asked.view == TODAY:
        return weekday_date(asked.day)
    last = asked.after - dt.timedelta(days=1)
    return _("%(first)s to %(last)s", first=fmt_date(asked.first), last=fmt_date(last))


def _filters(asked: HearingRequest, listed: Listed) -> list[Shown]:
    offered = {it for it in (*listed.bodies, asked.body_id) if it}
    bodies = _by_name((it, listed.names.body(it, language())) for it in offered)
    regions = _by_name((code, str(name)) for code, name in REGIONS.items())
    return [
        {
            "name": "body",
            "legend": _("Body"),
            "everything": _("All bodies"),
            "value": asked.body_id or "",
            "options": bodies,
        },
        {
            "name": "region",
            "legend": _("Region"),
            "everything": _("All regions"),
            "value": asked.region or "",
            "options": regions,
        },
    ]


def _by_name(options: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda option: (place_in_list(option[1]), option[0]))


def _month(asked: HearingRequest, listed: Listed) -> Shown:
    """Return the month as weeks of days, each with how many hearings it has."""
    counts = Counter(starts_at.astimezone(ZoneInfo(zone)).date() for starts_at, zone in listed.starts)
    short = get_day_names("short", locale=language())
    full = get_day_names("wide", locale=language())
    weeks = calendar.Calendar().monthdatescalendar(asked.first.year, asked.first.month)
    return {
        "weekdays": [(short[number], full[number]) for number in range(7)],
        "weeks": [[_month_day(asked, day, counts[day]) for day in week] for week in weeks],
    }


def _month_day(asked: HearingRequest, day: dt.date, count: int) -> Shown:
    return {
        "number": day.day,
        "inside": day.month == asked.first.month,
        "count": count,
        "title": fmt_date(day),
        "href": address(asked, show=TODAY, day=day),
    }
