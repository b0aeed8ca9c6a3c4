"""Write many rows that belong together in few statements: their ids are taken before, so none is read back.

Never commits. On SQLite whoever writes is alone until the transaction ends.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
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


def insert_rows(session: Session, model: type[Any] | sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows, if there are any; all of them name the same columns."""
    table = model if isinstance(model, sa.Table) else table_of(model)
    if len(rows) < MANY:
        if rows:
            session.execute(sa.insert(table), rows)
    elif session.get_bind().dialect.name == "postgresql":
        # One message to the server instead of one for each row.
        told = json.dumps(rows, ensure_ascii=False, default=_as_text)
        session.execute(_by_document(table, tuple(rows[0])), {"told": told})
    else:
        _insert_by_driver(session.connection(), table, rows)


@contextmanager
def planned_for_values(session: Session) -> Iterator[None]:
    """Have the statements of the block planned for the values that they ask for.

    PostgreSQL keeps plans, and keeps on with those of a table that it knew as empty while very many rows
    come into it: every row is then compared with each of a list of values. Not for writing: the checks of
    foreign keys would be planned for each row.
    """
    is_kept = session.get_bind().dialect.name == "postgresql"
    if is_kept:
        session.execute(sa.text("SET LOCAL plan_cache_mode = force_custom_plan"))
    yield
    if is_kept:
        session.execute(sa.text("SET LOCAL plan_cache_mode = auto"))


def _insert_by_driver(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows whose values are prepared column by column, which takes less than value by value."""
    given = rows[0]
    # In the order in which the statement names them; what the rows lack has the default of the model.
    wanted = [column for column in table.columns if column.name in given or column.default is not None]
    statement, processors = _by_places(table, tuple(column.name for column in wanted), connection.dialect)
    bound: list[Iterable[Any]] = []
    for column, process in zip(wanted, processors, strict=True):
        name, default = column.name, column.default
        values = [row[name] if name in given else _by_default(default) for row in rows]
        bound.append(map(process, values) if process else values)
    connection.exec_driver_sql(statement, list(zip(*bound, strict=True)))


@lru_cache(maxsize=64)
def _by_places(
    table: sa.Table, names: tuple[str, ...], dialect: sa.Dialect
) -> tuple[str, tuple[Callable[[Any], Any] | None, ...]]:
    """Return the statement that takes the values of these columns in their order, and what prepares each."""
    statement = sa.insert(table).compile(dialect=dialect, column_keys=list(names))
    types = [table.c[name].type.dialect_impl(dialect) for name in names]
    return str(statement), tuple(each.bind_processor(dialect) for each in types)


@lru_cache(maxsize=64)
def _by_document(table: sa.Table, names: tuple[str, ...]) -> sa.Insert:
    """Return the statement that inserts rows which are given as one JSON text, ``told``."""
    columns = [sa.column(name, table.c[name].type) for name in names]
    rows = sa.func.json_to_recordset(sa.cast(sa.bindparam("told", type_=sa.Text()), sa.JSON))
    given = rows.table_valued(*columns, name="given").render_derived(with_types=True)
    return sa.insert(table).from_select(list(names), sa.select(*(given.c[name] for name in names)))


def _as_text(value: Any) -> str:
    """Return what JSON has no word for as PostgreSQL reads it."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        raise TypeError("an instant needs a time zone")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    raise TypeError(f"a column of {type(value).__name__} cannot be inserted in bulk")


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
