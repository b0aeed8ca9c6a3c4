"""Write many rows that belong together in few statements: their ids are taken before, so none is read back.

Never commits. On SQLite whoever writes is alone until the transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

Row = dict[str, Any]


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
    """Insert rows, if there are any."""
    if rows:
        session.execute(sa.insert(table_of(model)), rows)


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
