"""Who reads a long list leaves no cursor open, whether he goes away half-way or the server does."""

from __future__ import annotations

import gc
import warnings

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.db import db
from casetracker.streaming import each_row

OPEN = sa.text("SELECT count(*) FROM pg_cursors WHERE name <> ''")
WHO = sa.text("SELECT pg_backend_pid()")
END = sa.text("SELECT pg_terminate_backend(:pid, 5000)")
NUMBERS = sa.select(sa.func.generate_series(1, 10).label("number"))

pytestmark = pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)


def test_reading_that_was_given_up_leaves_no_cursor_open(app: Flask) -> None:
    with app.app_context():
        reading = each_row(db.session, NUMBERS, at_once=2)
        assert next(reading).number == 1
        assert db.session.scalar(OPEN) == 1
        reading.close()
        assert db.session.scalar(OPEN) == 0
        assert [row.number for row in each_row(db.session, NUMBERS, at_once=3)] == list(range(1, 11))


@pytest.mark.parametrize("before", [0, 3])
def test_server_that_goes_away_leaves_no_cursor_open_in_this_process(app: Flask, before: int) -> None:
    """Before the first row, or between two parts of the list."""
    with app.app_context(), Session(db.engine) as session, warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        here = session.scalar(WHO)
        reading = each_row(session, NUMBERS, at_once=2)
        assert [next(reading).number for _ in range(before)] == list(range(1, before + 1))
        with sa.create_engine(db.engine.url, poolclass=sa.NullPool).connect() as other:
            other.execute(END, {"pid": here})
        with pytest.raises(sa.exc.OperationalError):
            list(reading)
        session.close()
        del reading
        # A cursor that is still open complains when it is collected.
        gc.collect()
        assert [str(each.message) for each in told if "Cursor" in str(each.message)] == []
        assert [row.number for row in each_row(session, NUMBERS, at_once=3)] == list(range(1, 11))
