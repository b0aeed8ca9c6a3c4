"""Each party's own limit comes and goes; limits that were used say so, and run again in the old schema."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_decisions import DECISION
from tests.migrations.test_migrations import CASE_ROWS, ROWS


def test_limits_of_parties_up_and_down(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0001")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (*ROWS, *CASE_ROWS, DECISION):
            connection.execute(sa.text(row))
    migrating.upgrade(empty_database_url, "0027")
    with engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        clocks, cases, links = (tables.tables[name] for name in ("deadlines", "cases", "case_links"))
        clock = dict(connection.execute(sa.select(clocks).limit(1)).mappings().one())
        case = dict(connection.execute(sa.select(cases).limit(1)).mappings().one())
        due_at = case["filed_at"]
        appeal = {"role": "appeal", "state": "running", "decision_id": 3, "due_at": due_at, "ended_at": None}
        connection.execute(clocks.insert().values(clock | appeal | {"id": 90}))
        upper = {"id": 91, "reference": "X/Y/9", "serial": 9, "tracking_hash": "t", "import_key": None}
        connection.execute(cases.insert().values(case | upper))
        link = {"kind": "next-instance", "from_case_id": case["id"], "to_case_id": 91, "decision_id": 3}
        connection.execute(links.insert().values(created_at=due_at, created_by="test", **link))
    engine.dispose()
    migrating.upgrade(empty_database_url, "0028")
    told = sa.text("SELECT state, ended_at IS NULL FROM deadlines WHERE id = 90")
    with engine.connect() as connection:
        # Filed in the very moment in which it ended, so too late.
        assert tuple(connection.execute(told).one()) == ("missed", False)
    engine.dispose()
    migrating.downgrade(empty_database_url, "0027")
    with engine.connect() as connection:
        assert tuple(connection.execute(told).one()) == ("running", True)
        assert connection.scalar(sa.text("SELECT count(*) FROM deadlines")) >= 2
    engine.dispose()
