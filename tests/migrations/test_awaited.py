"""What cases wait for is found in what was recorded before, and goes without a trace."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_decisions import with_first_decision

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
STAY = (
    "INSERT INTO stays (id, case_id, ground, from_at, source, court_case_id, recorded_at, recorded_by)"
    " VALUES (1, 7, 'parallel-court', '2022-11-15 04:00:00', 'S', 8, '2022-11-15 04:00:00', 'clerk')"
)
BODY = sa.text("SELECT body_id FROM cases WHERE id = 7")


def test_what_is_awaited_is_found_in_old_rows(empty_database_url: str) -> None:
    engine = with_first_decision(empty_database_url)
    with engine.begin() as connection:
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


def test_case_whose_court_has_decided_is_found_in_old_rows(empty_database_url: str) -> None:
    engine = with_first_decision(empty_database_url)
    migrating.upgrade(empty_database_url, "0033")
    with engine.begin() as connection:
        _repeat(connection, "bodies", {"code": "COURT-1", "kind": "court", "path": "court-1"}, id="court-1")
        other = {
            "reference": "X/COURT-1/0001",
            "body_id": "court-1",
            "tracking_hash": "t",
            "import_key": None,
        }
        _repeat(connection, "cases", other, id=8)
        _repeat(connection, "decisions", {"case_id": 8, "in_force_on": dt.date(2022, 11, 20)}, id=9)
        connection.execute(sa.text(STAY))
    engine.dispose()
    for wanted in ([("court", 7, 9)], []):
        migrating.upgrade(empty_database_url, "head" if wanted else "0034")
        if not wanted:
            migrating.downgrade(empty_database_url, "0033")
        with engine.connect() as connection:
            found = [tuple(row[:3]) for row in connection.execute(AWAITED) if row.what == "court"]
        assert found == wanted
        engine.dispose()


def _repeat(connection: sa.Connection, name: str, other: dict[str, Any], **own: object) -> None:
    """Store the first row of a table once more, with other values."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    row = connection.execute(sa.select(table).order_by(table.c.id)).mappings().first()
    connection.execute(sa.insert(table), [{**dict(row or {}), **other, **own}])
