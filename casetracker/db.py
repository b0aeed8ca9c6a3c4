"""The database: declarative base, column types, engine set-up and the unit of work.

One behaviour on SQLite and PostgreSQL: instants are stored in UTC and come back aware, a unit of
work takes the write lock first on SQLite (so that it never fails half-way on a busy upgrade), and
nothing but the unit of work commits.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import orm

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 15_000
# How a moment is kept of which only the day is known: as the end of that day, where the body is, so that
# nothing is called late by an hour that nobody knows. Who shows it tells no hour.
ONLY_THE_DAY = dt.time(23, 59, 59)
# Of pages that were read, for each connection: SQLite's own two would be read from the file again and again.
SQLITE_CACHE_KIB = 32 * 1024
# Who asks a connection whether it is alive waits as for a small statement. One used a moment ago is.
TRUSTED_SECONDS = 0.1
RETURNED = "returned_to_the_pool_at"
# The isolation in which each statement is a transaction.
ONE_BY_ONE = "AUTOCOMMIT"


class UTCDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An instant: aware in Python, UTC in the database. A naive value is a programming error."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Convert to UTC; SQLite stores it without offset so that text order is time order."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant needs a time zone")
        if value.tzinfo is not dt.UTC:
            value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Give the instant back in UTC, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(orm.DeclarativeBase):
    """Base of every stored thing."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: UTCDateTime(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
        str: sa.Text(),
    }


db = SQLAlchemy(session_options={"expire_on_commit": False})


def now() -> dt.datetime:
    """Return the present instant, aware, in UTC: the one place outside edges where the clock is read."""
    return dt.datetime.now(dt.UTC)


def driver_url(url: str) -> str:
    """Return *url* with the driver that this project uses (``postgresql://`` means psycopg 3)."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine options for *url*."""
    # Row values are complaints and persons: they must not reach a log through an error's text.
    options: dict[str, Any] = {"url": driver_url(url), "hide_parameters": True, "json_serializer": as_json}
    if not url.startswith("sqlite"):
        options["pool_recycle"] = 1800
    return options


# Cyrillic as it is: escapes would take three times the room.
as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def prepare_engine(engine: sa.Engine) -> sa.Engine:
    """Attach what each database needs.

    SQLite: pragmas at connect, and transactions that really begin. A database server: a connection that was
    not used a moment ago is asked whether it is still alive.
    """
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _sqlite_connected)
        sa.event.listen(engine, "begin", _sqlite_begin)
    else:
        sa.event.listen(engine, "handle_error", _end_cursor_of_lost_connection)
        sa.event.listen(engine, "checkin", _returned)
        sa.event.listen(engine, "checkout", partial(_ask_if_alive, engine.dialect))
    return engine


def refresh_statistics(engine: sa.Engine) -> None:
    """Let the database count what its tables hold, so that it chooses indexes well.

    PostgreSQL does so by itself; SQLite only when asked, and guesses badly until then.
    """
    with engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))


def _returned(_connection: Any, record: sa.pool.ConnectionPoolEntry) -> None:
    record.info[RETURNED] = time.perf_counter()


def _ask_if_alive(
    dialect: sa.Dialect, connection: Any, record: sa.pool.ConnectionPoolEntry, _proxy: Any
) -> None:
    """Let the pool open another connection instead of one that the server has ended."""
    returned = record.info.get(RETURNED)
    if returned is None or time.perf_counter() - returned < TRUSTED_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise sa.exc.InvalidatePoolError() from error


def _end_cursor_of_lost_connection(error: sa.engine.ExceptionContext) -> None:
    """Close what was read through a connection that broke: SQLAlchemy forgets it, and leaves it open."""
    context = error.execution_context
    if error.is_disconnect and context is not None and context.cursor is not None:
        # First the connection, or the cursor asks a server that is not there to close it.
        cursor: Any = context.cursor
        cursor.connection.close()
        cursor.close()


def _sqlite_connected(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling begins late and never before a SELECT; switch it off.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        # A negative number counts KiB, not pages.
        f"cache_size=-{SQLITE_CACHE_KIB}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: sa.Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    if mode:
        connection.exec_driver_sql(f"BEGIN {mode}")


def connect_for_statements(engine: sa.Engine | None = None) -> sa.Connection:
    """Return a connection on which each statement is a transaction of its own, at once and for good.

    For work that is one statement, done very often: one message to the database instead of four.
    """
    connection = (engine or db.engine).connect()
    if connection.dialect.name == "sqlite":
        # Without a BEGIN the driver is in this mode already.
        return connection.execution_options(sqlite_begin=None)
    return connection.execution_options(isolation_level=ONE_BY_ONE)


def to_read(session: orm.Session) -> sa.Connection:
    """Return the connection of a session that is going to read.

    On PostgreSQL, if nothing was begun, each statement until the session ends what it does (a unit of work
    does so first) is a transaction of its own: none sees less than it would in one, and the database gets no
    messages that say only begin and end. A session with an isolation of its own keeps it.
    """
    engine = session.get_bind()
    if session.in_transaction() or engine.dialect.name == "sqlite" or _isolation(engine):
        return session.connection()
    return session.connection(execution_options={"isolation_level": ONE_BY_ONE})


def sees_the_newest(session: orm.Session) -> bool:
    """Tell whether what the session reads next was surely the newest a moment ago, not what it saw first."""
    return not session.in_transaction() or _reads_one_by_one(session)


def _reads_one_by_one(session: orm.Session) -> bool:
    return _isolation(session.connection()) == ONE_BY_ONE


def _isolation(bind: sa.Engine | sa.Connection) -> str | None:
    """Return the isolation that was asked for, if one was."""
    asked: str | None = bind.get_execution_options().get("isolation_level")
    return asked


@contextmanager
def for_a_cursor(session: orm.Session) -> Iterator[None]:
    """Let a cursor of the database live longer than a statement: within, there is a transaction."""
    if not _reads_one_by_one(session):
        yield
        return
    # On the same connection: who held one and waited for another could wait for ever.
    driver: Any = session.connection().connection.dbapi_connection
    with driver.transaction():
        yield


@contextmanager
def unit_of_work(session: orm.Session | None = None) -> Iterator[orm.Session]:
    """Give a session whose work is committed once at the end, or not at all.

    What was only read before (the logged-in user, say) is released first, because on SQLite a
    reading transaction that turns into a writing one can fail while another writer is at work.
    """
    session = session or db.session
    if session.in_transaction():
        session.commit()
    session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


def init_app(app: Flask, url: str) -> None:
    """Connect the application to the database at *url*."""
    app.config["SQLALCHEMY_ENGINES"] = {"default": engine_options(url)}
    db.init_app(app)
    # No asynchronous engine is used; its clean-up would start an event loop for every request.
    app.teardown_appcontext_funcs = [
        done for done in app.teardown_appcontext_funcs if not inspect.iscoroutinefunction(done)
    ]
    with app.app_context():
        prepare_engine(db.engine)


def is_reachable() -> bool:
    """Tell whether the database answers (for ``/readyz``)."""
    try:
        with db.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return False
    return True
