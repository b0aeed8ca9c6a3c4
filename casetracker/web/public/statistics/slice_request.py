"""Which slice an address asks for, read without ever failing: what is not understood is told and left out."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from casetracker import labels
from casetracker.registry.models import Body, Election
from casetracker.statistics.slices import COUNTRY, MEASURES, Cell, Filters
from casetracker.web.public.regions import REGIONS
from casetracker.web.public.search_request import LONGEST_SHOWN, left_out, visible
from casetracker.web.rendering import label, language

LEGENDS: dict[str, LazyString] = {
    "election": _l("Election"),
    "forum": _l("Kind of body"),
    "body_level": _l("Level of the body"),
    "region": _l("Region"),
    "subject": _l("Subject"),
    "complainant": _l("Complainant"),
    "body": _l("Body"),
}
KINDS = {
    "forum": "forum",
    "body_level": "body-level",
    "subject": "subject",
    "complainant": "party-kind",
}
EVERYTHING = "outcomes"


@dataclass(frozen=True)
class Places:
    """The elections that exist, and the body that the address names, if there is one."""

    elections: Sequence[Election]
    body: Body | None = None

    def name(self, filter_name: str, value: str) -> str:
        """Return the value of a filter in words."""
        if filter_name == "election":
            named = {election.id: election.name(language()) for election in self.elections}
            return named.get(value, value)
        if filter_name == "body":
            return self.body.name(language()) if self.body else value
        if filter_name == "region":
            return _("The whole country") if value == COUNTRY else str(REGIONS.get(value, value))
        return label(KINDS[filter_name], value)


@dataclass(frozen=True)
class SliceRequest:
    """A slice as it was understood; ``notices`` tell what was not."""

    filters: Filters
    places: Places
    notices: tuple[str, ...]

    def address(self, endpoint: str, **arguments: object) -> str:
        """Return the address of a page about this slice."""
        return url_for(endpoint, **self.filters.given(), **arguments)  # type: ignore[arg-type]


def list_url(filters: Filters, cell: Cell) -> str:
    """Return the address of the list behind a number: the cases that this very number counts.

    The search finds decisions, of which a case may have several: a number of cases leads to a list of cases.
    """
    values = list(cell.values)
    return url_for("public.list_counted", measure=cell.measure, value=values, **filters.given())  # type: ignore[arg-type]


def read_slice(arguments: MultiDict[str, str], places: Places) -> SliceRequest:
    """Return which slice the arguments of an address ask for."""
    allowed = _allowed(places)
    chosen: dict[str, str] = {}
    notices = []
    for name, legend in LEGENDS.items():
        value = arguments.get(name, "")
        if value in allowed[name]:
            chosen[name] = value
        elif value:
            notices.append(left_out(str(legend), value))
    return SliceRequest(Filters(**chosen), places, tuple(notices))


def read_cell(arguments: MultiDict[str, str]) -> tuple[Cell, str | None]:
    """Return which number's list is asked for, or a sentence about what no table has.

    Left out, it would turn a list of few cases into one of all: there is no list then.
    """
    measure = arguments.get("measure", EVERYTHING)
    if measure not in MEASURES:
        return Cell(EVERYTHING), _no_list(_("Table"), measure)
    values = tuple(dict.fromkeys(arguments.getlist("value")))
    unknown = next((value for value in values if value not in MEASURES[measure].values), None)
    if unknown is not None:
        return Cell(EVERYTHING), _no_list(_("Row"), unknown)
    return Cell(measure, values), None


def _allowed(places: Places) -> Mapping[str, Container[str]]:
    return {
        "election": {election.id for election in places.elections},
        "forum": labels.KINDS["forum"],
        "body_level": labels.BODY_LEVELS,
        "region": {*REGIONS, COUNTRY},
        "subject": labels.SUBJECTS,
        "complainant": labels.PARTY_KINDS,
        "body": {places.body.id} if places.body else set(),
    }


def _no_list(legend: str, value: str) -> str:
    return _(
        "There is no such list: “%(name)s” has no value “%(value)s”.",
        name=legend,
        value=visible(value)[:LONGEST_SHOWN],
    )
