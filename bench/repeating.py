"""Rows repeated by the database itself: the fastest way to have very many that are still of every sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

# These are unique and end in the six digits of a number; the serial is that number.
NUMBERED = frozenset({"reference", "slug", "tracking_hash", "uid"})
DIGITS = 6


def repeat(engine: sa.Engine, tables: Sequence[sa.Table], kinds: int, amount: int) -> None:
    """Repeat what the tables hold until there are *amount* cases instead of *kinds*.

    What points from one of the tables into another of them points to the repetition there. A table comes
    after those that it points to.
    """
    with engine.connect() as connection:
        spans = {
            table.name: connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
            for table in tables
            if "id" in table.c
        }
    for table in tables:
        first = _first(table, spans)
        for times in range(1, amount // kinds):
            values = [_value(column, spans, kinds, times).label(column.name) for column in table.c]
            rows = sa.select(*values).where(first)
            # One transaction each: the log of a single one would become as large as all rows.
            with engine.begin() as connection:
                connection.execute(sa.insert(table).from_select([*table.c.keys()], rows))


def _first(table: sa.Table, spans: dict[str, int]) -> sa.ColumnElement[bool]:
    """Return the condition that a row is none of the repetitions."""
    column = next(column for column in table.c if _pointed(column, spans))
    return column <= spans[_pointed(column, spans)]


def _pointed(column: sa.Column[Any], spans: dict[str, int]) -> str:
    """Return the table whose rows a column counts or points to, or nothing."""
    if column.name == "id" and column.primary_key:
        return column.table.name
    for key in column.foreign_keys:
        if key.column.name == "id" and key.column.table.name in spans:
            return key.column.table.name
    return "cases" if column.name == "case_id" else ""


def _value(column: sa.Column[Any], spans: dict[str, int], kinds: int, times: int) -> sa.ColumnElement[Any]:
    pointed = _pointed(column, spans)
    if pointed:
        return column + times * spans[pointed]
    if column.name == "serial":
        return column + times * kinds
    return _numbered(column, times * kinds) if column.name in NUMBERED else column


def _numbered(column: sa.Column[Any], more: int) -> sa.ColumnElement[Any]:
    length = sa.func.length(column)
    number = sa.cast(sa.func.substr(column, length - DIGITS + 1), sa.Integer) + more
    digits = sa.func.substr(sa.cast(number + 10**DIGITS, sa.String), 2)
    return sa.func.substr(column, 1, length - DIGITS).concat(digits)
