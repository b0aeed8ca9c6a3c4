"""The migration of online filing: drafts go with its tables, cases stay."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating

BEFORE, AFTER = "0031", "0032"
TABLES = {"filings", "filing_files", "filing_contacts"}
DRAFT = sa.text(
    "INSERT INTO filings (id, state, created_at, saved_at, is_suspicious, wants_confidentiality)"
    " VALUES (1, 'draft', '2022-11-21 04:00:00', '2022-11-21 04:00:00', false, false)"
)


def test_tables_of_filings_come_and_go_with_what_is_in_them(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, AFTER)
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(DRAFT)
        assert set(sa.inspect(connection).get_table_names()) >= TABLES
    engine.dispose()
    migrating.downgrade(empty_database_url, BEFORE)
    with engine.connect() as connection:
        assert not TABLES & set(sa.inspect(connection).get_table_names())
    engine.dispose()
    migrating.upgrade(empty_database_url, AFTER)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM filings")).scalar() == 0
    engine.dispose()
