"""``GET /statistics``: the numbers of the page of statistics, each with the list behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from casetracker import db, labels
from casetracker.api.blueprints import Resource
from casetracker.api.problems import FieldError, Problem
from casetracker.api.v1.schemas.statistics import SliceQuery, StatisticsSchema
from casetracker.api.v1.telling import language
from casetracker.labels.regions import REGIONS
from casetracker.registry.models import Body, Election
from casetracker.registry.queries import list_elections
from casetracker.remembering import remembered
from casetracker.runtime import settings
from casetracker.statistics import queries as figures
from casetracker.statistics.queries import CLASSES, Overview, Row
from casetracker.statistics.slices import COUNTRY, DIMENSIONS, MEASURES, OF_OVERVIEW, Cell, Filters

resource = Resource("statistics", __name__, description="The register in numbers (public).")


@resource.get("/statistics")
@resource.arguments(SliceQuery, location="query")
@resource.response(200, StatisticsSchema)
@resource.revalidated
@resource.problems(422)
def show_statistics(asked: dict[str, Any]) -> Any:
    """Count the published cases of a slice: outcomes, grounds, time limits, and by each dimension.

    The numbers are those of the page of statistics with the same filters.
    """
    filters = _filters(asked)
    _changed_at, marks = figures.last_change(db.db.session, db.now())
    # The page keeps its figures under the same key, so that they are counted once for both.
    seen = remembered(
        ("overview", filters, marks), lambda: figures.overview(db.db.session, filters, db.now())
    )
    elections = {election.id: election.name(language()) for election in list_elections(db.db.session)}
    return {
        "filters": filters.given(),
        "url": settings().base_url + url_for("public.show_statistics", **filters.given()),  # type: ignore[arg-type]
        "received": _count(seen.received, filters, "outcomes"),
        "median_seconds": seen.median_seconds,
        "measures": [_measure(name, seen) for name in OF_OVERVIEW],
        "dimensions": [
            {"dimension": name, "rows": [_row(name, row, seen.filters, elections) for row in seen.rows[name]]}
            for name in DIMENSIONS
        ],
    }


def _filters(asked: dict[str, Any]) -> Filters:
    """Return the filters; an election or a body that is not there is refused, not counted as nought."""
    for name, kind, sentence in (
        ("election", Election, _("There is no election with this id. Take one from the list of elections.")),
        ("body", Body, _("There is no body with this id. Take one from the list of bodies.")),
    ):
        if asked[name] is not None and db.db.session.get(kind, asked[name]) is None:
            raise Problem("invalid-input", errors=[FieldError(name, sentence, in_body=False)])
    return Filters(**asked)


def _measure(name: str, seen: Overview) -> dict[str, Any]:
    measure, counted = MEASURES[name], seen.counts[name]
    values = measure.values if measure.keeps_order else list(counted)
    parts = [
        {
            "value": value,
            "name": labels.label(measure.kind, value),
            **_count(counted.get(value, 0), seen.filters, name, (value,)),
        }
        for value in values
    ]
    return {"measure": name, "total": _count(seen.count(name), seen.filters, name), "parts": parts}


def _row(dimension: str, row: Row, filters: Filters, elections: dict[str, str]) -> dict[str, Any]:
    here = filters.narrowed(dimension, row.value)
    classes = {
        name: _count(row.classes[name], here, "outcomes", results) for name, results in CLASSES.items()
    }
    return {
        "value": row.value,
        "name": _name(dimension, row.value, elections),
        "received": _count(row.received, here, "outcomes"),
        **classes,
        "in_time": _count(row.in_time, here, "timeliness", ("in-time",)),
        "late": _count(row.late, here, "timeliness", ("late",)),
    }


def _name(dimension: str, value: str, elections: dict[str, str]) -> str:
    if dimension == "election":
        return elections.get(value, value)
    if dimension == "region":
        return _("The whole country") if value == COUNTRY else str(REGIONS.get(value, value))
    kind = DIMENSIONS[dimension]
    return labels.label(kind, value) if kind else value


def _count(count: int, filters: Filters, measure: str, values: Sequence[str] = ()) -> dict[str, Any]:
    """Return a number with the address of its list, which counts by the same condition."""
    cell = Cell(measure, tuple(values))
    path = url_for("public.list_counted", measure=cell.measure, value=list(cell.values), **filters.given())  # type: ignore[arg-type]
    return {"count": count, "url": settings().base_url + path}
