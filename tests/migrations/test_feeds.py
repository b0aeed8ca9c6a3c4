"""Calendars and subscriptions: stored on both databases, gone with their tables, and users outlive them."""

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
SUBSCRIPTION = (
    "INSERT INTO subscriptions (id, kind, target, asked, language, rhythm, state, token_hash, created_at)"
    " VALUES (1, 'body', 'kz-cec', '{}', 'kk', 'daily', 'active', 'h', '2022-11-14 04:00:00')"
)
NOTICE = (
    "INSERT INTO subscription_notices (id, subscription_id, change, kind, slug, changed_at)"
    " VALUES (1, 1, 'case:x', 'published', 'x/y-1', '2022-11-14 04:00:00')"
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
        for row in (FEED, SUBSCRIPTION, NOTICE):
            connection.execute(sa.text(row))
    # A token opens one thing, and one public change is told to a subscription once.
    for twice in (FEED.replace("(1, 3", "(2, 3"), NOTICE.replace("(1, 1", "(2, 1")):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(sa.text(twice))
    engine.dispose()
    migrating.downgrade(empty_database_url, BEFORE)
    migrating.upgrade(empty_database_url)
    with engine.connect() as connection:
        counted = "SELECT (SELECT count(*) FROM calendar_feeds) + (SELECT count(*) FROM subscriptions)"
        feeds = connection.execute(sa.text(counted)).scalar_one()
        email = connection.execute(sa.text("SELECT email FROM users")).scalar_one()
    engine.dispose()
    assert (feeds, email) == (0, "a@cec.example")
