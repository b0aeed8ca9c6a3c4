"""The limits of what is published reach the index by the migration, and its full text outlives both ways."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_decisions import PUBLIC_CASE
from tests.migrations.test_search_words import ENTRY

BEFORE, AFTER = "0037", "0038"
FIGURES = (
    "INSERT INTO case_figures (public_case_id, shown, election_id, body_id, body_level, forum, subject,"
    " complainant_kind, received_on, is_late, result, is_decided, timeliness, due_at) VALUES (1, true, 'e',"
    " 'b', 'central', 'commission', 'other', 'voter', '2022-11-15', false, 'pending', false, 'pending',"
    " '2022-11-20 18:00:00')"
)


def test_limits_up_and_down(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, BEFORE)
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (PUBLIC_CASE, ENTRY, FIGURES):
            connection.exec_driver_sql(row)
    engine.dispose()
    for _time in range(2):
        migrating.upgrade(empty_database_url, AFTER)
        with engine.begin() as connection:
            told = connection.execute(sa.text("SELECT timeliness, CAST(due_at AS text) FROM search_entries"))
            [(timeliness, due_at)] = told
            assert (timeliness, due_at[:16]) == ("pending", "2022-11-20 18:00")
        engine.dispose()
        migrating.downgrade(empty_database_url, BEFORE)
        with engine.begin() as connection:
            names = {column["name"] for column in sa.inspect(connection).get_columns("search_entries")}
            assert not names & {"timeliness", "due_at"}
            connection.execute(sa.text("UPDATE search_entries SET stems = 'шешім'"))
            if connection.dialect.name == "sqlite":
                # The triggers that keep the full text in step are still there.
                hits = "SELECT count(*) FROM search_fts WHERE search_fts MATCH 'stems : шешім'"
                assert connection.execute(sa.text(hits)).scalar_one() == 1
                connection.execute(sa.text("UPDATE search_entries SET stems = 'шағым'"))
        engine.dispose()
