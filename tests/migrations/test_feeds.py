"""The addresses of calendars: stored on both databases, and their users outlive them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from casetracker import migrating
from tests.migrations.test_accounts import ROWS as ACCOUNT_ROWS

BEFORE = "0019"
USER = (
    "INSERT INTO users (id, email, name, password_hash, role, body_id, language, is_enabled, is_invited,"
    " failed_logins) VALUES (3, 'a@cec.example', 'A', 'h', 'lawyer', 'kz-cec', 'kk', true, false, 0)"
)
FEED = (
    "INSERT INTO calendar_feeds (id, user_id, kind, body_id, language, token_hash, created_at)"
    " VALUES (1, 3, 'body', 'kz-cec', 'kk', 'h', '2022-11-14 04:00:00')"
)


def test_calendars_go_with_their_table_and_users_stay(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, BEFORE)
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (ACCOUNT_ROWS[0], USER):
            connection.execute(sa.text(row))
    engine.dispose()
    migrating.upgrade(empty_database_url)
    with engine.begin() as connection:
        connection.execute(sa.text(FEED))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(sa.text(FEED.replace("(1, 3", "(2, 3")))
    engine.dispose()
    migrating.downgrade(empty_database_url, BEFORE)
    migrating.upgrade(empty_database_url)
    with engine.connect() as connection:
        feeds = connection.execute(sa.text("SELECT count(*) FROM calendar_feeds")).scalar_one()
        email = connection.execute(sa.text("SELECT email FROM users")).scalar_one()
    engine.dispose()
    assert (feeds, email) == (0, "a@cec.example")
