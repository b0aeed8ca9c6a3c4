"""What is in the full-text index is found before and after PostgreSQL is told to gather words, and back."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_decisions import PUBLIC_CASE
from tests.migrations.test_search_words import ENTRY

BEFORE, AFTER = "0039", "0040"
FOUND = {
    "sqlite": "SELECT count(*) FROM search_fts WHERE search_fts MATCH 'stems : шешім'",
    "postgresql": "SELECT count(*) FROM search_entries WHERE stems @@ CAST('''шешім''' AS tsquery)",
}
OPTIONS = sa.text("SELECT reloptions FROM pg_class WHERE relname = 'search_fts_stems'")


def test_full_text_up_and_down(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, BEFORE)
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (PUBLIC_CASE, ENTRY, "UPDATE search_entries SET stems = 'шешім'"):
            connection.exec_driver_sql(row)
    engine.dispose()
    for move, revision, gathers in (
        (migrating.upgrade, AFTER, True),
        (migrating.downgrade, BEFORE, False),
        (migrating.upgrade, AFTER, True),
    ):
        move(empty_database_url, revision)
        with engine.begin() as connection:
            assert connection.exec_driver_sql(FOUND[engine.dialect.name]).scalar_one() == 1
            if engine.dialect.name == "postgresql":
                told = connection.execute(OPTIONS).scalar_one()
                assert ("fastupdate=on" in told, "gin_pending_list_limit=256" in told) == (gathers, gathers)
            for stem in ("шағым", "шешім"):
                connection.exec_driver_sql(f"UPDATE search_entries SET stems = '{stem}'")  # noqa: S608
        engine.dispose()
