"""The newest state is told at any time, although the server of the database was started anew meanwhile."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.db import db, unit_of_work
from casetracker.runtime import present_mark
from casetracker.search.generations import NO_ENTRY, newest_mark, note_changes

OTHERS = sa.text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def end_all_connections() -> None:
    """Do what a restart of the server does to those who are connected."""
    other = sa.create_engine(db.engine.url, poolclass=sa.NullPool)
    with other.connect() as connection:
        connection.execute(OTHERS)


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("trusted_seconds", [0.0, 60.0])
def test_server_that_was_started_anew_is_asked_on_a_new_connection(
    app: Flask, monkeypatch: pytest.MonkeyPatch, trusted_seconds: float
) -> None:
    """Whether the connection was used a moment ago, and is taken for alive, or is asked first."""
    monkeypatch.setattr("casetracker.db.TRUSTED_SECONDS", trusted_seconds)
    with app.app_context():
        before = present_mark()
        end_all_connections()
        assert present_mark() == before


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_session_never_gets_a_connection_that_ended_while_nobody_used_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casetracker.db.TRUSTED_SECONDS", 0.0)
    with app.app_context():
        before = present_mark()
        end_all_connections()
        assert newest_mark(db.session) == before


def test_request_that_has_read_is_told_the_state_that_it_sees(app: Flask) -> None:
    """Or a page of what it saw before would be kept as one of the newest state, and given to everybody."""
    with app.app_context():
        seen = newest_mark(db.session)
        with Session(db.engine) as other, unit_of_work(other):
            note_changes(other, {NO_ENTRY})
        assert present_mark() == newest_mark(db.session)
        db.session.close()
        assert present_mark() != seen


def test_present_state_is_the_one_that_was_committed_last(app: Flask) -> None:
    with app.app_context():
        before = present_mark()
        with unit_of_work() as session:
            note_changes(session, {NO_ENTRY})
        assert present_mark() == newest_mark(db.session) != before
        assert present_mark().generation == before.generation + 1
