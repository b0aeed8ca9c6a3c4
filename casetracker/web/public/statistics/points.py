"""The page of standards: each point with its number, how it was computed, and the list behind it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from casetracker.statistics.standards import POINTS, HearingFigures, Point, Standards
from casetracker.web.public.presenters.figures import percent
from casetracker.web.public.statistics.sections import TITLES, chosen, filter_form, linked
from casetracker.web.public.statistics.slice_request import SliceRequest
from casetracker.web.rendering import fmt_number

Shown = dict[str, Any]

# Where the numbers stand until their links take the place.
PART, WHOLE = "\x00", "\x01"
OTHER_TITLES: dict[str, LazyString] = {
    "filing-limit": _l("Length of the time limit to file"),
    "review-limit": _l("Length of the time limit to decide"),
    "contesting": _l("How decisions can be contested"),
    "before-voting": _l("Received before voting day"),
}


def measure_title(name: str) -> str:
    """Return what a measure is called."""
    return str({**TITLES, **OTHER_TITLES}[name])


def standards_page(asked: SliceRequest, told: Standards) -> Shown:
    """Return what the page of standards shows: what cannot be told from the data stands last."""
    points = [_point(point, asked, told) for point in POINTS] + _of_hearings(asked, told.hearings)
    return {
        "asked": asked,
        "filters": filter_form(asked, ("election",)),
        "chosen": chosen(asked, "public.show_standards"),
        "points": sorted(points, key=lambda point: point["number"] is None),
        "statistics_url": asked.address("public.show_statistics"),
    }


def _point(point: Point, asked: SliceRequest, told: Standards) -> Shown:
    shown = {"demand": str(point.demand), "source": point.source, "how": str(point.how)}
    if point.part is None or point.whole is None:
        return shown | {"verdict": _("Cannot be told from the data"), "colour": "grey", "number": None}
    part, whole = told.count(point.part), told.count(point.whole)
    links = (linked(asked, part, point.part), linked(asked, whole, point.whole))
    return shown | _told(part, whole, links, is_share=point.is_share)


def _told(part: int, whole: int, links: tuple[Markup | str, Markup | str], *, is_share: bool) -> Shown:
    if not whole:
        return {"verdict": _("No case yet that could tell"), "colour": "grey", "number": None}
    sentence = Markup.escape(_("%(part)s of %(whole)s", part=PART, whole=WHOLE))
    number = sentence.replace(PART, links[0]).replace(WHOLE, links[1])
    told = percent(part, whole)
    if not is_share:
        return {"verdict": told, "colour": "blue", "number": number}
    if part == whole:
        return {"verdict": _("In every case"), "colour": "green", "number": number}
    if not part:
        return {"verdict": _("In no case"), "colour": "red", "number": number}
    return {"verdict": _("In %(share)s of cases", share=told), "colour": "yellow", "number": number}


def _of_hearings(asked: SliceRequest, found: HearingFigures) -> list[Shown]:
    """Return the points about hearings; the list of past hearings is theirs when it holds no other one."""
    total: Markup | str = fmt_number(found.total)
    if not asked.filters.given() and found.past == found.total:
        address = url_for("public.list_hearings", show="past")
        total = Markup('<a class="govuk-link" href="{}">{}</a>').format(address, total)
    source = "CDL-AD(2020)025, 129"
    announced = {
        "demand": _("Time and place of hearings are public beforehand."),
        "source": source,
        "how": _("Hearings that stood in the calendar before they began, of all that have begun."),
    }
    opened = {
        "demand": _("Hearings are open to everybody."),
        "source": source,
        "how": _("Open hearings, of all that have begun."),
    }
    return [
        announced | _told(found.announced, found.total, (fmt_number(found.announced), total), is_share=True),
        opened | _told(found.open, found.total, (fmt_number(found.open), total), is_share=True),
    ]
