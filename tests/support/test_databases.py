from __future__ import annotations

from contextlib import closing

import psycopg
import pytest
import sqlalchemy as sa

from casetracker import migrating
from tests.support.postgres import PostgresServer
from tests.support.reusing import Databases

ROW = "INSERT INTO heartbeats (name, process, at) VALUES ('test', 'test', '2022-11-20 09:00')"


def test_a_database_stands_at_the_head_of_the_migrations(database_url: str, database_engine: str) -> None:
    engine = migrating.open_engine(database_url)
    with engine.connect() as connection:
        assert connection.dialect.name == database_engine
        assert [migrating.current_revision(connection)] == migrating.heads()
    engine.dispose()


@pytest.mark.parametrize("_time", range(2))
def test_each_test_finds_its_database_empty(database_url: str, _time: int) -> None:
    engine = migrating.open_engine(database_url)
    with engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM heartbeats")) == 0
        connection.execute(sa.text(ROW))
    engine.dispose()


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (ROW, True),
        ("SELECT nextval('cases_id_seq')", True),
        ("ALTER TABLE heartbeats ADD odd text", False),
        ("ALTER TABLE cases DISABLE TRIGGER ALL", False),
        ("UPDATE alembic_version SET version_num = '0001'", False),
        ("CREATE TABLE odd (id integer)", False),
    ],
)
def test_only_an_unchanged_database_is_given_again(
    postgres: PostgresServer, postgres_template: str, change: str, again: bool
) -> None:
    with closing(Databases(postgres, postgres_template)) as databases:
        with databases.one(postgres_template) as first, psycopg.connect(first) as connection:
            connection.execute(change.encode())
        with databases.one(postgres_template) as second, psycopg.connect(second) as connection:
            assert (second == first) is again
            assert connection.execute("SELECT count(*) FROM heartbeats").fetchone() == (0,)
            assert connection.execute("SELECT nextval('cases_id_seq')").fetchone() == (1,)


def test_database_that_somebody_still_uses_is_not_given_again(
    postgres: PostgresServer, postgres_template: str
) -> None:
    with closing(Databases(postgres, postgres_template)) as databases:
        with databases.one(postgres_template) as first:
            left_open = psycopg.connect(first)
        with databases.one(postgres_template) as second:
            assert second != first
        left_open.close()


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    engine = migrating.open_engine(empty_database_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
