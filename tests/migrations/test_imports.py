"""The tables of imports: what users sent survives up and down, what operators sent goes with their names."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from casetracker import migrating
from tests.migrations.test_migrations import ROWS

USER = (
    "INSERT INTO users (id, email, name, password_hash, role, body_id, language, is_enabled,"
    " failed_logins, is_invited)"
    " VALUES (5, 's@commission.example', 'S', 'x', 'supervisor', 'kz-cec', 'kk', true, 0, false)"
)
JOB = (
    "INSERT INTO import_jobs ({sender}, id, body_id, language, file_name, file_hash, file_size, mapping,"
    " state, total, cursor, seen, registered, duplicate, late, error, created_at) VALUES ({who}, {id},"
    " 'kz-cec', 'kk', 'j.csv', 'h', 1, '{{}}', 'done', 2, 3, 2, 1, 0, 0, 1, '2022-11-21 04:00:00')"
)
PARTS = (
    "INSERT INTO import_files (job_id, sealed) VALUES ({id}, '')",
    "INSERT INTO import_rows (job_id, number, state, is_late, problems)"
    " VALUES ({id}, 3, 'error', false, '[]')",
)
MAPPING = (
    "INSERT INTO import_mappings (body_id, headings_hash, mapping, used_at)"
    " VALUES ('kz-cec', 'h', '{}', '2022-11-21 04:00:00')"
)
LEFT = (
    "SELECT (SELECT count(*) FROM import_files), (SELECT count(*) FROM import_rows), count(*)"
    " FROM import_jobs"
)


def _run(url: str, *statements: str) -> None:
    engine = migrating.open_engine(url)
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def _told(url: str, question: str) -> list[tuple[object, ...]]:
    engine = migrating.open_engine(url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(sa.text(question))]
    engine.dispose()
    return rows


def test_imports_survive_up_and_down_and_those_of_operators_up_only(empty_database_url: str) -> None:
    url = empty_database_url
    migrating.upgrade(url, "0014")
    job = JOB.format(sender="user_id", who=5, id=1)
    _run(url, *ROWS, USER, job, *(part.format(id=1) for part in PARTS), MAPPING)
    migrating.upgrade(url)
    assert _told(url, "SELECT user_id, operator, file_name FROM import_jobs") == [(5, None, "j.csv")]
    operated = JOB.format(sender="operator", who="'registrar'", id=2)
    _run(url, operated, *(part.format(id=2) for part in PARTS))
    assert _told(url, LEFT) == [(2, 2, 2)]
    migrating.downgrade(url, "0014")
    assert _told(url, LEFT) == [(1, 1, 1)]
    assert _told(url, "SELECT user_id FROM import_jobs") == [(5,)]
    assert _told(url, "SELECT headings_hash FROM import_mappings") == [("h",)]


@pytest.mark.parametrize(
    ("sender", "who"), [("operator", "NULL"), ("operator, user_id", "'registrar', 5")], ids=["nobody", "both"]
)
def test_database_refuses_an_import_that_not_just_one_sent(database_url: str, sender: str, who: str) -> None:
    _run(database_url, *ROWS, USER)
    with pytest.raises(IntegrityError):
        _run(database_url, JOB.format(sender=sender, who=who, id=1))
