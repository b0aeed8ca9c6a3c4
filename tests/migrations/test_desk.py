"""What the desk added: drafts, views, assignees and words of bodies come and go, and old rows stay."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from casetracker.registry.spelling import folded_words
from tests.migrations.test_migrations import CASE_ROWS, ROWS

USER = (
    "INSERT INTO users (id, email, name, password_hash, role, body_id, language, is_enabled, session_salt,"
    " failed_logins) VALUES (1, 'a@b.example', 'A', 'x', 'clerk', 'kz-cec', 'kk', true, 's', 0)"
)


def test_rows_stay_and_bodies_get_their_words(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0001")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (*ROWS, *CASE_ROWS, USER):
            connection.execute(sa.text(row))
    engine.dispose()
    migrating.upgrade(empty_database_url)
    with engine.begin() as connection:
        words = connection.execute(sa.text("SELECT words FROM bodies")).scalar_one()
        assert words == folded_words("CEC", "О", "Ц", "C")
        connection.execute(sa.text("UPDATE cases SET assignee_id = 1"))
        connection.execute(
            sa.text(
                "INSERT INTO saved_views (user_id, name, query, is_default, created_at)"
                " VALUES (1, 'late', 'only=late', true, '2022-11-14 04:00:00')"
            )
        )
    engine.dispose()
    migrating.downgrade(empty_database_url, "0001")
    migrating.upgrade(empty_database_url)
    with engine.connect() as connection:
        case = connection.execute(sa.text("SELECT reference, assignee_id FROM cases")).one()
        views = connection.execute(sa.text("SELECT count(*) FROM saved_views")).scalar_one()
    engine.dispose()
    assert tuple(case) == ("2022-PRES/CEC/0142", None)
    assert views == 0
