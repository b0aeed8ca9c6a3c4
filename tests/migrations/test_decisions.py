"""What decisions got: grounds and provisions come and go, and old decisions stay as they were."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_migrations import CASE_ROWS, ROWS

DECISION = (
    "INSERT INTO decisions (id, case_id, number, taken_at, outcome, facts, provisions, application,"
    " operative, remedy, appeal_route, language, text_known, recorded_at, recorded_by) VALUES (3, 7, '5',"
    " '2022-11-15 04:00:00', 'refused', '', 'Art. 49', '', 'O', 'none', '', 'kk', false,"
    " '2022-11-15 05:00:00', 'lawyer')"
)


def test_old_decisions_stay_without_ground_up_and_down(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0001")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (*ROWS, *CASE_ROWS, DECISION):
            connection.execute(sa.text(row))
    engine.dispose()
    migrating.upgrade(empty_database_url)
    told = sa.text("SELECT refusal_ground, ground_text, ground_citations, cited FROM decisions")
    with engine.connect() as connection:
        ground, text, *lists = connection.execute(told).one()
        assert (ground, text, [str(it) for it in lists]) == (None, "", ["[]", "[]"])
    engine.dispose()
    migrating.downgrade(empty_database_url, "0018")
    with engine.connect() as connection:
        left = connection.execute(sa.text("SELECT number, provisions FROM decisions")).one()
        assert tuple(left) == ("5", "Art. 49")
    engine.dispose()
