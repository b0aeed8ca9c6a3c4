"""Write many rows that belong together in few statements: their ids are taken before, so none is read back.

Never commits. On SQLite whoever writes is alone until the transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

Row = dict[str, Any]
# Fewer rows are sent one by one.
MANY = 20


def table_of(model: type[Any]) -> sa.Table:
    """Return the table of a model."""
    return cast("sa.Table", model.__table__)


def give_ids(session: Session, model: type[Any], things: Sequence[Any]) -> None:
    """Give each thing the id under which it will be stored, in their order."""
    for thing, number in zip(things, take_ids(session, model, len(things)), strict=True):
        thing.id = number


def take_ids(session: Session, model: type[Any], amount: int) -> Sequence[int]:
    """Take so many ids that nobody else will get."""
    table = table_of(model)
    if session.get_bind().dialect.name == "postgresql":
        following = sa.func.nextval(sa.func.pg_get_serial_sequence(table.name, "id"))
        numbers = sa.select(following).select_from(sa.func.generate_series(1, amount).alias("wanted"))
        return sorted(session.scalars(numbers)) if amount else []
    last = session.scalar(sa.select(sa.func.max(table.c.id))) or 0
    return range(last + 1, last + amount + 1)


def write_all(session: Session, model: type[Any], things: Sequence[Any]) -> None:
    """Insert things that are in no session."""
    insert_rows(session, model, list(_rows(table_of(model), things)))


def insert_rows(session: Session, model: type[Any], rows: Sequence[Row]) -> None:
    """Insert rows, if there are any; all of them name the same columns."""
    table = table_of(model)
    if len(rows) >= MANY and session.get_bind().dialect.name == "postgresql":
        # One message to the server instead of one for each row.
        names = tuple(rows[0])
        columns = {name: [row[name] for row in rows] for name in names}
        session.execute(_by_columns(table, names), columns)
    elif rows:
        session.execute(sa.insert(table), rows)


@lru_cache(maxsize=64)
def _by_columns(table: sa.Table, names: tuple[str, ...]) -> sa.Insert:
    """Return the statement that inserts rows which are given as one array for each of their columns."""
    arrays = [
        sa.cast(sa.bindparam(name, type_=ARRAY(table.c[name].type, dimensions=1)), ARRAY(table.c[name].type))
        for name in names
    ]
    given = sa.func.unnest(*arrays).table_valued(*names, name="given").render_derived()
    return sa.insert(table).from_select(list(names), sa.select(*(given.c[name] for name in names)))


def _rows(table: sa.Table, things: Sequence[Any]) -> Iterator[Row]:
    """Return what the columns of a table hold of things.

    A column that none of them has a value for is left to its default in the database.
    """
    held = [vars(thing) for thing in things]
    valued = set().union(*held) if held else set()
    known = [column for column in table.columns if column.default is not None or column.key in valued]
    defaults = {column.name: column.default for column in known}
    for values in held:
        yield {
            name: values[name] if name in values else _by_default(default)
            for name, default in defaults.items()
        }


def _by_default(default: Any) -> Any:
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg
