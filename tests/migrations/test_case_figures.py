"""What was published before is counted by the migration exactly as publishing counts it."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import migrating
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.statistics.following import figures_of
from casetracker.statistics.models import TALLIES, CaseFigures
from tests.statistics.test_counts import fill

BEFORE, AFTER = "0030", "0031"
UNINDEXED, INDEXED = "0038", "0039"


class Kept(list[PublicCase]):
    """Takes what is added; nothing is stored, and so nothing follows it."""

    add = list.append


def test_published_cases_are_counted_up_and_down(empty_database_url: str) -> None:
    kept = Kept()
    fill(cast("Session", kept))
    migrating.upgrade(empty_database_url, BEFORE)
    engine = migrating.open_engine(empty_database_url)
    decisions = 0
    with engine.begin() as connection:
        for number, case in enumerate(kept, start=1):
            case.id = number
            insert(connection, PublicCase, case)
            for decision in list(case.decisions):
                decisions += 1
                decision.id, decision.public_case_id = decisions, number
                insert(connection, PublicDecision, decision)
    engine.dispose()
    migrating.upgrade(empty_database_url, AFTER)
    names = [column.name for column in CaseFigures.__table__.columns]
    with engine.connect() as connection:
        rows = connection.execute(sa.select(CaseFigures.__table__).order_by(CaseFigures.public_case_id))
        counted = [dict(zip(names, row, strict=True)) for row in rows]
    assert counted == [{"public_case_id": case.id} | figures_of(case) for case in kept]
    engine.dispose()
    for revision, tallied in ((INDEXED, True), (UNINDEXED, False)):
        (migrating.upgrade if tallied else migrating.downgrade)(empty_database_url, revision)
        with engine.connect() as connection:
            known = {it["name"] for it in sa.inspect(connection).get_indexes("case_figures")}
            assert ({f"ix_case_figures_{name}" for name in TALLIES} <= known) is tallied
            assert connection.scalar(sa.text("SELECT count(*) FROM case_figures")) == len(kept)
        engine.dispose()
    migrating.downgrade(empty_database_url, BEFORE)
    with engine.connect() as connection:
        assert "case_figures" not in sa.inspect(connection).get_table_names()
        assert connection.scalar(sa.text("SELECT count(*) FROM public_cases")) == len(kept)
    engine.dispose()


def insert(connection: sa.Connection, model: Any, thing: Any) -> None:
    """Store a row of the old schema: only the columns that it had."""
    had = {column["name"] for column in sa.inspect(connection).get_columns(model.__tablename__)}
    values = {name: getattr(thing, name) for name in had if getattr(thing, name) is not None}
    connection.execute(sa.insert(model.__table__).values(values))
