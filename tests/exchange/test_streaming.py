"""Who reads a long list and goes away half-way leaves no cursor open in PostgreSQL."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from casetracker.db import db
from casetracker.streaming import each_row

OPEN = sa.text("SELECT count(*) FROM pg_cursors WHERE name <> ''")
NUMBERS = sa.select(sa.func.generate_series(1, 10).label("number"))


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_reading_that_was_given_up_leaves_no_cursor_open(app: Flask) -> None:
    with app.app_context():
        reading = each_row(db.session, NUMBERS, at_once=2)
        assert next(reading).number == 1
        assert db.session.scalar(OPEN) == 1
        reading.close()
        assert db.session.scalar(OPEN) == 0
        assert [row.number for row in each_row(db.session, NUMBERS, at_once=3)] == list(range(1, 11))
