"""The migration of accounts: users and tokens survive it, up and down."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating

BEFORE, AFTER = "0009", "0010"
ROWS = (
    "INSERT INTO bodies (id, code, kind, level, path, zone, generated, name_kk, name_ru, name_en)"
    " VALUES ('kz-cec', 'CEC', 'commission', 'central', 'kz-cec/', 'Asia/Almaty', false, 'О', 'Ц', 'C')",
    "INSERT INTO users (id, email, name, password_hash, role, body_id, language, is_enabled, session_salt,"
    " failed_logins) VALUES (3, 'a@cec.example', 'A', 'h', 'lawyer', 'kz-cec', 'kk', true, 's', 0)",
    "INSERT INTO api_tokens (id, user_id, name, token_hash, created_at)"
    " VALUES (5, 3, 'n', 't', '2022-11-14 04:00:00')",
)


def test_users_and_tokens_survive_up_and_down(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, BEFORE)
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in ROWS:
            connection.execute(sa.text(row))
    engine.dispose()
    migrating.upgrade(empty_database_url, AFTER)
    joined = sa.text("SELECT email, scope, is_invited FROM users JOIN api_tokens ON user_id = users.id")
    with engine.begin() as connection:
        found = connection.execute(joined).one()
        connection.execute(
            sa.text(
                "INSERT INTO totp_devices (id, user_id, sealed, created_at, last_step)"
                " VALUES (1, 3, 'x', '2022-11-14 04:00:00', 0)"
            )
        )
    assert (found.email, found.scope, bool(found.is_invited)) == ("a@cec.example", "write", False)
    engine.dispose()
    migrating.downgrade(empty_database_url, BEFORE)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT session_salt FROM users")).scalar_one()
        assert "totp_devices" not in sa.inspect(connection).get_table_names()
    engine.dispose()
    migrating.upgrade(empty_database_url, AFTER)
