"""The links between cases: those that stays told of before are there after the migration, up and down."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_migrations import CASE_ROWS, ROWS

COURT = (
    "INSERT INTO bodies (id, code, kind, level, path, zone, generated, name_kk, name_ru, name_en)"
    " VALUES ('kz-siac', 'SIAC', 'administrative-court', 'first-instance', 'kz-siac/', 'Asia/Almaty', false,"
    " 'С', 'С', 'S')"
)
CLAIM = (
    CASE_ROWS[1]
    .replace("VALUES (7, '2022-PRES/CEC/0142'", "VALUES (8, '2022-PRES/SIAC/0001'")
    .replace("'kz-cec', 142, 'h'", "'kz-siac', 1, 'g'")
)
STAY = (
    "INSERT INTO stays (id, case_id, ground, from_at, source, court_case_id, recorded_at, recorded_by)"
    " VALUES ({id}, 7, 'parallel-court', '2022-11-15 04:00:00', 'x', {court}, '2022-11-15 05:00:00', 'clerk')"
)


def test_stay_for_a_court_becomes_one_link_and_others_none(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0008")
    engine = migrating.open_engine(empty_database_url)
    stays = [STAY.format(id=1, court=8), STAY.format(id=2, court="NULL"), STAY.format(id=3, court=8)]
    with engine.begin() as connection:
        for row in (*ROWS, COURT, *CASE_ROWS[:2], CLAIM, *stays):
            connection.execute(sa.text(row))
    engine.dispose()
    migrating.upgrade(empty_database_url, "0009")
    with engine.connect() as connection:
        links = connection.execute(
            sa.text("SELECT kind, from_case_id, to_case_id, created_by FROM case_links")
        )
        assert links.all() == [("parallel", 7, 8, "clerk")]
    engine.dispose()
    migrating.downgrade(empty_database_url, "0008")
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT COUNT(*) FROM stays")).scalar_one() == 3
        assert connection.execute(sa.text("SELECT COUNT(*) FROM cases")).scalar_one() == 2
    engine.dispose()
