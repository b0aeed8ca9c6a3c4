"""Tallies: how many cases share some figures. Measures are counted from these few rows, not from all cases.

A measure stays the condition that its list is: it is only asked of the rows of a tally instead of those of
the cases, so the two cannot tell different numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from casetracker.bulk import table_of
from casetracker.statistics.models import TALLIES, CaseFigures
from casetracker.statistics.slices import Filters, Measure

COUNTED = "cases"
_NO_OPTIONS: dict[str, Any] = {}
_FIGURES = table_of(CaseFigures)


def tally(name: str, filters: Filters) -> sa.CTE:
    """Return a tally of the cases of a slice, each row with how many cases it stands for."""
    columns = [_FIGURES.c[each] for each in ("election_id", *TALLIES[name])]
    grouped = sa.select(*columns, sa.func.count().label(COUNTED)).where(*filters.conditions())
    return grouped.group_by(*columns).cte(name)


class Tallies:
    """The tallies of a slice that one statement reads, each made once."""

    def __init__(self, filters: Filters) -> None:
        self._filters = filters
        self._made: dict[str, sa.CTE] = {}

    def count(self, name: str, measure: Measure, now: dt.datetime) -> sa.Select[Any]:
        """Return how many cases fall into each part of a measure: its name, the part, the number."""
        part, counted = (_clause(it) for it in (measure.part(now), measure.counted_at(now)))
        rows = self._made_of(_columns((part, counted)))
        if rows is None:
            return self._count_cases(name, part, counted)
        shown = sa.cast(_asked_of(rows, part), sa.String).label("part")
        inner = sa.select(shown, rows.c[COUNTED].label(COUNTED)).where(_asked_of(rows, counted)).subquery()
        number = sa.cast(sa.func.sum(inner.c[COUNTED]), sa.Integer)
        return sa.select(sa.literal(name), inner.c.part, number).group_by(inner.c.part)

    def _count_cases(self, name: str, part: Any, counted: Any) -> sa.Select[Any]:
        shown = sa.cast(part, sa.String).label("part")
        inner = sa.select(shown).where(counted, *self._filters.conditions()).subquery()
        return sa.select(sa.literal(name), inner.c.part, sa.func.count()).group_by(inner.c.part)

    def _made_of(self, needed: set[str]) -> sa.CTE | None:
        name = next((it for it, columns in TALLIES.items() if needed <= set(columns)), None)
        if name is None:
            return None
        return self._made.setdefault(name, tally(name, self._filters))


def _clause(expression: Any) -> Any:
    """Return the expression behind an attribute of the model."""
    return expression.__clause_element__() if hasattr(expression, "__clause_element__") else expression


def _columns(expressions: Iterable[sa.ColumnElement[Any]]) -> set[str]:
    """Return which figures some expressions read."""
    return {name for it in expressions for each in visitors.iterate(it) if (name := _figure(each))}


def _asked_of(rows: sa.CTE, expression: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return an expression about a case as one about a row of a tally."""

    def replaced(element: Any, **_kw: Any) -> Any:
        name = _figure(element)
        return rows.c[name] if name else None

    return visitors.replacement_traverse(expression, _NO_OPTIONS, replaced)


def _figure(each: Any) -> str | None:
    """Return which figure of a case a part of an expression is, if it is one."""
    return str(each.name) if isinstance(each, sa.Column) and each.table.name == _FIGURES.name else None
