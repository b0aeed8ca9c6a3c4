"""Answers of steps that were kept before are given again with their status and version."""

from __future__ import annotations

import json

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_accounts import ROWS
from tests.migrations.test_feeds import USER

TOKEN = (
    "INSERT INTO api_tokens (id, user_id, name, token_hash, scope, created_at)"
    " VALUES (1, 3, 't', 'h', 'write', '2022-11-21 04:00:00')"
)
ANSWERED = (
    "INSERT INTO answered_requests (id, token_id, key, digest, body, answered_at)"
    " VALUES (1, 1, 'k', 'd', '{\"case\": {\"version\": 3}}', '2022-11-21 04:00:00')"
)


def test_kept_answers_get_their_status_and_version(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0036")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (ROWS[0], USER, TOKEN, ANSWERED):
            connection.exec_driver_sql(row)
    engine.dispose()
    for _time in range(2):
        migrating.upgrade(empty_database_url, "0037")
        with engine.connect() as connection:
            found = connection.execute(sa.text("SELECT status, headers, claim FROM answered_requests")).one()
            headers = json.loads(found.headers) if isinstance(found.headers, str) else found.headers
            assert (found.status, headers, found.claim) == (200, {"ETag": '"3"'}, None)
        engine.dispose()
        migrating.downgrade(empty_database_url, "0036")
        with engine.connect() as connection:
            assert connection.execute(sa.text("SELECT key FROM answered_requests")).scalars().all() == ["k"]
        engine.dispose()
