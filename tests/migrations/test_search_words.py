"""The words of the texts are not collected by the migration, so every entry is due to be read again."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_decisions import PUBLIC_CASE

ENTRY = (
    "INSERT INTO search_entries (id, kind, public_case_id, ordinal, slug, reference, election_id, body_id,"
    " body_level, subject, status, received_on, dated_on, year, language, stems, title_stems,"
    " analyser_version) VALUES (1, 'case', 1, 0, 's', 'R', 'e', 'b', 'central', 'other', 'decided',"
    " '2022-11-20', '2022-11-20', 2022, 'kk', 'шағым', 'шағым', '1')"
)


def test_entries_wait_for_their_words(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0034")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (PUBLIC_CASE, ENTRY):
            connection.exec_driver_sql(row)
    engine.dispose()
    for _time in range(2):
        migrating.upgrade(empty_database_url)
        with engine.connect() as connection:
            found = connection.execute(sa.text("SELECT analyser_version, reference FROM search_entries"))
            assert [tuple(row) for row in found] == [("0", "R")]
            assert connection.execute(sa.text("SELECT count(*) FROM search_words")).scalar_one() == 0
        engine.dispose()
        migrating.downgrade(empty_database_url, "0034")
        with engine.connect() as connection:
            assert "search_words" not in sa.inspect(connection).get_table_names()
        engine.dispose()
