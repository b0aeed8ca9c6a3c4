"""The tables of the statistics: numbers with the lists behind them, the same on the page and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker.statistics.queries import CLASSES, Overview, Row
from casetracker.statistics.slices import DIMENSIONS, MEASURES, OF_OVERVIEW, Cell, Filters
from casetracker.web.public.statistics.slice_request import LEGENDS, Places
from casetracker.web.rendering import label

BY = "by-"
CLASS_WORDS: dict[str, LazyString] = {
    "granted": _l("Satisfied in whole or in part"),
    "refused": _l("Refused"),
    "inadmissible": _l("Returned or left without consideration"),
    "otherwise": _l("Ended otherwise"),
    "pending": _l("Pending"),
}


@dataclass(frozen=True)
class Number:
    """A number, and the slice and cell whose list it leads to."""

    count: int
    filters: Filters
    cell: Cell


@dataclass(frozen=True)
class Line:
    """A row: its slug, what it is called, its numbers."""

    slug: str
    name: str
    numbers: Sequence[Number]


@dataclass(frozen=True)
class Table:
    """A table: the names of its columns of numbers, and its rows."""

    name: str
    first: str
    columns: Sequence[str]
    lines: Sequence[Line]

    @property
    def headings(self) -> list[str]:
        """Return the headings of the table as a file."""
        return [_("Code"), self.first, *self.columns]

    @property
    def plain_rows(self) -> list[list[str | int]]:
        """Return the rows of the table as a file."""
        return [[line.slug, line.name, *(each.count for each in line.numbers)] for line in self.lines]


def table_of(name: str, seen: Overview, places: Places) -> Table | None:
    """Return a table by its name, that of a measure or ``by-`` with a dimension; None: there is none."""
    dimension = name.removeprefix(BY).replace("-", "_")
    if name in OF_OVERVIEW:
        return measure_table(name, seen)
    if name.startswith(BY) and dimension in DIMENSIONS and name == table_name(dimension):
        return dimension_table(dimension, seen, places)
    return None


def table_name(dimension: str) -> str:
    """Return the name of the table of a dimension."""
    return BY + dimension.replace("_", "-")


def measure_table(name: str, seen: Overview) -> Table:
    """Return how the cases fall into the parts of a measure."""
    measure, counted = MEASURES[name], seen.counts[name]
    values = measure.values if measure.keeps_order else list(counted)
    lines = [
        Line(
            value,
            label(measure.kind, value),
            [Number(counted.get(value, 0), seen.filters, Cell(name, (value,)))],
        )
        for value in values
    ]
    return Table(name, _("Part"), [_("Cases")], lines)


def dimension_table(name: str, seen: Overview, places: Places) -> Table:
    """Return the values of a dimension, each with its cases by result and by time limit."""
    columns = [
        _("Complaints received"),
        *map(str, CLASS_WORDS.values()),
        _("Decided within the time limit"),
        _("Decided after the time limit"),
    ]
    lines = [_dimension_line(name, row, seen.filters, places) for row in seen.rows[name]]
    return Table(table_name(name), str(LEGENDS[name]), columns, lines)


def _dimension_line(name: str, row: Row, filters: Filters, places: Places) -> Line:
    here = filters.narrowed(name, row.value)
    numbers = [Number(row.received, here, Cell("outcomes"))]
    numbers += [
        Number(row.classes[each], here, Cell("outcomes", results)) for each, results in CLASSES.items()
    ]
    numbers += [
        Number(row.in_time, here, Cell("timeliness", ("in-time",))),
        Number(row.late, here, Cell("timeliness", ("late",))),
    ]
    return Line(row.value, places.name(name, row.value), numbers)
