"""What cases wait for is found in what was recorded before, and goes without a trace."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_decisions import DECISION
from tests.migrations.test_migrations import CASE_ROWS, ROWS

EVENT = (
    "INSERT INTO events (case_id, kind, at, recorded_at, actor, data) VALUES (7, '{kind}',"
    " '2022-11-14 04:00:00', '2022-11-14 04:00:00', 'clerk', '{data}')"
)
REVIEW, FILING = "commission-complaint.higher.review", "commission-complaint.filing"
EVENTS = (
    ("clock-not-computed", f'{{"rule": "{REVIEW}", "code": "unverified-law"}}'),
    ("deadline-set", f'{{"rule": "{REVIEW}", "due_on": "2022-11-17"}}'),
    ("clock-not-computed", f'{{"rule": "{FILING}", "code": "unverified-law"}}'),
)
AWAITED = sa.text("SELECT what, case_id, decision_id, body_id FROM awaited ORDER BY what")
BODY = sa.text("SELECT body_id FROM cases WHERE id = 7")


def test_what_is_awaited_is_found_in_old_rows(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0001")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (*ROWS, *CASE_ROWS, DECISION):
            connection.execute(sa.text(row))
        for kind, data in EVENTS:
            # A colon would begin a parameter.
            connection.exec_driver_sql(EVENT.format(kind=kind, data=data))
    engine.dispose()
    for _time in range(2):
        migrating.upgrade(empty_database_url)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(AWAITED)]
            body = connection.execute(BODY).scalar_one()
        wanted = [("clock", 7, None), ("law", 7, None), ("publication", 7, 3), ("service", 7, 3)]
        assert found == [(*row, body) for row in wanted]
        engine.dispose()
        migrating.downgrade(empty_database_url, "0026")
    with engine.connect() as connection:
        assert "awaited" not in sa.inspect(connection).get_table_names()
        assert connection.execute(sa.text("SELECT count(*) FROM decisions")).scalar_one() == 1
    engine.dispose()
