"""PostgreSQL databases that are emptied and given to the next test: a clone takes a fifth of a second.

Only a database that is as it was may be given again: nobody is connected any more, no table, trigger or
function was changed, and it has not grown. Any doubt, and it is dropped.

Who empties it stays connected: a new connection would first read the descriptions of all tables, which takes
longer than to empty them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.support.postgres import PostgresServer

Connection = psycopg.Connection[tuple[object, ...]]

# Emptied tables keep the room of what they held, and a scan walks through it.
LARGEST_GROWTH = 4 * 1024 * 1024
LEAVING_SECONDS = 0.3
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
STATE = """
SELECT (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_class
        WHERE relnamespace = 'public'::regnamespace),
       (SELECT (count(*), max(a.xmin::text::bigint))::text
        FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace),
       (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_trigger),
       (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_constraint),
       (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace),
       (SELECT string_agg(version_num, ',') FROM alembic_version)
"""
TABLES = """
SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
ROWS = "SELECT json_agg(it)::text FROM {0} it"
AGAIN = "INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %s)"
EMPTY = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables
                WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


class Databases:
    """Migrated, empty databases of one server, each in use by one test at a time."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self.server, self.template = server, template
        self._spare: dict[str, tuple[Connection, object]] = {}
        self._size = self._ask(template, "SELECT pg_database_size(current_database())")
        self._stored = self._rows_of_migrations()

    @contextmanager
    def one(self, template: str) -> Iterator[str]:
        """Give the URL of a database like *template* for the duration of the block."""
        if template != self.template:
            with self.server.database(template) as url:
                yield url
            return
        if self._spare:
            name, (connection, state) = self._spare.popitem()
        else:
            name = self.server.create_database(self.template)
            connection = psycopg.connect(self.server.url_of(name), autocommit=True)
            state = _one(connection, STATE)
        try:
            yield self.server.url_of(name)
        finally:
            if self._emptied(connection, state):
                self._spare[name] = connection, state
            else:
                connection.close()
                self.server.drop_database(name)

    def close(self) -> None:
        """Leave the databases."""
        for connection, _state in self._spare.values():
            connection.close()

    def _emptied(self, connection: Connection, state: object) -> bool:
        try:
            if not _left_by_all(connection) or _one(connection, STATE) != state:
                return False
            size = _one(connection, "SELECT pg_database_size(current_database())")
            if size[0] - self._size[0] > LARGEST_GROWTH:  # type: ignore[operator]
                return False
            connection.execute(EMPTY)
            for table, rows in self._stored.items():
                connection.execute(AGAIN.format(table).encode(), (rows,))
            return True
        except psycopg.Error:
            return False

    def _rows_of_migrations(self) -> dict[str, str]:
        with psycopg.connect(self.server.url_of(self.template)) as connection:
            tables = connection.execute(TABLES).fetchall()
            told = {name: connection.execute(ROWS.format(name).encode()).fetchone() for (name,) in tables}
        return {name: row[0] for name, row in told.items() if row is not None and row[0] is not None}

    def _ask(self, name: str, question: str) -> tuple[object, ...]:
        with psycopg.connect(self.server.url_of(name), autocommit=True) as connection:
            return _one(connection, question)


def _one(connection: Connection, question: str) -> tuple[object, ...]:
    row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row


def _left_by_all(connection: Connection) -> bool:
    # A connection that was closed is seen for a moment longer.
    end = time.monotonic() + LEAVING_SECONDS
    while _one(connection, OTHERS) != (0,):
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True
