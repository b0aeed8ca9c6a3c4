"""The tables of hearings: rows of a hearing stand on both databases, and their case outlives them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from casetracker import migrating
from tests.migrations.test_migrations import CASE_ROWS, ROWS

HEARING = (
    "INSERT INTO hearings (id, uid, case_id, starts_at, zone, place, link_is_public, is_open, language,"
    " sequence, set_at, set_by, updated_at) VALUES (3, 'u-3', 7, '2022-11-17 09:00:00', 'Asia/Almaty',"
    " 'Astana', false, true, 'kk', 0, '2022-11-14 06:00:00', 'clerk', '2022-11-14 06:00:00')"
)
HEARD = "INSERT INTO hearing_cases (hearing_id, case_id) VALUES (3, 7)"
BEFORE = "0004"


def test_hearing_goes_with_its_tables_and_its_case_stays(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, BEFORE)
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (*ROWS, *CASE_ROWS[:2]):
            connection.execute(sa.text(row))
    migrating.upgrade(empty_database_url)
    with engine.begin() as connection:
        for row in (HEARING, HEARD):
            connection.execute(sa.text(row))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(sa.text(HEARD))
    migrating.downgrade(empty_database_url, BEFORE)
    migrating.upgrade(empty_database_url)
    with engine.connect() as connection:
        hearings = connection.execute(sa.text("SELECT count(*) FROM hearings")).scalar_one()
        reference = connection.execute(sa.text("SELECT reference FROM cases")).scalar_one()
    engine.dispose()
    assert (hearings, reference) == (0, "2022-PRES/CEC/0142")
