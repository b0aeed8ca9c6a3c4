from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating

seen_urls: set[str] = set()


def test_a_database_stands_at_the_head_of_the_migrations(database_url: str, database_engine: str) -> None:
    engine = migrating.open_engine(database_url)
    with engine.connect() as connection:
        assert connection.dialect.name == database_engine
        assert [migrating.current_revision(connection)] == migrating.heads()
    engine.dispose()


def test_each_test_has_a_database_of_its_own(database_url: str) -> None:
    assert database_url not in seen_urls
    seen_urls.add(database_url)


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    engine = migrating.open_engine(empty_database_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
